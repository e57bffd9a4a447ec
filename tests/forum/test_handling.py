"""Labels on posts: where they come from, where they show, and that what they forbid is not done."""

import pytest
from django.urls import reverse

from core.deeds import DEEDS, EXPORT_TEXT, LESSON, MAIL_TEXT, allows
from core.forms import new_once
from core.models import AuditEntry
from core.things import key_of
from forum import actions
from forum.copies import exported
from forum.models import Board, Post
from forum.moves import Plan
from forum.refusals import LooserLabel, NotToBePassedOn
from members.models import Space
from moderation.models import ReviewItem
from notifications.actions import choose_channels
from notifications.digests import DIGEST, digest_letter
from notifications.models import Delivery, Notice
from notifications.notices import notice_letter
from search.finder import Wish, find
from tests.factories.files import stored
from tests.factories.forum import make_board, make_reply, make_topic
from tests.factories.texts import hung
from tests.search.conftest import index  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db
ASK = "ask_first"
MARK = 'class="handling"'
IN_LIST = 'class="status handled"'


def text(response):
    return response.content.decode()


def chosen(response):
    """The label that the page's form begins with."""
    return response.context["form"]["handling"].value()


def quoting(post, words="I agree."):
    return f"> [Otto](post:{post.ref}):\n>\n> said\n\n{words}"


# --- where a label comes from


@pytest.mark.parametrize(
    ("board_label", "opening", "given"),
    [
        ("community", "community", "community"),
        ("not_for_attribution", "community", "not_for_attribution"),
        ("not_for_attribution", ASK, ASK),
    ],
)
def test_an_answer_bears_the_stricter_label_of_its_board_and_of_the_question(other, board_label, opening, given):
    topic = make_topic(make_board(default_handling=board_label), other, handling=opening)

    assert make_reply(topic, other).handling_id == given


def test_a_new_topic_bears_the_label_of_its_board_unless_its_writer_says_otherwise(other):
    board = make_board(default_handling="not_as_evidence")

    assert make_topic(board, other).posts.get().handling_id == "not_as_evidence"
    assert make_topic(board, other, handling="community").posts.get().handling_id == "community"


def test_the_form_begins_with_the_stricter_label_of_what_is_answered_and_quoted(as_member, topic, other):
    make_reply(topic, other, handling="not_for_attribution")
    make_reply(topic, other, handling=ASK)
    address = f"/forum/t/{topic.ref}/reply/"

    assert chosen(as_member.get(address)) == "community"
    assert chosen(as_member.get(f"{address}?answers=2")) == "not_for_attribution"
    assert chosen(as_member.get(f"{address}?quote=3&answers=2")) == ASK


def test_the_form_below_a_topic_begins_with_the_label_of_the_question(as_member, board, other):
    page = text(as_member.get(make_topic(board, other, handling=ASK).get_absolute_url()))

    assert f'<option value="{ASK}" selected>' in page
    assert "Chatham House Rule" in page


def test_what_is_chosen_in_the_form_is_what_the_post_bears(as_member, topic):
    as_member.post(f"/forum/t/{topic.ref}/reply/", {"body": "Said.", "once": new_once(), "handling": ASK})

    assert topic.posts.get(number=2).handling_id == ASK


def test_an_odd_label_is_refused_with_the_text_kept(as_member, topic):
    response = as_member.post(f"/forum/t/{topic.ref}/reply/", {"body": "Said.", "once": new_once(), "handling": "odd"})

    assert list(response.context["form"].errors) == ["handling"]
    assert response.context["form"]["body"].value() == "Said."


def test_a_keeper_says_how_posts_of_a_new_board_are_to_be_handled(client_of, make_space, make_member):
    keeper = make_member("Karim Keeper")
    space = make_space(Space.INVITE, keeper=keeper)

    client_of(keeper).post(
        f"/forum/s/{space.ref}/new/", {"title": "Ways", "language": "en", "default_handling": "not_for_attribution"}
    )

    assert Board.objects.get().default_handling_id == "not_for_attribution"


# --- where it shows


