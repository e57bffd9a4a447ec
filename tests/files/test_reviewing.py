"""What the virus scanner said something of waits for whoever moderates its place, and for nobody else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import AuditEntry
from files.actions import attach, note_verdict
from files.models import StoredFile
from files.scanner import Verdict
from moderation.models import ReviewItem
from search.finder import Wish, find
from tests.factories.files import stored
from tests.factories.forum import make_board, make_reply, make_topic
from tests.factories.texts import hung, read_as
from tests.search.conftest import index  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db
UNSCANNABLE, INFECTED = Verdict("unscannable", "Heuristics.Encrypted.PDF"), Verdict("infected", "Eicar-Signature")


@pytest.fixture(autouse=True)
def scanned(settings):
    settings.CLAMAV = ("tcp", "127.0.0.1", 1)
    settings.EXTRACT_UNISOLATED = True


@pytest.fixture
def post(other):
    return make_reply(make_topic(make_board(), other), other)


def waiting(by, verdict=UNSCANNABLE, on=None, name="Kestrel.pdf"):
    file = stored(by, name=name)
    if on is not None:
        attach(file, to=on, by=by)
    note_verdict(file, verdict)
    file.refresh_from_db()
    return file


def item_of(file):
    return ReviewItem.objects.get(key=f"file:{file.ref}")


def decide(client, file, decision, **sent):
    item = item_of(file)
    sent = {"decision": decision, "version": item.version, **sent}
    return client.post(f"{item.get_absolute_url()}decide/", sent)


def test_it_waits_on_the_page_of_who_moderates_its_place(post, other, as_moderator):
    file = waiting(other, on=post)

    html = as_moderator.get("/moderation/").content.decode()

    assert [word in html for word in ("Kestrel.pdf", "Heuristics.Encrypted.PDF", item_of(file).get_absolute_url())] == [
        True, True, True
    ]  # fmt: skip
    assert "could not look into this file" in html
    assert "1 thing waits for your decision" in as_moderator.get("/").content.decode()


@pytest.mark.parametrize("who", ["as_member", "as_steward", "as_editor", "sender"])
def test_nobody_else_learns_of_it(post, other, who, request, client_of):
    file = waiting(other, on=post)
    client = client_of(other) if who == "sender" else request.getfixturevalue(who)

    assert "Kestrel.pdf" not in client.get("/moderation/").content.decode()
    assert decide(client, file, "release").status_code == 404
    assert StoredFile.objects.get().state == "waiting"


def test_what_nothing_holds_waits_for_stewards(other, as_steward, as_moderator):
    file = waiting(other, verdict=INFECTED)

    pages = [client.get("/moderation/").content.decode() for client in (as_steward, as_moderator)]

    assert ["Kestrel.pdf" in page for page in pages] == [True, False]
    assert "Otto Other" in pages[0]
    assert (decide(as_moderator, file, "refuse").status_code, decide(as_steward, file, "refuse").status_code) == (
        404,
        302,
    )


def test_in_a_space_it_waits_for_those_who_moderate_there(make_space, make_member, other, client_of, as_moderator):
    keeper = make_member("Karla Keeper")
    board = make_board(make_space("secret", keeper=keeper, people=[other]).audience)
    waiting(other, on=make_reply(make_topic(board, other), other))

    inside, outside = client_of(keeper).get("/moderation/"), as_moderator.get("/moderation/")

    assert ("Kestrel.pdf" in inside.content.decode(), "Kestrel.pdf" in outside.content.decode()) == (True, False)


def test_let_through_it_is_served_read_and_found(post, other, member, as_member, as_moderator, index):  # noqa: F811
    file = waiting(other, on=post)
    before = as_member.get(f"/files/{file.ref}/").status_code

    response = decide(as_moderator, file, "release", reason="Ines sent it by hand.")
    read_as(file, "Heron")
    index()

    after = as_member.get(f"/files/{file.ref}/")
    b"".join(after.streaming_content)
    assert (before, response.status_code, after.status_code) == (404, 302, 200)
    assert find(Wish("heron"), user=member, language="en").total == 1
    entry = AuditEntry.objects.get(verb="files.release")
    assert (entry.key, entry.reason) == (f"file:{file.ref}", "Ines sent it by hand.")


@pytest.mark.parametrize("verdict", [UNSCANNABLE, INFECTED])
def test_refused_it_is_never_served(post, other, as_member, as_moderator, client_of, verdict):
    file = waiting(other, verdict=verdict, on=post)

    decide(as_moderator, file, "refuse")

    file.refresh_from_db()
    assert (file.state, AuditEntry.objects.filter(verb="files.refuse").count()) == ("refused", 1)
    clients = (as_member, as_moderator, client_of(other))
    addresses = (f"/files/{file.ref}/", f"/files/{file.ref}/picture/")
    assert {client.get(at).status_code for client in clients for at in addresses} == {404}
    assert "Kestrel.pdf" not in as_moderator.get("/moderation/").content.decode()


def test_a_second_decision_changes_nothing(post, other, as_moderator):
    file = waiting(other, on=post)
    decide(as_moderator, file, "refuse")

    assert decide(as_moderator, file, "release").status_code == 404
    assert StoredFile.objects.get().state == "refused"


@pytest.mark.parametrize("sent", [{"decision": "hide"}, {"decision": ""}, {"decision": "release", "reason": "a\x00b"}])
def test_a_decision_that_is_none_changes_nothing(post, other, as_moderator, sent):
    file = waiting(other, on=post)

    page = decide(as_moderator, file, **sent)

    assert (page.status_code, bool(page.context["form"].errors)) == (200, True)
    assert StoredFile.objects.get().state == "waiting"


def test_clean_when_it_was_looked_at_again_it_waits_no_more(post, other):
    from files.actions import look_again

    file = waiting(other, on=post)
    look_again(StoredFile.objects.filter(pk=file.pk))

    note_verdict(StoredFile.objects.get(pk=file.pk), Verdict("", ""))

    assert (item_of(file).decision, item_of(file).closed_by) == ("release", None)


@pytest.mark.parametrize("decision", ["release", "refuse"])
def test_what_was_decided_stands_in_the_log_of_who_moderates_its_place(
    post, other, client_of, as_moderator, make_member, decision
):
    file, elsewhere = waiting(other, on=post), make_member("Sela Second")
    make_board(moderators=[elsewhere])

    decide(as_moderator, file, decision, reason="Ines sent it by hand.")

    logs = [client.get("/moderation/log/").content.decode() for client in (as_moderator, client_of(elsewhere))]
    assert ["Ines sent it by hand." in log for log in logs] == [True, False]


def test_of_what_nothing_held_no_log_tells_so_that_none_can_fall_silent_later(other, as_steward):
    file = waiting(other)

    assert decide(as_steward, file, "release", reason="Ines sent it by hand.").status_code == 302

    assert "Ines sent it by hand." not in as_steward.get("/moderation/log/").content.decode()


@pytest.mark.parametrize(("decision", "said"), [("refuse", "was refused"), ("release", "was let through")])
def test_its_sender_is_told_at_each_step_and_finds_what_became_of_it(
    post, other, client_of, as_moderator, decision, said
):
    file = waiting(other, on=post)
    client = client_of(other)
    first = client.get("/notices/").content.decode()

    decide(as_moderator, file, decision)
    second = client.get("/notices/").content.decode()

    assert "is not shown to others: the virus scanner said something of it." in first
    assert said in second
    assert client.get(f"/files/{file.ref}/text/").status_code == 200


def test_who_was_signed_out_keeps_the_reason_that_was_typed(post, other, anonymous):
    file = waiting(other, on=post)

    response = decide(anonymous, file, "release", reason="Ines sent it.")

    assert (response.status_code, "Ines sent it." in response.content.decode()) == (403, True)


def test_found_before_it_was_held_back_it_is_found_no_more(post, other, member, index):  # noqa: F811
    from files.actions import look_again

    file = hung(post, "Heron", by=other)
    StoredFile.objects.filter(pk=file.pk).update(state="stored")
    index()

    look_again(StoredFile.objects.filter(pk=file.pk))
    at_once = find(Wish("heron"), user=member, language="en").total
    index()

    assert (at_once, find(Wish("heron"), user=member, language="en").total) == (0, 0)


def test_the_page_costs_the_same_for_one_and_three(post, other, as_moderator, django_assert_num_queries):
    waiting(other, on=post)
    as_moderator.get("/moderation/")
    with CaptureQueriesContext(connection) as one:
        as_moderator.get("/moderation/")
    for name in ("b.pdf", "c.pdf"):
        waiting(other, on=make_reply(post.topic, other), name=name)

    with django_assert_num_queries(len(one)):
        as_moderator.get("/moderation/")
