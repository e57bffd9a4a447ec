"""Pictures: only pixels are kept, words say what they show, and an editor decides who sees them."""

import zlib

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.models import ReferenceIndex

from cms import actions
from cms.models import Picture
from cms.pictures import pictures_in, to_close, to_open
from core.models import AuditEntry
from core.refusals import NotAllowed
from tests.factories import files
from tests.factories.cms import make_page, make_picture, with_picture

pytestmark = pytest.mark.django_db
ADD = "/admin/images/add/"


def upload(content=None, name="photo.jpg", content_type="image/jpeg"):
    return SimpleUploadedFile(name, content if content is not None else files.picture("jpg").read(), content_type)


def asked(file=None, **fields):
    return {"title": "A bridge", "file": file or upload(), "alt_en": "A bridge over a river", **fields}


def with_exif():
    exif = Image.Exif()
    exif[0x013B] = "Kittiwake"
    return files.picture("jpg", exif=exif, comment=b"Kittiwake").read()


@pytest.mark.parametrize("who", ["trainer", "editor"])
def test_an_upload_keeps_pixels_and_words_and_is_for_members(request, client_of, who):
    user = request.getfixturevalue(who)

    response = client_of(user).post(ADD, asked(upload(with_exif()), alt_ar="جسر", alt_fr="  "))

    picture = Picture.objects.get()
    assert response["Location"] == "/admin/images/"
    assert (picture.audience_id, picture.uploaded_by_user, picture.width, picture.height) == ("members", user, 6, 4)
    assert dict(picture.texts.values_list("language", "alt")) == {"en": "A bridge over a river", "ar": "جسر"}
    with picture.file.open("rb") as stored:
        content = stored.read()
    assert (b"Kittiwake" in content, b"Exif" in content, picture.file_size) == (False, False, len(content))
    assert list(AuditEntry.objects.filter(verb="cms.describe_picture").values_list("actor", "key")) == [
        (f"person:{user.ref}", f"picture:{picture.ref}")
    ]


def test_five_languages_are_asked_each_in_its_direction(as_editor):
    body = as_editor.get(ADD).content.decode()

    for language, direction in (("en", "ltr"), ("fr", "ltr"), ("es", "ltr"), ("ar", "rtl"), ("uk", "ltr")):
        start = body.index(f'<textarea name="alt_{language}"')
        assert f'lang="{language}" dir="{direction}"' in body[start : body.index(">", start)]


def test_words_in_no_language_are_a_message_on_the_form(as_editor):
    response = as_editor.post(ADD, asked(alt_en=" "))

    assert "Say in at least one language what the picture shows" in response.content.decode()
    assert (response.status_code, Picture.objects.count()) == (200, 0)


def svg():
    return b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def bomb():
    """A picture that says it has 900 million pixels."""
    content = bytearray(files.picture("png").read())
    content[16:24] = (30000).to_bytes(4, "big") * 2
    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "name", "content_type"),
    [
        (svg, "drawing.svg", "image/svg+xml"),
        (svg, "drawing.png", "image/png"),
        (svg, "drawing.jpg", "image/jpeg"),
        (bomb, "large.png", "image/png"),
        (lambda: b"", "empty.jpg", "image/jpeg"),
        (lambda: files.picture("jpg", size=(64, 64)).read()[:200], "cut.jpg", "image/jpeg"),
        (lambda: files.picture("png").read(), "other.jpg", "image/jpeg"),
        (lambda: files.PDF, "paper.jpg", "image/jpeg"),
        (lambda: b"GIF89a" + b"\x00" * 20, "moving.gif", "image/gif"),
        (lambda: b"\xff\xd8\xff" + b"\x00" * (10 * 1024 * 1024), "big.jpg", "image/jpeg"),
    ],
    ids=lambda each: each if isinstance(each, str) and "." in each else "",
)
@pytest.mark.parametrize("address", [ADD, "/admin/images/chooser/create/"])
def test_what_is_no_picture_that_is_taken_is_a_message_on_the_form(as_editor, address, content, name, content_type):
    prefix = "image-chooser-upload-" if "chooser" in address else ""
    data = {prefix + key: value for key, value in asked(upload(content(), name, content_type)).items()}

    response = as_editor.post(address, data)

    assert (response.status_code, Picture.objects.count()) == (200, 0)
    assert "error" in response.content.decode()


def test_a_picture_uploaded_while_choosing_is_described_too(as_trainer):
    data = {f"image-chooser-upload-{key}": value for key, value in asked().items()}

    response = as_trainer.post("/admin/images/chooser/create/", data)

    picture = Picture.objects.get()
    assert (response.json()["step"], picture.alt_in("fr"), picture.audience_id) == (
        "chosen", "A bridge over a river", "members",
    )  # fmt: skip


def test_words_are_changed_taken_away_and_kept(as_editor):
    picture = make_picture(texts={"en": "Old", "fr": "Vieux", "uk": "Старе"})
    address = f"/admin/images/{picture.pk}/"
    assert "Vieux" in as_editor.get(address).content.decode()

    response = as_editor.post(address, {"title": "B", "alt_en": "New", "alt_uk": "Старе"})

    assert response["Location"] == "/admin/images/"
    assert dict(picture.texts.values_list("language", "alt")) == {"en": "New", "uk": "Старе"}


