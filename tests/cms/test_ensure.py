"""What must exist is made once, made again after it was lost, and set right after somebody changed it."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    PageViewRestriction,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from cms.ensure import ensure, library_section
from cms.models import HomePage, PageState, SectionPage
from library.models import LessonPage
from tests.factories.cms import make_page

KEPT = (
    Page, HomePage, SectionPage, PageState, PageViewRestriction, Site, Locale, Group, GroupPagePermission,
    GroupCollectionPermission, Collection, Workflow, WorkflowPage, WorkflowTask, GroupApprovalTask,
)  # fmt: skip
LANGUAGES = ["en", "fr", "es", "ar", "uk"]


def everything():
    rights = {group.name: sorted(group.permissions.values_list("codename", flat=True)) for group in groups()}
    return {model: list(model.objects.order_by("pk").values()) for model in KEPT}, rights


def groups():
    return Group.objects.filter(name__in=["Editors", "Trainers", "Moderators"])


def page_rights(name):
    held = GroupPagePermission.objects.filter(group__name=name)
    assert {row.page.depth for row in held} <= {1}
    return set(held.values_list("permission__codename", flat=True))


def picture_rights(name):
    held = GroupCollectionPermission.objects.filter(group__name=name)
    return set(held.values_list("permission__codename", flat=True))


@pytest.mark.django_db
def test_each_language_has_a_home_with_a_public_and_a_members_shelf():
    tree = [(page.depth, page.specific.address_word()) for page in Page.objects.filter(depth=2).order_by("path")]

    assert tree == [(2, language) for language in LANGUAGES]
    for language in LANGUAGES:
        home = HomePage.objects.get(locale__language_code=language)
        assert home.url_path == f"/{language}/"
        shelves = SectionPage.objects.child_of(home).with_audience().order_by("path")
        assert [(each.purpose, each.audience_key) for each in shelves] == [
            ("library-public", "public"),
            ("library-members", "members"),
        ]
        assert {each.locale_id for each in shelves} == {home.locale_id}


@pytest.mark.django_db
def test_homes_and_shelves_of_all_languages_are_each_others_translations():
    for purpose in ("library-public", "library-members"):
        assert SectionPage.objects.filter(purpose=purpose).values("translation_key").distinct().count() == 1
    assert HomePage.objects.values("translation_key").distinct().count() == 1


@pytest.mark.django_db
def test_each_restricted_shelf_is_restricted_once():
    assert PageViewRestriction.objects.count() == 5
    assert {row.page.specific.purpose for row in PageViewRestriction.objects.all()} == {"library-members"}
    assert set(PageViewRestriction.objects.values_list("restriction_type", flat=True)) == {"login"}


@pytest.mark.django_db
def test_groups_have_these_rights_and_no_others():
    assert page_rights("Editors") == {
        "add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page",
    }  # fmt: skip
    assert page_rights("Trainers") == {"add_page"}
    assert page_rights("Moderators") == set()
    assert picture_rights("Editors") == {"add_image", "change_image", "choose_image"}
    assert picture_rights("Trainers") == {"add_image", "choose_image"}
    assert picture_rights("Moderators") == set()
    assert {group.name: set(group.permissions.values_list("codename", flat=True)) for group in groups()} == {
        "Editors": {"access_admin", "submit_translation"},
        "Trainers": {"access_admin"},
        "Moderators": set(),
    }


@pytest.mark.django_db
def test_no_other_group_has_rights_in_wagtail(steward, operator):
    others = Group.objects.exclude(pk__in=groups())

    assert not GroupPagePermission.objects.filter(group__in=others).exists()
    assert not GroupCollectionPermission.objects.filter(group__in=others).exists()
    assert not others.filter(permissions__isnull=False).exists()


@pytest.mark.django_db
def test_an_editor_approves_what_is_submitted_anywhere():
    workflow = make_page("public").get_workflow()

    assert [task.specific for task in workflow.tasks] == list(GroupApprovalTask.objects.filter(active=True))
    assert [group.name for task in workflow.tasks for group in task.specific.groups.all()] == ["Editors"]
    assert Workflow.objects.filter(active=True).count() == 1


@pytest.mark.django_db
def test_again_changes_nothing():
    before = everything()

    ensure()
    ensure()

    assert everything() == before


@pytest.mark.django_db(transaction=True)
def test_after_a_flush_all_of_it_is_there_again():
    from core.triggers import drop_triggers

    before = shape()
    drop_triggers()

    call_command("flush", interactive=False, verbosity=0)

    assert shape() == before
    assert make_page("members").audience_key == "members"


def shape():
    pages = [(page.depth, page.title, page.specific.slug[:2]) for page in Page.objects.filter(depth__lt=3)]
    rights = {name: (page_rights(name), picture_rights(name)) for name in ("Editors", "Trainers", "Moderators")}
    return pages, SectionPage.objects.count(), PageViewRestriction.objects.count(), rights


@pytest.mark.django_db
def test_renamed_things_are_found_again_and_keep_their_names(editor):
    section, home = library_section("en", "members"), HomePage.objects.get(locale__language_code="fr")
    page = make_page("members")
    Page.objects.filter(pk=section.pk).update(title="Lessons of ours", draft_title="Lessons of ours")
    Page.objects.filter(pk=home.pk).update(title="Accueil")
    Collection.objects.update(name="Everything")

    ensure()

    assert (Page.objects.count(), LessonPage.objects.get().pk) == (17, page.pk)
    assert library_section("en", "members").title == "Lessons of ours"
    assert Page.objects.get(pk=home.pk).title == "Accueil"


@pytest.mark.django_db
def test_rights_that_somebody_gave_or_took_are_set_right():
    trainers, editors = Group.objects.get(name="Trainers"), Group.objects.get(name="Editors")
    publish = GroupPagePermission.objects.get(group=editors, permission__codename="publish_page")
    GroupPagePermission.objects.create(group=trainers, page=publish.page, permission=publish.permission)
    GroupPagePermission.objects.create(
        group=trainers, page=library_section("en", "public"), permission=publish.permission
    )
    trainers.permissions.clear()
    publish.delete()

    ensure()

    test_groups_have_these_rights_and_no_others()


@pytest.mark.django_db
def test_a_lost_group_a_lost_restriction_and_a_lost_state_come_back():
    page = make_page("members")
    Group.objects.get(name="Editors").delete()
    PageViewRestriction.objects.filter(page=library_section("en", "members"))._raw_delete("default")
    PageState.objects.filter(page=page)._raw_delete("default")
    assert page.audience_key == "public"

    ensure()

    test_groups_have_these_rights_and_no_others()
    assert LessonPage.objects.get(pk=page.pk).audience_key == "members"
    assert PageState.objects.get(page=page).stands


@pytest.mark.django_db
def test_another_workflow_is_put_out_of_use():
    Workflow.objects.create(name="Moderators approve", active=True)
    WorkflowPage.objects.update(workflow=Workflow.objects.get(name="Moderators approve"))

    ensure()

    test_an_editor_approves_what_is_submitted_anywhere()
