"""The charter: read by everybody, accepted once for each version, written by stewards."""

import re

import pytest
from django.conf import settings
from django.utils import translation

from core.models import AuditEntry
from core.refusals import NotAllowed
from forum.models import Post, Topic
from members import actions
from members.ensure import ensure
from members.models import CharterAcceptance, CharterVersion, User
from tests.factories.forum import make_board, make_topic
from tests.members.conftest import signed_in

pytestmark = pytest.mark.django_db
TEXTS = {code: (f"# Part\n\nKept in {code}.", f"Clearer in {code}.") for code, _ in settings.LANGUAGES}
UNCHANGED = {code: (body, "") for code, (body, _) in TEXTS.items()}


@pytest.fixture
def publish(steward):
    """publish() -> a new version of the charter."""

    def make():
        actions.draft_charter(TEXTS, by=steward)
        return actions.publish_charter(by=steward)

    return make


def test_the_first_version_is_there_in_five_languages_and_made_once():
    before = list(CharterVersion.objects.values())

    ensure()

    version = CharterVersion.objects.current()
    texts = {text.language: text for text in version.texts.all()}
    assert list(CharterVersion.objects.values()) == before
    assert (version.number, sorted(texts)) == (1, ["ar", "en", "es", "fr", "uk"])
    assert {len(re.findall(r"<h3", text.body_html)) for text in texts.values()} == {8}
    assert "is not an evidence store" in texts["en"].body_html


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "uk"])
def test_everybody_reads_it_in_their_language(anonymous, language):
    anonymous.cookies["language"] = language

    body = anonymous.get("/charter/").content.decode()

    with translation.override(language):
        assert str(CharterVersion.objects.current().text.html_for(None))[:80] in body


def test_earlier_versions_stay_readable_and_drafts_are_nobodys(anonymous, publish, steward):
    publish()
    actions.draft_charter(UNCHANGED, by=steward)

    assert [anonymous.get(f"/charter/{number}/").status_code for number in (1, 2, 3, 99)] == [200, 200, 404, 404]
    assert "does not hold any more" in anonymous.get("/charter/1/").content.decode()
    assert "Kept in en." in anonymous.get("/charter/").content.decode()


def test_a_new_version_asks_every_member_once_before_anything_else(as_member, member, publish):
    publish()

    asked = as_member.get("/forum/?page=1")
    page = as_member.get(asked["Location"]).content.decode()
    after = as_member.post(asked["Location"], {"version": 2})

    assert asked["Location"] == "/charter/accept/?next=%2Fforum%2F%3Fpage%3D1"
    assert ("Clearer in en." in page, "Kept in en." in page) == (True, True)
    assert (after["Location"], as_member.get("/forum/").status_code) == ("/forum/?page=1", 200)
    assert CharterAcceptance.objects.filter(user=member, version__number=2).count() == 1
    last = AuditEntry.objects.order_by("-id").first()
    assert (last.verb, last.actor, last.reason) == ("members.accept_charter", f"person:{member.ref}", "2")


@pytest.mark.parametrize("path", ["/charter/", "/charter/1/", "/accounts/logout/", "/protection/"])
def test_what_one_needs_to_decide_stays_open(as_member, publish, path):
    publish()

    assert as_member.get(path).status_code == 200


def test_who_does_not_accept_signs_out(as_member, publish):
    publish()

    assert as_member.post("/accounts/logout/")["Location"] == "/"
    assert as_member.get("/people/").status_code == 404


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x", "\x00"]
)
def test_accepting_leads_nowhere_else(as_member, publish, target):
    publish()

    assert as_member.post(f"/charter/accept/?next={target}", {"version": 2})["Location"] == "/"


@pytest.mark.parametrize("version", ["1", "99", "", "x", "²", "9" * 50])
def test_only_the_version_that_was_read_is_accepted(as_member, member, publish, version):
    publish()

    page = as_member.post("/charter/accept/", {"version": version})

    assert "Please read this one." in page.content.decode()
    assert CharterAcceptance.objects.filter(user=member).exists() is False
    assert User.objects.get(pk=member.pk).charter_due_at is not None


def test_a_version_that_came_out_meanwhile_stays_due(member, publish):
    first = publish()
    publish()

    with pytest.raises(actions.CharterMoved):
        actions.accept_charter(first, by=member)
    assert User.objects.get(pk=member.pk).charter_due_at == CharterVersion.objects.current().published_at


