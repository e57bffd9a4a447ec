"""The queue: the happy way, the refused one, without script; and nothing that was typed is lost."""

import re

import pytest

from core.models import AuditEntry
from core.things import key_of
from forum import actions as forum
from forum.models import Post
from forum.moves import Plan
from members.actions import conduct
from moderation import actions
from moderation.models import Flag, ReplyTemplate, ReviewItem
from tests.factories.forum import make_board, make_reply, make_topic

pytestmark = pytest.mark.django_db
QUEUE, UNKNOWN = "/moderation/", "/moderation/items/aaaaaaaaaa/"
ITEM_PAGES = ("claim/", "release/", "assign/", "decide/")


@pytest.fixture
def reported(post, member):
    actions.flag(post, by=member, reason="It names a village.")
    return post


@pytest.fixture
def item(reported):
    return ReviewItem.objects.get()


def text(response):
    return response.content.decode()


def same(response, ref):
    """The page without what differs from one request to the next: tokens of forms, and the path asked for."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text(response)).replace(ref, "REF")


def decided(client, item, decision="hide", version=1, **sent):
    return client.post(f"{item.get_absolute_url()}decide/", {"decision": decision, "version": version, **sent})


# --- looking


def test_a_moderator_sees_what_waits_why_and_who_reported_it(as_moderator, reported, item):
    page = as_moderator.get(QUEUE)

    assert [row.item for row in page.context["page"].rows] == [item]
    for shown in ("It names a village.", "Amara Member", reported.body, item.get_absolute_url(), "Reported"):
        assert shown in text(page)


def test_the_queue_says_who_wrote_it_as_readers_are_told(as_moderator, board, member, other):
    topic = make_topic(board, other)
    faceless = make_reply(topic, other)
    Post.objects.filter(pk=faceless.pk).update(author=None, attribution="nobody")
    said = {
        make_reply(topic, other): "Otto Other",
        faceless: "An expert from a member institution",
        make_reply(topic, other, handling="not_for_attribution"): "An expert from a member institution",
    }
    for post in said:
        actions.flag(post, by=member, reason="It names a village.")

    rows = as_moderator.get(QUEUE).context["page"].rows

    assert {row.item.key: str(row.writer) for row in rows} == {key_of(post): name for post, name in said.items()}


def test_who_moderates_nothing_finds_an_empty_list(as_member, reported):
    page = as_member.get(QUEUE)

    assert page.context["page"].rows == []
    assert "Nothing waits for you." in text(page)


def test_the_old_address_leads_to_the_queue(as_member):
    assert as_member.get("/moderation/reports/").headers["Location"] == QUEUE


def test_the_item_of_a_thing_is_found_by_its_key(as_moderator, as_member, reported, item):
    address = f"/moderation/of/{key_of(reported)}/"

    assert as_moderator.get(address).headers["Location"] == item.get_absolute_url()
    assert as_member.get(address).status_code == 404


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, 2),
        ({"why": "flag"}, 1),
        ({"why": "edit"}, 1),
        ({"why": "appeal"}, 0),
        ({"why": "nonsense"}, 2),
        ({"show": "mine"}, 1),
        ({"show": "unassigned"}, 1),
        ({"show": "asked"}, 0),
        ({"show": "closed"}, 0),
        ({"place": "here"}, 2),
        ({"place": "aaaaaaaaaa"}, 2),
    ],
)
def test_the_queue_is_narrowed(as_moderator, moderator, reported, asked, found):
    changed = make_topic(reported.topic.board, reported.author)
    actions.assign(actions.open_item(changed, "edit"), changed, to=moderator, by=moderator)
    asked = {name: reported.topic.board.ref if value == "here" else value for name, value in asked.items()}

    assert len(as_moderator.get(QUEUE, asked).context["page"].rows) == found


# --- deciding


def test_a_decision_is_made_without_script(as_moderator, reported, item):
    response = decided(as_moderator, item, reason="a village")

    assert response.headers["Location"] == QUEUE
    assert Post.objects.get(pk=reported.pk).hidden_at is not None
    assert "a village" in text(as_moderator.get(item.get_absolute_url()))


def test_a_stale_decision_is_refused_on_the_page_with_what_happened_and_what_was_typed(
    as_moderator, reported, item, other
):
    from forum.actions import edit_post

    edit_post(reported, by=other, body="Without the village.")
    page = decided(as_moderator, item, reason="a village", words="Please change it.")

    assert (page.status_code, [each["event"].what for each in page.context["since"]]) == (200, ["changed"])
    for shown in ("What happened since you opened it", "Without the village.", "a village", "Please change it."):
        assert shown in text(page)
    assert page.context["form"]["version"].value() == "2"
    assert ReviewItem.objects.get().is_open is True


def test_the_same_decision_twice_is_made_once_and_said(as_moderator, item):
    decided(as_moderator, item, "dismiss")
    answer = decided(as_moderator, item, "dismiss", reason="once more")

    assert "Another moderator has decided on this already." in text(answer)
    assert "once more" not in text(as_moderator.get(item.get_absolute_url()))
    assert AuditEntry.objects.filter(verb="moderation.decide").count() == 1


@pytest.mark.parametrize("who", ["member", "other", "steward", "editor", "operator"])
def test_who_does_not_moderate_gets_the_one_404(client_of, request, item, who):
    client = client_of(request.getfixturevalue(who))

    for deed in ("", *ITEM_PAGES):
        asks = client.post if deed else client.get
        foreign, missing = asks(item.get_absolute_url() + deed), asks(UNKNOWN + deed)
        assert (foreign.status_code, missing.status_code) == (404, 404)
        assert same(foreign, item.ref) == same(missing, "aaaaaaaaaa")
    assert Flag.objects.open().count() == 1


def test_who_loses_the_role_while_holding_an_item_gets_the_one_404(client_of, moderator, steward, reported, item):
    from members.actions import dismiss

    client = client_of(moderator)
    client.post(f"{item.get_absolute_url()}claim/")
    dismiss(moderator, "moderator", by=steward)
    client.get("/")  # what was done before is said

    assert same(client.get(item.get_absolute_url()), item.ref) == same(client.get(UNKNOWN), "aaaaaaaaaa")
    assert decided(client, item, version=2).status_code == 404


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("x" * 201, "max_length"),
        ("Nul\x00here", "controls"),
        ("Turned \u202e round", "controls"),
        ("Caf\ufffd", "damaged"),
    ],
)
def test_a_bad_reason_is_named_and_stays(as_moderator, item, reason, code):
    page = decided(as_moderator, item, reason=reason)

    form = page.context["form"]
    assert page.status_code == 200
    assert [error.code for error in form.errors.as_data()["reason"]] == [code]
    assert form["reason"].value() == reason
    assert Flag.objects.open().count() == 1


@pytest.mark.parametrize("decision", ["", "explode", "x" * 100, "approve"])
def test_an_odd_decision_changes_nothing_and_keeps_the_reason(as_moderator, reported, item, decision):
    page = decided(as_moderator, item, decision, reason="a village")

    assert (page.status_code, page.context["form"]["reason"].value()) == (200, "a village")
    assert (Flag.objects.open().count(), Post.objects.get(pk=reported.pk).hidden_at) == (1, None)


def test_signed_out_meanwhile_one_gets_the_words_back_whatever_the_item(anonymous, item):
    sent = {"decision": "hide", "reason": "a village", "version": 1}
    there, missing = (anonymous.post(f"{address}decide/", sent) for address in (item.get_absolute_url(), UNKNOWN))

    assert (there.status_code, "a village" in text(there)) == (403, True)
    assert same(there, item.ref) == same(missing, "aaaaaaaaaa")
    assert Flag.objects.open().count() == 1


def test_who_lost_the_place_meanwhile_keeps_the_words_and_learns_nothing(as_member, reported, item):
    page = decided(as_member, item, reason="a village", words="Please change it.")

    shown = [word in text(page) for word in ("a village", "Please change it.", reported.topic.title)]
    assert (page.status_code, shown) == (404, [True, True, False])


def test_a_form_without_a_token_changes_nothing_and_shows_the_reason(client_of, item, moderator):
    client = client_of(moderator)
    client.handler.enforce_csrf_checks = True

    page = decided(client, item, reason="a village")

    assert (page.status_code, "a village" in text(page)) == (403, True)
    assert Flag.objects.open().count() == 1


def test_fields_that_the_form_does_not_have_change_nothing(as_moderator, reported, item, other):
    decided(as_moderator, item, "dismiss", closed_by=other.pk, key="post:aaaaaaaaaa")

    assert ReviewItem.objects.values_list("decision", "closed_by__name", "key").get() == (
        "dismiss",
        "Mona Moderator",
        key_of(reported),
    )


# --- taken up, given


def test_an_item_is_taken_up_given_back_and_given_to_somebody(as_moderator, moderator, item, make_member):
    second = make_member("Second", roles=["moderator"])

    def page(deed, **sent):
        return as_moderator.post(f"{item.get_absolute_url()}{deed}/", sent, follow=True)

    taken, back, given = page("claim"), page("release"), page("assign", to=second.ref)

    assert "Mona Moderator</bdi> looks at it" in text(taken)
    assert "looks at it" not in text(back).partition("History")[0]
    assert "Given to <bdi>Second" in text(given)
    assert "Please choose somebody from the list." in text(page("assign", to="aaaaaaaaaa"))


# --- several at once


def test_several_are_decided_on_at_once_and_what_came_of_each_is_said(as_moderator, reported, item, other, member):
    from forum.actions import edit_post

    second = make_reply(reported.topic, other)
    actions.flag(second, by=member, reason="Off topic.")
    words = [f"{each.ref}:{each.version}" for each in ReviewItem.objects.all()]
    edit_post(second, by=other, body="On topic.")

    page = as_moderator.post("/moderation/decide/", {"items": words, "decision": "dismiss"})

    refusals = {each["row"].item.key: str(each["refusal"]) for each in page.context["results"]}
    assert refusals == {
        key_of(reported): "",
        key_of(second): "Something happened to this since you opened it: please look below, and decide again.",
    }
    assert [row.item.key for row in page.context["page"].rows] == [key_of(second)]


def test_what_one_does_not_moderate_is_left_out_of_several(as_member, item):
    page = as_member.post("/moderation/decide/", {"items": [f"{item.ref}:1"], "decision": "hide"})

    assert (page.context["results"], ReviewItem.objects.get().is_open) == ([], True)


@pytest.mark.parametrize(
    ("sent", "said"),
    [({"decision": "hide"}, "Please tick what you decide on."), ({"items": ["x"]}, "Please choose a decision.")],
)
def test_several_without_a_tick_or_a_decision_are_refused(as_moderator, item, sent, said):
    assert said in text(as_moderator.post("/moderation/decide/", sent))


def test_without_a_decision_the_ticks_and_the_list_that_was_shown_stay(as_moderator, reported, item, other, member):
    second = make_reply(reported.topic, other)
    actions.flag(second, by=member, reason="Off topic.")
    word = f"{item.ref}:{item.version}"
    form = re.search(
        r'action="(/moderation/decide/[^"]*)"', text(as_moderator.get(f"{QUEUE}?show=unassigned&why=flag"))
    )
    address = form[1].replace("&amp;", "&")

    refused = as_moderator.post(address, {"items": [word]})
    done = as_moderator.post(address, {"items": [word], "decision": "dismiss"})

    assert re.findall(r'value="([^"]*)" checked', text(refused)) == [word]
    for page in (refused, done):
        assert (page.context["shown"], page.context["asked"].query()) == ("unassigned", "why=flag&")
    assert 'href="?' not in text(done)


def test_a_version_of_any_length_is_no_fault(as_member, item):
    page = as_member.post("/moderation/decide/", {"items": [f"{item.ref}:{'9' * 5000}"], "decision": "hide"})

    assert (page.status_code, ReviewItem.objects.get().is_open) == (200, True)


# --- messages


def test_a_message_is_written_and_sent_in_the_authors_language(as_moderator, client_of, make_member, member):
    from tests.factories.forum import make_board

    author = make_member("Auteur", language="fr")
    post = make_reply(make_topic(make_board(), author), author)
    actions.flag(post, by=member, reason="It names a village.")
    texts = {"title_en": "Village", "text_en": "Leave it out.", "title_fr": "Village", "text_fr": "Retirez-le."}
    as_moderator.post("/moderation/replies/new/", {"to": "author", **texts})
    template = ReplyTemplate.objects.get()

    decided(as_moderator, ReviewItem.objects.get(), reply=template.ref)

    page = client_of(author).get(f"/forum/p/{post.ref}/said/", HTTP_ACCEPT_LANGUAGE="fr")
    assert ("Retirez-le." in text(page), "Leave it out." in text(page), "Mona" in text(page)) == (True, False, False)


def test_a_message_needs_title_and_text_in_one_language(as_moderator):
    both = as_moderator.post("/moderation/replies/new/", {"to": "author", "title_en": "Village"})
    none = as_moderator.post("/moderation/replies/new/", {"to": "author"})

    assert "Please write both, title and text." in text(both)
    assert "Please write it in one language at least." in text(none)
    assert ReplyTemplate.objects.count() == 0


def test_a_message_that_is_saved_by_a_double_click_is_one_and_can_be_changed_after(as_moderator):
    once = as_moderator.get("/moderation/replies/new/").context["form"]["once"].value()
    sent = {"to": "author", "title_en": "Village", "text_en": "Leave it out.", "once": once}

    codes = [as_moderator.post("/moderation/replies/new/", sent).status_code for _ in range(2)]
    there = ReplyTemplate.objects.get()
    as_moderator.post(f"/moderation/replies/{there.ref}/", {**sent, "text_en": "Please leave it out."})

    assert (codes, ReplyTemplate.objects.get().texts.get().text) == ([302, 302], "Please leave it out.")


def test_a_message_that_is_put_aside_is_offered_no_more(as_moderator, moderator):
    template = actions.save_reply(to="author", texts={"en": ("Village", "Leave it out.")}, by=moderator)

    page = as_moderator.post(f"/moderation/replies/{template.ref}/retire/", follow=True)

    assert ("No message is written yet." in text(page), ReplyTemplate.objects.in_use().count()) == (True, 0)


@pytest.mark.parametrize("who", ["member", "steward"])
def test_messages_are_moderators_alone(client_of, request, moderator, who):
    template = actions.save_reply(to="author", texts={"en": ("Village", "Leave it out.")}, by=moderator)
    client = client_of(request.getfixturevalue(who))

    assert {client.get(f"/moderation/replies/{rest}").status_code for rest in ("", "new/", f"{template.ref}/")} == {404}


# --- for who reported


def test_who_reported_reads_what_became_of_it_and_nobody_else(client_of, as_moderator, member, other, item):
    flag = Flag.objects.get()
    before = text(client_of(member).get(flag.get_absolute_url()))
    decided(as_moderator, item, answer_words="It did name one.")

    after = text(client_of(member).get(flag.get_absolute_url()))

    assert "No moderator has decided yet." in before
    assert ("The moderators have acted on it." in after, "It did name one." in after, "Mona" in after) == (
        True,
        True,
        False,
    )
    assert {client.get(flag.get_absolute_url()).status_code for client in (client_of(other), as_moderator)} == {404}


# --- the record, and home


def test_the_record_of_moderation_holds_what_was_done_where_one_moderates(as_moderator, as_member, item):
    decided(as_moderator, item)

    mine, others = as_moderator.get("/moderation/log/"), as_member.get("/moderation/log/")

    assert [line.entry.verb for line in mine.context["lines"]] == ["moderation.decide", "forum.hide_post"]
    assert others.context["lines"] == []


def test_home_tells_moderators_and_nobody_else_what_waits(as_moderator, as_member, moderator, reported, item):
    actions.claim(item, reported, by=moderator)

    page = text(as_moderator.get("/"))

    assert ("1 thing waits for your decision" in page, "1 of them is yours" in page) == (True, True)
    assert "waits for your decision" not in text(as_member.get("/"))


def test_html_in_a_reason_is_only_words(as_moderator, post, member):
    actions.flag(post, by=member, reason="<img src=x onerror=alert(1)>\nand more")

    assert "&lt;img src=x onerror=alert(1)&gt;<br>and more" in text(as_moderator.get(QUEUE))


def test_what_a_moderator_hides_where_nothing_waited_has_its_history(as_moderator, client_of, post, other, moderator):
    address = f"/forum/p/{post.ref}/hide/"
    as_moderator.post(address, {"reason": "It names a village."})
    forum.hide_post(post, by=moderator)  # it is so already

    page = as_moderator.get(f"/moderation/of/{key_of(post)}/", follow=True)
    said = text(client_of(other).get(f"/forum/p/{post.ref}/said/"))

    (kept,) = ReviewItem.objects.all()
    assert (kept.why, kept.decision, kept.closed_by) == ("hand", "hide", moderator)
    shown = ("A moderator came upon it", "Hidden", moderator.display, "It names a village.")
    assert [words in text(page) for words in shown] == [True] * 4
    assert ("Hidden" in said, "It names a village." in said) == (True, False)


def test_the_record_of_moderation_holds_moves_changed_topics_and_holds(as_moderator, moderator, steward, post):
    forum.edit_topic(post.topic, by=moderator, title="Other title", kind="question")
    forum.slow_topic(post.topic, 60, by=moderator)
    forum.move(post.topic, Plan(make_board()), by=moderator)
    actions.set_hold(post, by=steward, reason="Asked for by a court.")

    verbs = {line.entry.verb for line in as_moderator.get("/moderation/log/").context["lines"]}

    assert verbs == {"forum.amend_topic", "forum.slow_topic", "forum.move_topic", "moderation.set_hold"}


def test_the_record_of_moderation_holds_what_was_done_to_the_places(
    as_moderator, client_of, moderator, other, make_member, make_space
):
    keeper = make_member("Karla Keeper")
    inside = make_board(make_space(keeper=keeper).audience)
    board, theme = make_board(), forum.add_theme(by=moderator, titles={"en": "Evidence"})
    for people in ([other], []):
        forum.edit_board(board, by=moderator, texts={"en": ("Chains", "")}, theme=theme, moderators=people)
    forum.archive_board(board, by=moderator)
    forum.archive_board(inside, by=keeper)
    reply = actions.save_reply(to="author", texts={"en": ("A title", "Words.")}, by=moderator)
    actions.retire_reply(reply, by=moderator)

    def seen(client):
        lines = client.get("/moderation/log/").context["lines"]
        return [(line.entry.verb, line.title or line.entry.key) for line in reversed(lines)]

    assert seen(as_moderator) == [
        ("forum.add_theme", f"theme:{theme.ref}"),
        ("forum.appoint_moderator", "Otto Other"),
        ("forum.edit_board", "Chains"),
        ("forum.dismiss_moderator", "Otto Other"),
        ("forum.edit_board", "Chains"),
        ("forum.archive_board", "Chains"),
        ("moderation.save_reply", f"reply:{reply.ref}"),
        ("moderation.retire_reply", f"reply:{reply.ref}"),
    ]
    assert seen(client_of(keeper)) == [("forum.archive_board", inside.title)]
    assert seen(client_of(other)) == []


def test_the_record_of_moderation_holds_what_was_decided_about_others(
    as_moderator, as_member, moderator, other, steward
):
    conduct.sanction(other, "warning", by=moderator, reason="Please stop.", days=7)
    conduct.note(other, by=moderator, text="Twice.", once="o" * 20)
    conduct.note(moderator, by=steward, text="Tired.", once="p" * 20)

    seen = [
        [line.entry.verb for line in who.get("/moderation/log/").context["lines"]] for who in (as_moderator, as_member)
    ]

    assert seen == [["members.note", "members.warning"], []]
