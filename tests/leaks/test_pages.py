"""T4, T6, T9: pages and pictures. What a reader may not see is the one 404 at every address it has or had, and no
revision, draft or preview shows it."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from cms.ensure import library_section
from cms.models import HomePage, PageState
from config import inventory
from library.models import LessonPage
from tests.factories.cms import make_page, make_picture, make_section, with_picture
from tests.leaks.equal import answer_to, unknown_to

pytestmark = pytest.mark.django_db
CANARY = "Kittiwake"
MOMENTS = ["hidden_at", "withdrawn_at", "held_at", "erased_at"]


def hide(page, moment="hidden_at"):
    PageState.objects.filter(page=page).update(**{moment: timezone.now()})


def is_read(client, page):
    response = client.get(page.get_absolute_url())
    return response.status_code == 200 and CANARY in response.content.decode()


def is_the_one_404(client, address):
    return answer_to(client, address) == unknown_to(client, address)


@pytest.fixture
def page():
    return make_page("members", title=CANARY)


@pytest.fixture
def public_page():
    return make_page("public", title=CANARY)


@pytest.mark.parametrize("method", ["get", "head", "post", "options"])
def test_a_members_page_and_its_shelf_are_the_one_404_for_others(anonymous, page, method):
    shelf = library_section("en", "members")
    for address in (page.get_absolute_url(), shelf.get_absolute_url(), f"{page.get_absolute_url()}x/"):
        assert answer_to(anonymous, address, method) == unknown_to(anonymous, address, method)


def test_a_members_page_is_read_by_members_and_a_public_one_by_all(anonymous, as_member, page, public_page):
    assert (is_read(anonymous, public_page), is_read(as_member, public_page), is_read(as_member, page)) == (
        True, True, True,
    )  # fmt: skip


@pytest.mark.parametrize("moment", MOMENTS)
def test_what_a_moment_takes_out_of_sight_is_the_one_404_for_everybody(anonymous, as_member, as_editor, moment):
    page = make_page("public", title=CANARY)
    hide(page, moment)

    for client in (anonymous, as_member, as_editor):
        assert is_the_one_404(client, page.get_absolute_url())


def test_drafts_and_unpublished_pages_are_the_one_404_even_for_who_wrote_them(client_of, as_editor, trainer):
    draft, taken_back = make_page(title=CANARY, live=False, owner=trainer), make_page(title=CANARY, owner=trainer)
    taken_back.unpublish()

    for client in (client_of(trainer), as_editor):
        for each in (draft, taken_back):
            assert is_the_one_404(client, each.get_absolute_url())


def test_changes_that_are_not_published_are_not_read(as_member):
    page = make_page(title="As it was")
    page.title = CANARY
    page.save_revision()

    assert not is_read(as_member, page)


def test_no_query_of_wagtails_shows_a_draft(as_member, anonymous):
    page = make_page(title=CANARY, live=False)
    revision = page.latest_revision_id

    for query in ("?preview=1", "?in_preview_panel=true", f"?revision={revision}", "?mode=", "?token=x"):
        for client in (anonymous, as_member):
            assert answer_to(client, page.get_absolute_url() + query)[0] == 404


@pytest.mark.parametrize("do", ["publish an old revision", "publish the latest", "revert", "unpublish and publish"])
def test_nothing_that_is_published_brings_a_hidden_page_back(as_member, editor, do):
    page = make_page("public", title=CANARY)
    old = page.latest_revision
    page.title = f"{CANARY} again"
    latest = page.save_revision()
    latest.publish()
    hide(page)

    if do == "publish an old revision":
        old.publish(user=editor)
    elif do == "publish the latest":
        latest.publish(user=editor)
    elif do == "revert":
        old.as_object().save_revision(user=editor, previous_revision=old).publish(user=editor)
    else:
        page.unpublish(user=editor)
        latest.publish(user=editor)

    assert LessonPage.objects.get(pk=page.pk).live
    assert not LessonPage.objects.visible_to(editor).exists()
    assert is_the_one_404(as_member, page.get_absolute_url())


def test_an_old_revision_brings_no_name_back(editor):
    page = make_page()
    old, ref = page.latest_revision, page.ref
    old.content.update(ref="aaaaaaaaaa", slug="the-secret-plan", url_path="/en/the-secret-plan/")
    old.save()

    old.publish(user=editor)

    page.refresh_from_db()
    assert (page.ref, page.slug, page.url_path.endswith(f"/{ref}/")) == (ref, ref, True)


def test_a_copy_of_a_hidden_page_is_hidden(anonymous, editor):
    page = make_page("public", title=CANARY)
    hide(page)

    copy = page.copy(user=editor)
    alias = page.create_alias(user=editor)

    for each in (copy, alias):
        assert each.live
        assert is_the_one_404(anonymous, each.get_absolute_url())


def test_the_address_before_a_move_is_unknown_afterwards(anonymous, as_member, public_page):
    before = public_page.get_absolute_url()
    public_page.move(library_section("en", "members"), pos="last-child")
    public_page.refresh_from_db()

    assert is_read(as_member, public_page)
    for client in (anonymous, as_member):
        assert is_the_one_404(client, before)
    assert is_the_one_404(anonymous, public_page.get_absolute_url())
    assert Redirect.objects.count() == 0


def test_no_title_ever_stands_in_an_address(public_page):
    public_page.title = "The secret plan"
    public_page.slug = "the-secret-plan"
    public_page.save_revision().publish()

    public_page.refresh_from_db()
    assert public_page.get_absolute_url().split("/")[-2] == public_page.ref
    assert Redirect.objects.count() == 0


def test_homes_and_public_shelves_lead_to_the_library(anonymous, as_member):
    home = HomePage.objects.get(locale__language_code="ar")
    for client, audience in ((anonymous, "public"), (as_member, "public"), (as_member, "members")):
        for each in (home, library_section("ar", audience)):
            response = client.get(each.get_absolute_url())
            assert (response.status_code, response["Location"]) == (302, "/library/")


def test_a_page_answers_in_the_language_of_its_tree_whatever_the_interface(anonymous):
    page = make_page("public", "ar", title="درس")

    body = anonymous.get(page.get_absolute_url(), headers={"accept-language": "en"}).content.decode()

    assert page.get_absolute_url().startswith("/ar/")
    assert re.search(r'<html lang="en" dir="ltr">.* lang="ar" dir="rtl"', body, re.DOTALL)


def test_addresses_outside_the_five_languages_reach_no_page(anonymous, public_page):
    last = public_page.get_absolute_url().removeprefix("/en/")
    for address in (f"/{last}", f"/de/{last}", f"/fr/{last}", f"/en/{public_page.ref}/", "/root/", "/en/root/"):
        assert is_the_one_404(anonymous, address)


def test_a_page_below_a_hidden_shelf_of_members_is_not_found_by_number(anonymous, page):
    for address in (
        f"/pages/{page.pk}/",
        f"/admin/pages/{page.pk}/",
        f"/_util/authenticate_with_password/1/{page.pk}/",
    ):
        assert is_the_one_404(anonymous, address)


# T6: pictures


def rendition_of(picture, spec="width-960"):
    return picture.get_rendition(spec)


def test_a_members_picture_is_the_one_404_for_others(anonymous, as_member):
    url = rendition_of(make_picture("members")).url

    response = as_member.get(url)
    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")
    assert {"default-src 'none'", "sandbox"} <= set(response["Content-Security-Policy"].split("; "))
    assert response.getvalue()[:3] == b"\xff\xd8\xff"
    assert is_the_one_404(anonymous, url)


def test_a_closed_picture_is_gone_at_once_for_who_knows_its_address(anonymous):
    picture = make_picture("public")
    url = rendition_of(picture).url
    assert anonymous.get(url).getvalue()[:3] == b"\xff\xd8\xff"

    type(picture).objects.filter(pk=picture.pk).update(audience="members")

    assert is_the_one_404(anonymous, url)


@pytest.mark.parametrize(
    "spec", ["width-10000", "original", "max-1x1", "width-960,format-png", "../x", "%2e%2e", "x" * 300]
)
def test_only_renditions_that_a_page_has_drawn_exist(anonymous, as_member, spec):
    picture = make_picture("public")
    rendition_of(picture)

    for client in (anonymous, as_member):
        assert answer_to(client, f"/pictures/{picture.ref}/{spec}/")[0] == 404
    assert picture.renditions.count() == 1


def test_bytes_are_served_at_no_other_address(anonymous, as_member, as_editor):
    picture = make_picture("public")
    rendition = rendition_of(picture)
    names = [picture.file.name, rendition.file.name]
    addresses = [prefix + name for name in names for prefix in ("/media/", "/static/", "/files/", "/")]
    addresses += [f"/images/x/{picture.pk}/original/", f"/documents/{picture.pk}/x/", picture.file.url]

    for client in (anonymous, as_member, as_editor):
        for address in addresses:
            assert is_the_one_404(client, address), address


def test_a_picture_that_the_reader_may_not_see_is_left_out_of_the_page(anonymous, as_member):
    picture = make_picture("members", texts={"en": CANARY})
    page = make_page("public", **with_picture(picture))

    seen = as_member.get(page.get_absolute_url()).content.decode()
    unseen = anonymous.get(page.get_absolute_url())

    assert seen.count(f'alt="{CANARY}"') == 1
    assert unseen.status_code == 200
    assert [word for word in (CANARY, picture.ref, "/pictures/") if word in unseen.content.decode()] == []


def test_what_a_camera_wrote_is_not_in_any_stored_byte(as_member):
    from PIL import Image

    exif = Image.Exif()
    exif[0x013B] = CANARY  # artist
    exif[0x8825] = {1: "N", 2: (50.0, 5.0, 0.0)}
    picture = make_picture("public", exif=exif, comment=CANARY.encode())
    rendition = rendition_of(picture)

    for stored in (picture.file, rendition.file):
        with stored.open("rb") as file:
            content = file.read()
        assert CANARY.encode() not in content
        assert b"Exif" not in content


# T9: no other way in


def test_there_is_no_api_no_sitemap_no_feed_and_no_wagtail_address_of_pages():
    known = [address for address, _name in inventory.patterns() if not address.startswith("admin/")]

    found = {address for address in known if re.search(r"api|sitemap|feed|rss|_util|documents|preview", address)}

    assert found == {"forum/preview/", "forum/b/<slug:ref>/feed/"}  # of public boards alone: test_forum.py


@pytest.mark.parametrize(
    "address",
    ["/api/v2/pages/", "/sitemap.xml", "/feed/", "/rss/", "/robots.txt", "/_util/login/", "/documents/1/x.pdf"],
)
def test_such_addresses_are_the_one_404_for_all(anonymous, as_member, as_editor, address):
    for client in (anonymous, as_member, as_editor):
        assert is_the_one_404(client, address)


def test_previews_and_drafts_need_the_right_to_edit(client_of, anonymous, as_member, make_member, page):
    other = client_of(make_member("Tariq Trainer", roles=["trainer"]))
    addresses = [
        f"/admin/pages/{page.pk}/view_draft/",
        f"/admin/pages/{page.pk}/edit/preview/",
        f"/admin/pages/{page.pk}/revisions/{page.latest_revision_id}/view/",
        f"/admin/pages/{page.pk}/history/",
    ]
    for address in addresses:
        assert is_the_one_404(anonymous, address)
        assert is_the_one_404(as_member, address)
        refused = other.get(address)
        assert (refused.status_code, refused.headers.get("Location", "")) in {(302, "/admin/"), (404, "")}, address


def test_what_an_editor_previews_is_framed_by_our_own_pages_alone(as_editor, page):
    response = as_editor.get(f"/admin/pages/{page.pk}/view_draft/")

    assert CANARY in response.content.decode()
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]


def test_visible_to_is_the_only_reading_of_a_page_for_a_stranger():
    make_page("members")
    make_section(library_section("en", "members"))

    readable = {page.pk for page in Page.objects.live().public()} - {Page.get_first_root_node().pk}
    visible = {page.pk for kind in (HomePage, LessonPage) for page in kind.objects.visible_to(AnonymousUser())}

    assert visible <= readable