def test_where_moderators_decide_it_stands_beside_each_text(as_moderator, moderator, make_member, member, other):
    make_member(roles=["moderator"])  # who gives the second word
    topic = make_topic(make_board("members"), other)
    post = make_reply(topic, other, handling="not_for_attribution")
    actions.report_post(post, by=member, reason="Off topic.")
    wish = actions.move(topic, Plan(make_board("public")), by=moderator)
    item = ReviewItem.objects.get(key=key_of(post))
    places = ["/moderation/", item.get_absolute_url(), f"/forum/t/{topic.ref}/split/", wish.get_absolute_url()]

    assert [text(as_moderator.get(place)).count(MARK) for place in places] == [1, 1, 1, 1]


def test_a_post_says_above_its_text_what_its_reader_may_do(as_member, topic, other):
    plain = text(as_member.get(topic.get_absolute_url()))
    make_reply(topic, other, handling="not_for_attribution", body="Spoken freely.")

    page = text(as_member.get(topic.get_absolute_url()))

    assert plain.count(MARK) == 0
    assert page.count(MARK) == 1
    assert page.index("not reveal who said it") < page.index("Spoken freely.")


def test_what_a_label_means_is_said_in_full_once_a_page_and_folded_below(as_member, topic, other):
    for body in ("Spoken freely.", "And again."):
        make_reply(topic, other, handling="not_for_attribution", body=body)

    for _ in range(2):  # drawn, and from what is kept
        page = text(as_member.get(topic.get_absolute_url())).partition('<section class="composer')[0]
        full, folded = page.index('<p class="handling">'), page.index('<details class="handling">')
        assert full < page.index("Spoken freely.") < folded < page.index("And again.")
        assert page.count("not reveal who said it") == 2


def test_a_list_shows_the_label_of_the_opening_post(as_member, board, other):
    make_reply(make_topic(board, other), other, handling=ASK)
    assert IN_LIST not in text(as_member.get(board.get_absolute_url()))

    make_topic(board, other, handling="not_as_evidence")

    assert text(as_member.get(board.get_absolute_url())).count(IN_LIST) == 1


def test_a_file_bears_the_label_of_its_post_and_shows_it(as_member, topic, other):
    file = stored(other)
    make_reply(topic, other, handling="not_as_evidence", files=[file])

    file.refresh_from_db()

    assert file.handling_id == "not_as_evidence"
    assert IN_LIST in text(as_member.get(topic.get_absolute_url()))


def test_a_label_costs_a_list_no_query_more_for_three_topics_than_for_one(
    as_member, board, other, django_assert_num_queries, django_assert_max_num_queries
):
    make_topic(board, other, handling=ASK)
    as_member.get(board.get_absolute_url())
    with django_assert_max_num_queries(40) as asked:
        as_member.get(board.get_absolute_url())
        number = len(asked)
    for _ in range(2):
        make_topic(board, other, handling="not_as_evidence")

    with django_assert_num_queries(number):
        as_member.get(board.get_absolute_url())


# --- what it forbids


def test_what_is_not_to_be_passed_on_is_quoted_in_its_own_topic_alone(board, topic, other, member):
    post = make_reply(topic, other, handling=ASK)
    elsewhere = make_topic(board, other)

    with pytest.raises(NotToBePassedOn):
        make_reply(elsewhere, member, body=quoting(post), handling=ASK)

    assert make_reply(topic, member, body=quoting(post), handling=ASK).quotes.get().quoted == post


def test_a_quote_never_bears_a_looser_label_than_what_it_quotes(as_member, topic, other):
    post = make_reply(topic, other, handling="not_as_evidence")
    sent = {"body": quoting(post), "once": new_once(), "handling": "community"}

    response = as_member.post(f"/forum/t/{topic.ref}/reply/", sent)

    assert "Not as evidence without permission” for yours" in text(response)
    assert response.context["form"]["body"].value() == sent["body"]
    assert topic.posts.count() == 2


