"""What the writer is shown of what was found, and what is recorded of the decision."""

from moderation.checking import AROUND, MOST_PASSAGES, Decision, check_of, findings_in, shown_in

PHONE = "+380671234567"


def check(text, shown=None):
    return check_of(text, findings_in(text), shown or {})


def test_findings_far_apart_are_shown_each_with_what_stands_around_it():
    text = "a" * 500 + f" {PHONE} " + "b " * 300 + f"{PHONE} end"

    first, second = check(text).passages

    assert [kind for _piece, kind in first] == ["", "", "phone number", "", ""]
    assert (first[0][0], len(first[1][0]), second[-1][0]) == ("…", AROUND, " end")


def test_findings_close_together_are_one_passage():
    assert len(check(f"{PHONE}, {PHONE} or {PHONE}").passages) == 1


def test_of_very_many_the_first_are_shown_and_the_rest_counted():
    found = check((PHONE + " " + "word " * 60) * (MOST_PASSAGES + 3))

    assert (len(found.passages), found.left_out, found.counts) == (MOST_PASSAGES, 3, {"phone": MOST_PASSAGES + 3})


def test_the_word_tells_these_findings_from_others_and_not_from_the_same_elsewhere_in_the_text():
    assert check(f"Ring {PHONE}").word == check(f"Please ring {PHONE} now").word
    assert check(f"Ring {PHONE}").word != check(f"Ring {PHONE} or {PHONE}").word


def test_what_was_shown_goes_along_signed_and_only_grows():
    assert shown_in(check(PHONE, {"account": 2}).shown) == {"account": 2, "phone": 1}
    assert shown_in("phone:1") == {}


def test_what_stood_there_before_is_no_finding():
    assert findings_in(f"Now ring {PHONE}", before=f"Ring {PHONE}") == []


def test_a_decision_says_kinds_and_numbers():
    decision = Decision({"account": 1, "phone": 2}, {"phone": 1})

    assert (decision.outcome, decision.reason) == ("changed", "account 1, phone 2 → phone 1")
