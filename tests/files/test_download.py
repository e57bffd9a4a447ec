"""T5, T6: a file is there for whoever may see what holds it now, and for nobody else anywhere."""

from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import things
from core.things import key_of
from files import actions, disk
from files.models import StoredFile
from files.querysets import files_of
from members.actions import leave
from members.models import Space
from tests.factories.files import PDF, stored
from tests.factories.forum import make_board, make_topic

pytestmark = pytest.mark.django_db
KITTIWAKE = "Kittiwake plan.pdf"
SANDBOXED = {"default-src 'none'", "frame-ancestors 'none'", "sandbox"}


@pytest.fixture
def space(make_space, member):
    return make_space(Space.SECRET, people=[member])


@pytest.fixture
def holder(member, space):
    return make_topic(make_board(space.audience), member)


@pytest.fixture
def attached(member, holder):
    file = stored(member, name=KITTIWAKE)
    actions.attach(file, to=holder, by=member)
    return file


def body(response):
    return b"".join(response.streaming_content)


def policy(response):
    return set(response["Content-Security-Policy"].split("; "))


def told(response, ref):
    """What a refusal says, without what may differ: date, length and the path that was asked for."""
    headers = {name: value for name, value in response.headers.items() if name not in {"Date", "Content-Length"}}
    return response.status_code, headers, response.content.decode().replace(ref, "REF")


@pytest.mark.parametrize("who", ["nobody", "other", "moderator", "editor", "steward", "operator"])
@pytest.mark.parametrize("address", ["/files/{}/", "/files/{}/picture/"])
def test_foreign_and_missing_are_one_404(attached, request, client_of, who, address):
    client = client_of(None if who == "nobody" else request.getfixturevalue(who))

    foreign, missing = client.get(address.format(attached.ref)), client.get(address.format("aaaaaaaaaa"))

    assert told(foreign, attached.ref) == told(missing, "aaaaaaaaaa")
    assert foreign.status_code == 404


def test_whoever_is_inside_gets_the_bytes(attached, as_member):
    response = as_member.get(f"/files/{attached.ref}/")

    assert (response.status_code, body(response)) == (200, PDF)


def test_the_bytes_are_never_kept_never_shown_and_never_run(attached, as_member):
    response = as_member.get(f"/files/{attached.ref}/")
    body(response)

    headers = response.headers
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Content-Disposition"] == f'attachment; filename="{KITTIWAKE}"'
    assert policy(response) == SANDBOXED
    assert (headers["X-Content-Type-Options"], headers["Content-Type"]) == ("nosniff", "application/pdf")
    assert {"ETag", "Last-Modified", "Accept-Ranges"} & set(headers) == set()


def test_asking_whether_it_changed_tells_nothing(attached, as_member):
    marks = [{"if-none-match": f'"{attached.sha256}"'}, {"if-modified-since": "Tue, 24 Nov 2099 00:00:00 GMT"}]

    answers = [as_member.get(f"/files/{attached.ref}/", headers=mark) for mark in marks]

    assert [(answer.status_code, body(answer)) for answer in answers] == [(200, PDF), (200, PDF)]


@pytest.mark.parametrize("name", ["بروتوكول.pdf", 'a"b;c.pdf', "d'é%.pdf"])
def test_names_in_any_writing_follow_the_file(as_member, member, name):
    file = stored(member, name=name)

    response = as_member.get(file.get_absolute_url())
    body(response)

    said = response["Content-Disposition"]
    plain = '"' + name.replace('"', '\\"') + '"'
    assert said in {f"attachment; filename={plain}", f"attachment; filename*=utf-8''{quote(name)}"}
    assert name.isascii() is (plain in said)


def test_pictures_alone_are_shown_in_pages(as_member, member):
    shown, paper = stored(member, "png"), stored(member)

    response, refused = as_member.get(f"/files/{shown.ref}/picture/"), as_member.get(f"/files/{paper.ref}/picture/")
    body(response)

    assert (response["Content-Type"], response["Content-Disposition"]) == ("image/png", 'inline; filename="paper.png"')
    assert policy(response) == SANDBOXED
    assert response["Cache-Control"] == "private, no-store"
    assert refused.status_code == 404


def test_what_hangs_nowhere_is_its_senders_alone(member, as_member, client_of, other, steward):
    file = stored(member)

    mine = as_member.get(file.get_absolute_url())
    body(mine)

    theirs = [client_of(person).get(file.get_absolute_url()).status_code for person in (other, steward, None)]
    assert (mine.status_code, theirs) == (200, [404, 404, 404])


def test_who_left_the_space_has_lost_its_files_even_their_own(attached, as_member, member, space):
    leave(member, space, by=member)

    assert as_member.get(attached.get_absolute_url()).status_code == 404


def test_a_disabled_account_downloads_nothing(as_member, member):
    file = stored(member)
    type(member).objects.filter(pk=member.pk).update(disabled_at=timezone.now(), is_active=False)

    assert as_member.get(file.get_absolute_url()).status_code == 404