def test_a_label_is_not_loosened_under_a_quote(topic, other, member):
    quoted = make_reply(topic, other, handling="not_as_evidence")
    post = make_reply(topic, member, body=quoting(quoted), handling=ASK)

    with pytest.raises(LooserLabel):
        actions.edit_post(post, by=member, body=post.body, handling="not_for_attribution")

    assert Post.objects.get(pk=post.pk).handling_id == ASK


def test_a_quote_of_what_is_out_of_sight_stays_on_record_and_keeps_its_label(topic, other, member, moderator):
    source = make_reply(topic, other, handling=ASK)
    said = f"> [x](post:{source.ref}):\n> words\n\n"
    post = make_reply(topic, member, body=f"{said}Yes.", handling=ASK)
    actions.hide_post(source, by=moderator)

    actions.edit_post(post, by=member, body=f"{said}Yes, indeed, and what is more.")
    with pytest.raises(LooserLabel):
        actions.edit_post(post, by=member, body=f"{said}Yes.", handling="community")
    kept = list(post.quotes.values_list("quoted", flat=True))
    actions.edit_post(post, by=member, body="Yes.")

    assert (kept, post.quotes.count()) == ([source.pk], 0)


@pytest.mark.parametrize(
    "address",
    [
        "/forum/b/{board}/",
        "/forum/",
        "/forum/topics/?show=unread",
        "/forum/t/{topic}/print/",
        "/forum/t/{topic}/reply/?quote=1",
    ],
)
def test_who_said_what_is_not_for_attribution_is_named_in_its_place_alone(as_member, board, other, address):
    topic = make_topic(board, other, handling="not_for_attribution")
    make_reply(topic, other)

    page = text(as_member.get(address.format(board=board.ref, topic=topic.ref)))

    assert ("Otto Other" in page, "An expert from a member institution" in page) == (False, True)
    assert "Otto Other" in text(as_member.get(topic.get_absolute_url()))


@pytest.mark.parametrize("deed", [MAIL_TEXT, EXPORT_TEXT, LESSON])
def test_text_that_is_no_evidence_goes_into_no_mail_export_or_lesson(topic, other, deed):
    post = make_reply(topic, other, handling="not_as_evidence")

    assert not allows(post, deed)
    assert allows(make_reply(topic, other, handling="not_for_attribution"), deed)


def test_a_topic_allows_what_its_opening_post_does(board, other):
    topic, strict = make_topic(board, other), make_topic(board, other, handling=ASK)

    assert [deed for deed in DEEDS if allows(topic, deed)] == list(DEEDS)
    assert [deed for deed in DEEDS if allows(strict, deed)] == []


@pytest.mark.parametrize("label", ["community", "not_for_attribution", ASK])
def test_a_mail_of_a_notice_has_neither_text_nor_name(member, other, label):
    topic = make_topic(make_board("public"), member)
    make_reply(topic, other, handling=label, body="Plainly said.")

    letter = notice_letter(Delivery.objects.get(notice=Notice.objects.get(recipient=member)))

    assert ("Otto Other" in letter.body, "Plainly said" in letter.body) == (False, False)


@pytest.mark.parametrize(("label", "said"), [("community", "Otto Other"), ("not_for_attribution", "Somebody")])
def test_the_page_of_notices_names_nobody_whose_label_keeps_that_in_its_place(
    as_member, member, other, board, label, said
):
    make_reply(make_topic(board, member, title="Weirs"), other, handling=label)

    [row] = as_member.get("/notices/").context["rows"]

    assert row["said"] == f"\u2068{said}\u2069 replied in “\u2068Weirs\u2069”."


