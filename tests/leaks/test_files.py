"""T5, T6: a file or picture that hangs in a space is there for those inside, and nowhere else for anybody."""

import pytest
from django.conf import settings as configured
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core.things import key_of
from files.actions import attach
from files.querysets import files_of
from forum import actions
from members.actions import leave
from tests.factories.files import picture, stored
from tests.factories.forum import make_board, make_reply, make_topic

pytestmark = pytest.mark.django_db
CANARY = "Kittiwake"
UNKNOWN = "aaaaaaaaaa"
EXIF_GPS = 0x8825


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR = tmp_path


@pytest.fixture
def space(make_space, other):
    return make_space("secret", people=[other], name="Quiet place")


@pytest.fixture
def topic(space, other):
    return make_topic(make_board(space.audience), other)


@pytest.fixture
def hung(topic, other):
    """A picture named with the canary, on a post inside."""
    post = make_reply(topic, other)
    file = stored(other, "png", name=f"{CANARY}.png")
    attach(file, to=post, by=other)
    return file


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def told(response, ref):
    headers = {name: value for name, value in response.headers.items() if name not in {"Date", "Content-Length"}}
    return response.status_code, headers, body(response).decode().replace(ref, "REF")


WAYS = ["/files/{ref}/", "/files/{ref}/picture/"]


@pytest.mark.parametrize("who", ["nobody", "member", "moderator", "steward", "editor", "operator"])
@pytest.mark.parametrize("way", WAYS)
def test_outside_a_file_of_a_space_and_none_at_all_are_one_answer(hung, request, client_of, who, way):
    client = client_of(None if who == "nobody" else request.getfixturevalue(who))

    there, missing = (client.get(way.format(ref=ref)) for ref in (hung.ref, UNKNOWN))

    assert told(there, hung.ref) == told(missing, UNKNOWN)
    assert (there.status_code, "Location" in there.headers) == (404, False)


@pytest.mark.parametrize("mark", ["if-none-match", "if-modified-since", "range", "if-range"])
def test_no_header_makes_an_outsider_s_answer_differ(hung, as_member, mark):
    value = {"if-none-match": f'"{hung.sha256}"', "range": "bytes=0-1"}.get(mark, "Tue, 24 Nov 2099 00:00:00 GMT")

    there, missing = (as_member.get(f"/files/{ref}/", headers={mark: value}) for ref in (hung.ref, UNKNOWN))

    assert told(there, hung.ref) == told(missing, UNKNOWN)


@pytest.mark.parametrize("way", WAYS)
def test_inside_nothing_of_it_is_kept_by_anybody_on_the_way(hung, client_of, other, way):
    response = client_of(other).get(way.format(ref=hung.ref))
    body(response)

    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert set(response["Content-Security-Policy"].split("; ")) == {
        "default-src 'none'",
        "frame-ancestors 'none'",
        "sandbox",
    }
    assert not {"ETag", "Last-Modified", "Age", "Accept-Ranges"} & set(response.headers)
    assert response["Content-Disposition"].partition(";")[0] == ("inline" if "picture" in way else "attachment")


def test_media_addresses_are_a_404_for_everybody(hung, client_of, other, anonymous):
    shapes = [
        f"/media/{hung.path}",
        f"/media/{hung.name}",
        f"/files/{hung.path}",
        f"/media/original_images/{hung.name}",
    ]

    assert configured.MEDIA_URL == "/media/"
    assert [client.get(shape).status_code for shape in shapes for client in (client_of(other), anonymous)] == [404] * 8


@pytest.mark.parametrize("way", WAYS)
def test_who_is_removed_loses_it_with_the_next_request(hung, space, client_of, other, way):
    client = client_of(other)
    before = client.get(way.format(ref=hung.ref))
    body(before)
    leave(other, space, by=other)

    assert (before.status_code, client.get(way.format(ref=hung.ref)).status_code) == (200, 404)


def test_its_name_stands_in_no_page_of_an_outsider(hung, topic, as_member, anonymous, space):
    for client in (as_member, anonymous):
        for address in ("/", "/forum/", "/search/?q=place", f"/forum/t/{topic.ref}/", f"/spaces/{space.ref}/"):
            assert CANARY not in client.get(address).content.decode()


def test_a_link_to_it_from_a_wider_place_is_a_bare_word(hung, as_member, other, member):
    topic = make_topic(make_board("members"), other, body=f"[{CANARY}](file:{hung.ref}) and /files/{hung.ref}/")

    page = as_member.get(f"/forum/t/{topic.ref}/").content.decode()

    assert (CANARY in page, "[link]" in page) == (False, True)


def test_it_cannot_be_hung_up_in_a_wider_place(hung, other, client_of):
    topic = make_topic(make_board("members"), other)

    client_of(other).post(f"/forum/t/{topic.ref}/reply/", {"body": "See this.", "kept": hung.ref})

    before = (hung.audience_id, hung.holder)
    hung.refresh_from_db()
    assert (hung.audience_id, hung.holder) == before
    assert hung.holder != key_of(topic.posts.get(number=2))


def test_a_hidden_post_takes_its_picture_along(hung, topic, space, client_of, other, make_member):
    keeper = space.memberships.get(role="keeper").user
    actions.hide_post(topic.posts.get(number=2), by=keeper)

    answers = [client_of(person).get(f"/files/{hung.ref}/picture/") for person in (keeper, other, make_member())]
    for answer in answers:
        body(answer)

    assert [answer.status_code for answer in answers] == [200, 200, 404]


def test_the_stored_bytes_of_a_picture_name_no_place_and_no_author(topic, other, client_of):
    exif = Image.Exif()
    exif[EXIF_GPS] = {1: "N", 2: (50.0, 27.0, 0.0)}
    exif[315] = CANARY
    sent = picture("jpg", exif=exif)
    assert CANARY.encode() in sent.getvalue()
    client = client_of(other)

    client.post(
        f"/forum/t/{topic.ref}/reply/",
        {"body": "See this.", "uploads": SimpleUploadedFile("place.jpg", sent.getvalue(), "image/jpeg")},
    )
    page = client.get(f"/forum/t/{topic.ref}/")
    [[file]] = files_of([page.context["reading"].rows[-1].post], other).values()
    kept = body(client.get(file.get_absolute_url()))

    assert (CANARY.encode() in kept, b"Exif" in kept, kept[:2]) == (False, False, b"\xff\xd8")