def test_a_text_that_was_being_sent_is_kept_and_shown_again_afterwards(as_member, member, publish):
    board = make_board()
    path = f"/forum/b/{board.ref}/new/"
    form = as_member.get(path).context["form"]
    sent = {
        "title": "A careful question",
        "body": "A text of an hour.",
        "writer": form["writer"].value(),
        "kind": "question",
    }
    publish()

    asked = as_member.post(path, {**sent, "language": "en"})
    before = Topic.objects.count()
    back = as_member.post(asked["Location"], {"version": 2})
    again = as_member.get(back["Location"]).context["form"]

    assert (asked["Location"], before) == (f"/charter/accept/?next={path.replace('/', '%2F')}", 0)
    assert (again["title"].value(), again["body"].value()) == ("A careful question", "A text of an hour.")


def test_a_form_that_nothing_keeps_is_taken_as_it_comes(as_member, member, publish):
    publish()

    assert as_member.post("/notices/read/").status_code == 302
    assert as_member.get("/notices/")["Location"].startswith("/charter/accept/")
    assert Post.objects.count() == 0


def test_asking_costs_pages_nothing(as_member, member, publish, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    as_member.get("/people/")
    with CaptureQueriesContext(connection) as before:
        as_member.get("/people/")
    version = publish()
    actions.accept_charter(version, by=member)
    with CaptureQueriesContext(connection) as after:
        as_member.get("/people/")

    assert len(after) == len(before)


# Writing it


def test_it_is_drafted_and_published_by_a_steward(steward, member, client_of):
    client = signed_in(steward)
    typed = {f"body_{code}": body for code, (body, _) in TEXTS.items()}
    typed |= {f"changes_{code}": changes for code, (_, changes) in TEXTS.items()}

    saved = client.post("/charter/edit/", typed)
    draft = client.get("/charter/edit/").content.decode()
    published = client.post("/charter/publish/")

    assert (saved["Location"], published["Location"]) == ("/charter/edit/", "/charter/")
    assert '<p dir="auto">Kept in ar.</p>' in draft
    assert CharterVersion.objects.current().published_by == steward
    assert client.get("/")["Location"].startswith("/charter/accept/")


def test_nobody_else_writes_it(member, focal_point):
    for person in (member, focal_point):
        for deed in (lambda by: actions.draft_charter(TEXTS, by=by), actions.publish_charter, actions.throw_away_draft):
            with pytest.raises(NotAllowed):
                deed(by=person)


def test_it_is_published_whole_or_not_at_all(steward):
    actions.draft_charter({**TEXTS, "uk": ("", "")}, by=steward)

    with pytest.raises(actions.Incomplete):
        actions.publish_charter(by=steward)
    assert CharterVersion.objects.current().number == 1


def test_what_changed_is_said_in_each_language(steward):
    actions.draft_charter(UNCHANGED, by=steward)

    with pytest.raises(actions.Incomplete):
        actions.publish_charter(by=steward)


def test_a_draft_of_somebody_else_is_not_written_over(steward, make_member):
    second = make_member(roles=["steward"])
    mine = actions.draft_charter(TEXTS, by=steward)
    actions.draft_charter(TEXTS, by=second, seen=mine.saved_at)

    with pytest.raises(actions.DraftMoved):
        actions.draft_charter(UNCHANGED, by=steward, seen=mine.saved_at)


def test_a_draft_is_thrown_away(as_steward, steward):
    actions.draft_charter(TEXTS, by=steward)

    as_steward.post("/charter/throw-away/")

    assert list(CharterVersion.objects.values_list("number", flat=True)) == [1]
    with pytest.raises(actions.NothingToPublish):
        actions.publish_charter(by=steward)


def test_what_a_charter_refers_to_is_shown_as_far_as_the_reader_may_see_it(
    anonymous, as_member, member, publish, steward
):
    topic = make_topic(make_board(), member)
    bodies = dict.fromkeys(TEXTS, (f"See [](topic:{topic.ref}).", "x"))
    actions.draft_charter(bodies, by=steward)
    actions.accept_charter(actions.publish_charter(by=steward), by=member)

    assert topic.title in as_member.get("/charter/").content.decode()
    assert topic.title not in anonymous.get("/charter/").content.decode()


def test_the_composer_links_it(as_member):
    assert 'href="/charter/"' in as_member.get(f"/forum/b/{make_board().ref}/new/").content.decode()


def test_the_first_steward_is_asked_like_everybody(anonymous):
    user = actions.appoint_first_steward("first@court.example")

    assert user.charter_due_at == CharterVersion.objects.current().published_at