@pytest.mark.parametrize(("label", "is_said"), [("community", True), (ASK, False)])
def test_a_title_goes_into_no_mail_or_export_that_the_label_of_what_it_opens_forbids(member, other, label, is_said):
    topic = make_topic(make_board("public"), member, title="Weirs", handling=label)
    make_reply(topic, other, handling="community", body="Plainly said.")
    notice = Notice.objects.get(recipient=member)
    Notice.objects.filter(pk=notice.pk).update(
        digest=Delivery.objects.create(kind=DIGEST, recipient=member, once="daily:")
    )
    choose_channels({"forum.reply": "daily"}, by=member)

    digest = digest_letter(Delivery.objects.get(kind=DIGEST))
    choose_channels({"forum.reply": "mail"}, by=member)
    letter = notice_letter(Delivery.objects.get(notice=notice))
    taken = exported(topic, other)

    assert ["Weirs" in words for words in (digest.body, letter.body, taken)] == [is_said] * 3
    assert "Plainly said." in taken


def test_pieces_of_what_is_not_to_be_passed_on_are_not_among_the_hits(index, member, board, other):  # noqa: F811
    make_topic(board, other, title="Open question", body="A kittiwake in plain sight.")
    strict = make_topic(board, other, title="Strict question", body="A kittiwake on the quiet cliff.", handling=ASK)
    post = make_reply(strict, other, body="Another kittiwake, quieter.", handling=ASK)
    hung(post, "A kittiwake on quiet paper.", by=other, name="paper.pdf")
    index()

    hits = find(Wish("kittiwake"), user=member, language="en").hits

    said = {
        hit.key.partition(":")[0] + hit.kind.title(hit.row): "".join(piece for piece, _ in hit.snippet) for hit in hits
    }
    withheld = "Its text is not shown here, because of how it is to be handled: Not to be passed on without asking."
    assert said == {
        "topicOpen question": "A kittiwake in plain sight.",
        "topicStrict question": withheld,
        "postStrict question": withheld,
        "documentpaper": withheld,
    }


def test_hits_show_their_label_and_are_narrowed_by_it(index, as_member, board, other):  # noqa: F811
    make_topic(board, other, title="Open question", body="A kittiwake.")
    make_topic(board, other, title="Strict question", body="A kittiwake.", handling=ASK)
    index()

    everything = text(as_member.get("/search/?q=kittiwake"))
    strict = text(as_member.get(f"/search/?q=kittiwake&trait=handling:{ASK}"))

    assert (everything.count(IN_LIST), "Open question" in everything) == (1, True)
    assert ("Strict question" in strict, "Open question" in strict) == (True, False)
    assert "trait=handling%3Aask_first" in everything


# --- when it changes


def test_another_label_is_a_version_and_in_the_audit_log_also_at_once(topic, other):
    post = make_reply(topic, other, handling=ASK)

    actions.edit_post(post, by=other, body=post.body, handling="community")

    assert list(post.revisions.order_by("number").values_list("handling", flat=True)) == [ASK, "community"]
    entry = AuditEntry.objects.get(verb="forum.relabel_post")
    assert (entry.key, entry.reason, entry.actor) == (key_of(post), f"{ASK} → community", key_of(other))


def test_the_history_says_what_each_version_bore(as_member, topic, other):
    post = make_reply(topic, other, handling=ASK)
    actions.edit_post(post, by=other, body=post.body, handling="community")

    page = text(as_member.get(reverse("post_history", args=[post.ref])))

    assert page.count(IN_LIST) == 2
    assert page.index("Community") < page.index("Not to be passed on without asking")


def test_the_files_of_a_post_follow_its_label(topic, other):
    file = stored(other)
    post = make_reply(topic, other, files=[file])

    actions.edit_post(post, by=other, body=post.body, handling=ASK)

    file.refresh_from_db()
    assert file.handling_id == ASK


def test_the_form_of_an_edit_begins_with_the_label_that_the_post_bears(client_of, topic, other):
    post = make_reply(topic, other, handling=ASK)

    assert chosen(client_of(other).get(f"/forum/p/{post.ref}/edit/")) == ASK


def test_a_label_that_was_chosen_comes_back_with_a_lost_session(as_member, member, topic):
    address = f"/forum/t/{topic.ref}/reply/"
    writer = as_member.get(address).context["form"]["writer"].value()
    as_member.logout()
    as_member.post(address, {"body": "Said.", "writer": writer, "handling": ASK})

    as_member.force_login(member)

    assert chosen(as_member.get(address)) == ASK