def test_a_new_file_of_an_open_picture_is_for_members_again(as_editor):
    picture = make_picture("public")
    old = picture.get_rendition("width-960")

    as_editor.post(f"/admin/images/{picture.pk}/", asked(upload(with_exif(), "other.jpg")))

    picture.refresh_from_db()
    assert (picture.audience_id, picture.renditions.filter(pk=old.pk).exists()) == ("members", False)
    with picture.file.open("rb") as stored:
        assert b"Kittiwake" not in stored.read()


def test_new_words_alone_leave_an_open_picture_open(as_editor):
    picture = make_picture("public")

    as_editor.post(f"/admin/images/{picture.pk}/", {"title": "B", "alt_en": "New"})

    picture.refresh_from_db()
    assert (picture.audience_id, picture.alt_in("en")) == ("public", "New")


def test_a_script_that_saves_a_file_keeps_only_its_pixels_too():
    picture = Picture.objects.create(title="x", file=ContentFile(with_exif(), "x.jpg"))

    with picture.file.open("rb") as stored:
        assert b"Kittiwake" not in stored.read()


@pytest.mark.parametrize(
    ("texts", "language", "expected"),
    [
        ({"en": "A", "fr": "B"}, "fr", "B"),
        ({"en": "A", "fr": "B"}, "ar", "A"),
        ({"fr": "B"}, "ar", "B"),
    ],
)
def test_a_picture_says_what_it_shows_in_the_best_language(texts, language, expected):
    assert make_picture(texts=texts).alt_in(language) == expected


# Who sees the pictures of a page


@pytest.fixture
def picture():
    return make_picture("members")


@pytest.fixture
def page(picture):
    return make_page("public", title="With a picture", **with_picture(picture))


def audience(picture):
    picture.refresh_from_db()
    return picture.audience_id


def test_the_pictures_of_a_page_are_those_in_its_text(page, picture):
    make_picture()

    assert list(pictures_in(page)) == [picture]


def test_an_editor_opens_and_closes_them_and_both_are_audited(page, picture, editor):
    assert actions.open_pictures(page, by=editor) == 1
    assert audience(picture) == "public"

    page.unpublish()
    page.refresh_from_db()
    assert actions.close_pictures(page, by=editor) == 1
    assert audience(picture) == "members"

    entries = AuditEntry.objects.filter(verb__endswith="_picture").order_by("pk")
    assert list(entries.values_list("verb", "actor", "key", "reason")) == [
        (f"cms.{verb}_picture", f"person:{editor.ref}", f"picture:{picture.ref}", f"page:{page.ref}")
        for verb in ("open", "close")
    ]


@pytest.mark.parametrize("who", ["member", "trainer", "moderator", "steward", "operator"])
def test_nobody_else_does(request, page, picture, who):
    for act in (actions.open_pictures, actions.close_pictures):
        with pytest.raises(NotAllowed):
            act(page, by=request.getfixturevalue(who))

    assert audience(picture) == "members"


def test_no_picture_of_a_page_that_not_everybody_reads_is_opened(picture, editor):
    for each in (
        make_page("members", **with_picture(picture)),
        make_page("public", live=False, **with_picture(picture)),
    ):
        assert not to_open(each).exists()
        with pytest.raises(actions.NothingToChange):
            actions.open_pictures(each, by=editor)

    assert audience(picture) == "members"


def test_a_picture_that_another_open_page_shows_is_not_closed(page, picture, editor):
    other = make_page("public", **with_picture(picture))
    for each in (page, other):
        ReferenceIndex.create_or_update_for_object(each)
    actions.open_pictures(page, by=editor)
    page.unpublish()
    page.refresh_from_db()

    assert not to_close(page).exists()
    other.unpublish()
    assert list(to_close(page)) == [picture]


def test_publishing_an_open_page_asks_for_its_pictures_and_one_click_opens_them(as_editor, page, picture):
    page.unpublish()

    told = as_editor.post(f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}", {"next": "/admin/"}, follow=True)
    address = f"/admin/pictures/{page.pk}/"
    body = told.content.decode()
    assert "1 picture in it is seen by members alone" in body
    assert f'href="{address}"' in body
    assert "Let everybody see them" in as_editor.get(address).content.decode()

    done = as_editor.post(address, {"decision": "open"}, follow=True)

    assert "Everybody sees 1 picture now." in done.content.decode()
    assert audience(picture) == "public"
    again = as_editor.post(address, {"decision": "open"}, follow=True).content.decode()
    assert "already seen by those who read it" in again


@pytest.mark.parametrize("how", ["unpublish", "move"])
def test_closing_an_open_page_tells_that_its_pictures_are_still_open(as_editor, page, picture, sections, how):
    Picture.objects.update(audience="public")
    address = {
        "unpublish": f"/admin/pages/{page.pk}/unpublish/",
        "move": f"/admin/pages/{page.pk}/move/{sections['en', 'members'].pk}/confirm/",
    }[how]

    body = as_editor.post(address, follow=True).content.decode()

    assert "1 picture in it still is open to all" in body
    as_editor.post(f"/admin/pictures/{page.pk}/", {"decision": "close"})
    assert audience(picture) == "members"


def test_a_page_whose_pictures_are_right_asks_nothing(as_editor, page):
    Picture.objects.update(audience="public")
    page.unpublish()

    body = as_editor.post(f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}", follow=True).content.decode()

    assert "picture in it" not in body


def test_the_editors_form_leads_to_the_pictures_of_its_page(as_editor, page):
    bare = make_page("public")
    address = "/admin/pictures/{}/"

    assert address.format(page.pk) in as_editor.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert address.format(bare.pk) not in as_editor.get(f"/admin/pages/{bare.pk}/edit/").content.decode()