def test_the_holder_is_asked_again_when_its_space_is_closed(attached, as_member, space):
    Space.objects.filter(pk=space.pk).update(closed_at=timezone.now())

    assert as_member.get(attached.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("moment", ["hidden_at", "withdrawn_at", "held_at", "erased_at"])
def test_no_moment_of_the_file_lets_it_through(attached, as_member, moment):
    StoredFile.objects.update(**{moment: timezone.now()})

    assert as_member.get(attached.get_absolute_url()).status_code == 404


def test_where_only_the_holder_knows_the_readers_the_holder_is_asked(member, other, client_of):
    # A person is a thing without an audience, as private conversations will be.
    file = stored(member)
    actions.attach(file, to=member, by=member)

    inside, outside = client_of(other).get(file.get_absolute_url()), client_of(None).get(file.get_absolute_url())
    body(inside)

    assert StoredFile.objects.get().audience is None
    assert (inside.status_code, outside.status_code) == (200, 404)


def test_a_holder_that_is_gone_takes_its_file_along(attached, as_member):
    StoredFile.objects.update(holder="topic:aaaaaaaaaa")

    assert as_member.get(attached.get_absolute_url()).status_code == 404


def test_a_reference_to_a_foreign_file_leads_nowhere(attached, member, other):
    key = key_of(attached)

    assert (things.visible_keys([key], member), things.visible_keys([key], other)) == ({key}, set())


def test_no_other_address_serves_the_bytes(attached, as_member, anonymous):
    shapes = [
        "/media/{path}",
        "/files/{path}",
        "/var/files/{path}",
        "/static/{path}",
        "/media/files/{path}",
        "/media/documents/{name}",
        "/documents/1/{name}",
        "/files/{ref}",
        "/files/{ref}/../{ref}/picture/",
    ]

    found = [
        shape
        for shape in shapes
        for client in (as_member, anonymous)
        if client.get(shape.format(path=attached.path, name=attached.name, ref=attached.ref)).status_code == 200
    ]

    assert found == []


def test_too_many_downloads_are_put_off_with_a_sentence(attached, as_member, other, client_of, settings):
    settings.DOWNLOADS_PER_HOUR = 2
    for _ in range(2):
        body(as_member.get(attached.get_absolute_url()))

    late = as_member.get(attached.get_absolute_url())
    elses = client_of(other).get(stored(other).get_absolute_url())
    body(elses)

    assert (late.status_code, elses.status_code) == (429, 200)
    assert "At most 2 files can be downloaded within an hour." in late.content.decode()
    assert late["Retry-After"] == "3600"


def test_only_reading_is_allowed(attached, as_member):
    assert as_member.post(attached.get_absolute_url()).status_code == 405


def test_a_list_of_files_costs_the_same_for_one_holder_and_for_three(member, make_space):
    spaces = [make_space(people=[member]) for _ in range(3)]
    for space in spaces:
        actions.attach(stored(member), to=space, by=member)
    files_of(spaces, member)  # what a person holds is read once

    with CaptureQueriesContext(connection) as one:
        few = files_of(spaces[:1], member)
    with CaptureQueriesContext(connection) as three:
        many = files_of(spaces, member)

    assert [len(files) for files in (*few.values(), *many.values())] == [1, 1, 1, 1]
    assert (len(one), len(three)) == (1, 1)


def test_a_list_leaves_out_what_the_reader_may_not_see(attached, holder, member, other):
    key = key_of(holder)
    assert (files_of([holder], member), files_of([holder], other)) == ({key: [attached]}, {key: []})


def test_bytes_that_are_missing_on_disk_are_a_404_and_told_to_the_log(attached, as_member, caplog):
    disk.remove(attached.path)

    response = as_member.get(attached.get_absolute_url())

    assert response.status_code == 404
    assert [record.getMessage() for record in caplog.records if record.name == "files.views"] == [
        f"The bytes of file:{attached.ref} are missing on disk."
    ]


@pytest.fixture
def post(member):
    return make_topic(make_board("public"), by=member).posts.get()


@pytest.fixture
def hung(post, member):
    file = stored(member, name=KITTIWAKE)
    actions.attach(file, to=post, by=member)
    return file


def answers(client_of, file, people):
    """{name: status} of the download, for people by name; `nobody` is signed out."""
    found = {}
    for name, person in people.items():
        response = client_of(person).get(file.get_absolute_url())
        found[name] = response.status_code
        if response.streaming:
            body(response)
    return found


@pytest.fixture
def everybody(member, other, moderator, steward):
    return {"nobody": None, "author": member, "other": other, "moderator": moderator, "steward": steward}


def test_a_file_of_a_public_post_is_public(hung, everybody, client_of):
    assert answers(client_of, hung, everybody) == dict.fromkeys(everybody, 200)


@pytest.mark.parametrize("moment", ["hidden_at", "withdrawn_at"])
def test_a_post_out_of_sight_takes_its_file_along_but_for_author_and_moderators(
    hung, post, everybody, client_of, moment
):
    type(post).objects.filter(pk=post.pk).update(**{moment: timezone.now()})

    found = answers(client_of, hung, everybody)

    assert found == {"nobody": 404, "author": 200, "other": 404, "moderator": 200, "steward": 404}


def test_an_erased_post_takes_its_file_from_everybody(hung, post, everybody, client_of):
    type(post).objects.filter(pk=post.pk).update(erased_at=timezone.now())

    assert answers(client_of, hung, everybody) == dict.fromkeys(everybody, 404)


def test_a_hidden_topic_takes_the_files_of_its_posts_along(hung, post, client_of, other):
    type(post.topic).objects.filter(pk=post.topic_id).update(hidden_at=timezone.now())

    assert answers(client_of, hung, {"nobody": None, "other": other}) == {"nobody": 404, "other": 404}
