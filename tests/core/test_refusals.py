import pytest
from django.utils import translation

from core.refusals import NotAllowed, Refusal, require


def test_a_rule_that_says_yes_lets_one_go_on():
    assert require(lambda who, what: (who, what) == ("me", "it"), "me", "it") is None


@pytest.mark.parametrize("answer", [False, None, 0, ""])
def test_a_rule_that_does_not_say_yes_stops_one(answer):
    with pytest.raises(NotAllowed):
        require(lambda: answer)


def test_a_refusal_carries_a_sentence_in_the_readers_language():
    refusal = NotAllowed()
    with translation.override("ar"):
        arabic = str(refusal)

    assert str(refusal) == "You can’t do this. Your rights may have changed since the page was opened."
    assert arabic not in {"", str(refusal)}


def test_a_refusal_can_say_something_of_its_own():
    refusal = Refusal("The board is closed.")

    assert (refusal.message, str(refusal), refusal.args) == (
        "The board is closed.",
        "The board is closed.",
        ("The board is closed.",),
    )
    assert Refusal.message != "The board is closed."
