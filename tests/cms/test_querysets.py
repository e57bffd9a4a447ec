"""Who sees pages and pictures, and that asking costs the same for one and for many."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from wagtail.models import Page

from cms.models import HomePage, PageState, Picture, SectionPage
from library.models import LessonPage
from tests.factories.cms import make_page, make_picture, make_section

pytestmark = pytest.mark.django_db
MOMENTS = ["hidden_at", "withdrawn_at", "held_at", "erased_at"]


def seen_by(user, model=LessonPage):
    return set(model.objects.visible_to(user).values_list("title", flat=True))


@pytest.fixture
def pages():
    return [make_page("public", title="open"), make_page("members", title="ours"), make_page("public", live=False)]


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("nobody", {"open"}),
        ("member", {"open", "ours"}),
        ("trainer", {"open", "ours"}),
        ("editor", {"open", "ours"}),
        ("steward", {"open", "ours"}),
    ],
)
def test_members_see_every_live_page_and_others_the_public_ones(pages, request, who, expected):
    user = AnonymousUser() if who == "nobody" else request.getfixturevalue(who)

    assert seen_by(user) == expected


@pytest.mark.parametrize("moment", ["dormant_at", "accepted_at"])
def test_being_signed_in_is_not_being_a_member(pages, member, moment):
    type(member).objects.filter(pk=member.pk).update(**{moment: timezone.now() if moment == "dormant_at" else None})
    member.refresh_from_db()

    assert seen_by(member) == {"open"}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_moment_takes_a_page_out_of_everybodys_sight(pages, member, editor, moment):
    PageState.objects.filter(page=pages[0]).update(**{moment: timezone.now()})

    assert (seen_by(AnonymousUser()), seen_by(member), seen_by(editor)) == (set(), {"ours"}, {"ours"})


def test_a_page_without_state_is_seen_by_nobody(pages, editor):
    PageState.objects.filter(page=pages[0]).delete()

    assert (seen_by(AnonymousUser()), seen_by(editor)) == (set(), {"ours"})


def test_what_stands_below_a_restricted_shelf_is_for_members(member):
    shelf = make_section(SectionPage.objects.get(purpose="library-members", locale__language_code="en"))
    make_page(under=shelf, title="deep")

    assert (seen_by(AnonymousUser()), seen_by(member)) == (set(), {"deep"})


def test_homes_and_public_shelves_are_seen_by_all_and_members_shelves_by_members(member):
    assert (HomePage.objects.visible_to(AnonymousUser()).count(), HomePage.objects.visible_to(member).count()) == (5, 5)
    assert SectionPage.objects.visible_to(AnonymousUser()).count() == 5
    assert SectionPage.objects.visible_to(member).count() == 10


@pytest.mark.parametrize(("user", "expected"), [("nobody", {"public"}), ("member", {"public", "members"})])
def test_a_picture_is_seen_by_its_audience(request, user, expected):
    for audience in ("public", "members"):
        make_picture(audience)
    user = AnonymousUser() if user == "nobody" else request.getfixturevalue(user)

    assert set(Picture.objects.visible_to(user).values_list("audience_id", flat=True)) == expected


def test_asking_costs_one_query_however_deep_and_many_the_pages_are(django_assert_num_queries, member):
    make_page("members")
    for user in (AnonymousUser(), member):
        seen_by(user)
        with django_assert_num_queries(1):
            list(LessonPage.objects.visible_to(user).with_audience())

    shelf = SectionPage.objects.get(purpose="library-members", locale__language_code="en")
    for _ in range(3):
        shelf = make_section(shelf)
        make_page(under=shelf)

    for user in (AnonymousUser(), member):
        with django_assert_num_queries(1):
            assert [page.audience_key for page in LessonPage.objects.visible_to(user).with_audience()] == (
                ["members"] * 4 if user == member else []
            )


def test_a_page_says_its_audience_with_and_without_the_annotation():
    shown = {}
    for audience in ("public", "members"):
        page = make_page(audience)
        shown[audience] = (page.audience_key, LessonPage.objects.with_audience().get(pk=page.pk).audience_key)

    assert shown == {"public": ("public", "public"), "members": ("members", "members")}


def test_every_page_but_the_root_is_one_of_ours_and_has_its_state():
    make_page()

    assert Page.objects.filter(state=None).count() == 1
    assert {type(page.specific) for page in Page.objects.filter(depth__gt=1)} == {HomePage, SectionPage, LessonPage}
