"""What somebody writes is kept before it is sent: for them alone, on any device, until it is sent or thrown away."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.forms import new_once
from core.lanes import lanes
from core.things import key_of
from files.models import StoredFile
from forum import actions
from forum.actions.drafts import MOST
from forum.models import Draft, Post
from forum.refusals import TooManyDrafts
from tests.factories.files import stored
from tests.factories.forum import make_board, make_reply, make_topic

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def save(client, place, **fields):
    return client.post("/forum/drafts/save/", {"place": place, "body": "Half a thought", **fields})


def only(person):
    return Draft.objects.get(user=person)


def test_the_script_keeps_a_text_and_learns_its_version(as_member, member, topic):
    first = save(as_member, key_of(topic))
    second = save(as_member, key_of(topic), body="Half a thought, and more", draft="1")

    assert [(answer.status_code, answer["Draft-Version"], answer["Draft-Other"]) for answer in (first, second)] == [
        (204, "1", "no"), (204, "2", "no"),
    ]  # fmt: skip
    assert (only(member).typed["body"], only(member).other) == ("Half a thought, and more", None)


def test_a_draft_stands_in_the_form_again_on_any_device(client_of, member, topic):
    save(client_of(member), key_of(topic), language="fr")

    pages = [text(client_of(member).get(f"/forum/t/{topic.ref}/{form}")) for form in ("", "reply/")]

    for page in pages:
        assert "\nHalf a thought</textarea>" in page
        assert "restored." in page
        assert 'value="fr" selected' in page
        assert 'name="draft" value="1"' in page


def test_a_new_topic_s_title_kind_and_concepts_come_back(as_member, board):
    save(as_member, key_of(board), title="Chain of custody", kind="discussion", **{"concepts-typed": "command"})

    form = as_member.get(f"/forum/b/{board.ref}/new/").context["form"]

    assert [form[name].value() for name in ("title", "kind", "concepts")] == [
        "Chain of custody", "discussion", {"typed": "command", "refs": []},
    ]  # fmt: skip


def test_nobody_else_gets_it(client_of, member, other, topic):
    save(client_of(member), key_of(topic))
    client = client_of(other)

    pages = [text(client.get(address)) for address in (f"/forum/t/{topic.ref}/", "/forum/drafts/")]

    assert ["Half a thought" in page for page in pages] == [False, False]


def test_a_quotation_comes_behind_what_was_written(as_member, topic):
    save(as_member, key_of(topic))

    body = as_member.get(f"/forum/t/{topic.ref}/reply/?quote=1").context["form"]["body"].value()

    assert body.startswith("Half a thought\n\n> [Otto Other](post:")


def test_a_draft_is_gone_once_it_is_sent(as_member, member, topic):
    save(as_member, key_of(topic))

    as_member.post(f"/forum/t/{topic.ref}/reply/", {"body": "The thought", "once": new_once(), "draft": "1"})

    assert (Post.objects.last().body, Draft.objects.count()) == ("The thought", 0)


def test_the_sending_itself_takes_the_draft_along(member, topic):
    actions.save_draft(key_of(topic), by=member, typed={"body": "Half a thought"})

    actions.reply(topic, by=member, body="The thought", once=new_once(), draft=(key_of(topic), 1))

    assert Draft.objects.count() == 0


def test_what_another_device_has_written_meanwhile_outlives_the_sending(as_member, member, topic):
    save(as_member, key_of(topic))
    save(as_member, key_of(topic), body="Half a thought, on the phone", draft="1")

    as_member.post(f"/forum/t/{topic.ref}/reply/", {"body": "The thought", "once": new_once(), "draft": "1"})

    assert only(member).typed["body"] == "Half a thought, on the phone"


def test_a_saving_that_comes_after_the_sending_brings_no_draft_back(as_member, topic):
    once = new_once()
    as_member.post(f"/forum/t/{topic.ref}/reply/", {"body": "The thought", "once": once})

    late = save(as_member, key_of(topic), body="The thought", once=once)

    assert (late.status_code, Draft.objects.count()) == (204, 0)


def test_of_two_devices_the_newest_wins_and_the_other_text_is_there(as_member, member, topic):
    save(as_member, key_of(topic), body="On the desk")

    answer = save(as_member, key_of(topic), body="On the phone")
    page = text(as_member.get(f"/forum/t/{topic.ref}/reply/"))

    assert (only(member).typed["body"], only(member).other["body"]) == ("On the phone", "On the desk")
    assert answer["Draft-Other"] == "yes"
    assert "\nOn the phone</textarea>" in page
    assert "\nOn the desk</textarea>" in page


@pytest.mark.parametrize("way", ["sent", "emptied"])
def test_the_other_text_outlives_the_one_that_is_sent_or_emptied(as_member, member, topic, way):
    save(as_member, key_of(topic), body="On the desk")
    save(as_member, key_of(topic), body="On the phone")

    if way == "sent":
        sent = {"body": "On the phone", "once": new_once(), "draft": "2", "place": key_of(topic)}
        as_member.post(f"/forum/t/{topic.ref}/reply/", sent)
    else:
        save(as_member, key_of(topic), body="", draft="2")

    assert (only(member).typed["body"], only(member).other, only(member).version) == ("On the desk", None, 3)


def test_files_of_the_other_text_wait_on_and_those_of_the_sent_one_do_not(member, topic):
    mine = [stored(member, "png"), stored(member, "pdf")]
    for file in mine:
        actions.save_draft(key_of(topic), by=member, typed={"body": file.ref, "kept": [file.ref]})

    actions.drop_sent_draft((key_of(topic), 2), by=member)

    assert [StoredFile.objects.get(pk=file.pk).wanted_until is None for file in mine] == [False, True]


def test_without_script_a_draft_is_kept_with_its_files(as_member, member, topic):
    file = stored(member, "png")
    address = f"/forum/t/{topic.ref}/reply/"

    answer = as_member.post(address, {"body": "Half", "save_draft": "1", "kept": [file.ref], "once": new_once()})
    page = as_member.get(address)

    assert (answer.status_code, answer["Location"]) == (302, address)
    assert [row.ref for row in page.context["files"]] == [file.ref]
    assert (Post.objects.count(), StoredFile.objects.unattached_of(member).count()) == (1, 1)


def test_an_empty_draft_is_refused_on_the_page(as_member, topic):
    page = as_member.post(f"/forum/t/{topic.ref}/reply/", {"body": " ", "save_draft": "1"})

    assert (page.status_code, "This can’t be kept as a draft" in text(page), Draft.objects.count()) == (200, True, 0)


@pytest.mark.parametrize("body", ["", "  ", "a\x00b", "a" * 100_001, "\x1b[31m"])
def test_what_can_not_be_kept_is_refused_to_the_script(as_member, topic, body):
    assert (save(as_member, key_of(topic), body=body).status_code, Draft.objects.count()) == (422, 0)


@pytest.mark.parametrize("place", ["", "x", "person:aaaaaaaaaa", "file:aaaaaaaaaa", "topic:'--"])
def test_a_place_that_nobody_writes_in_is_the_404(as_member, place):
    assert save(as_member, place).status_code == 404


def test_throwing_away_asks_for_nobody_else_s(client_of, member, other, topic):
    for person in (member, other):
        save(client_of(person), key_of(topic))

    answer = client_of(member).post("/forum/drafts/throw-away/", {"place": key_of(topic)})

    assert (answer["Location"], [draft.user for draft in Draft.objects.all()]) == ("/forum/drafts/", [other])


def test_a_draft_of_a_place_one_has_lost_says_so_and_names_it_not(client_of, secret_board, other):
    topic = make_topic(secret_board, other, title="Kittiwake")
    client = client_of(other)
    save(client, key_of(topic))
    secret_board.space.memberships.filter(user=other).update(ended_at=timezone.now())

    page = text(client.get("/forum/drafts/"))

    assert ("This can’t be sent" in page, "Half a thought" in page) == (True, True)
    assert ("Kittiwake" in page, "Quiet Kestrel" in page) == (False, False)
    assert client.get(f"/forum/t/{topic.ref}/reply/").status_code == 404


def test_keeping_says_nothing_of_the_place(client_of, member, secret_board, other):
    topic = make_topic(secret_board, other)
    client = client_of(member)

    foreign, missing = save(client, key_of(topic)), save(client, "topic:aaaaaaaaaa")

    assert (foreign.status_code, dict(foreign.items())) == (missing.status_code, dict(missing.items()))


def test_drafts_leave_no_trace_in_the_record(as_member, topic, audited):
    with audited() as entries:
        save(as_member, key_of(topic))

    assert entries == []


def test_a_hundred_drafts_are_kept_of_one_person(member, topic):
    Draft.objects.bulk_create(Draft(user=member, place=f"topic:{number:010}") for number in range(MOST))

    with pytest.raises(TooManyDrafts):
        actions.save_draft(key_of(topic), by=member, typed={"body": "One more"})


def test_the_worker_throws_away_what_nobody_touched_for_ninety_days(member, topic, board):
    for place, days in [(topic, 91), (board, 89)]:
        actions.save_draft(key_of(place), by=member, typed={"body": "Half"})
        Draft.objects.filter(place=key_of(place)).update(at=timezone.now() - timedelta(days=days))

    lanes["forum"].run_once()

    assert [draft.place for draft in Draft.objects.all()] == [key_of(board)]


def test_the_list_costs_the_same_for_one_draft_and_for_three(as_member, member, cost_of):
    def add():
        topic = make_topic(make_board(), member)
        for place in (topic, topic.board, make_reply(topic, member)):
            actions.save_draft(key_of(place), by=member, typed={"body": "Half"})

    add()
    one = cost_of(as_member, "/forum/drafts/")
    add(), add()

    assert cost_of(as_member, "/forum/drafts/") == one


@pytest.mark.parametrize(("place", "offline"), [("members", True), ("invite", False), ("secret", False)])
def test_nothing_of_sealed_spaces_is_kept_in_a_browser(client_of, member, make_space, place, offline):
    audience = place if place == "members" else make_space(place, people=[member]).audience
    topic = make_topic(make_board(audience), member)

    assert ("data-offline" in text(client_of(member).get(f"/forum/t/{topic.ref}/"))) == offline
