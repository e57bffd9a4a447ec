"""Translations are drafts, and a half-translated page is published by nobody and nothing."""

import pytest
from django.utils import translation
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.operations import translate_object

from cms.translation import Untranslated, is_untranslated
from library.models import LessonPage
from tests.cms.test_widening import fill, translated
from tests.factories.cms import make_page

pytestmark = pytest.mark.django_db
REASON = "This translation still has sentences in the original language."


@pytest.fixture
def half(members_page, editor):
    """A page in French of which only some sentences are translated."""
    translate_object(members_page, [Locale.objects.get(language_code="fr")], None, editor)
    translation = Translation.objects.get()
    segment = translation.source.stringsegment_set.first()
    segment.string.translations.create(
        locale=translation.target_locale, context=segment.context, data="Traduit", translation_type="manual"
    )
    return translation.get_target_instance()


def is_live(page):
    return LessonPage.objects.get(pk=page.pk).live


def test_a_translation_is_a_draft_in_the_tree_of_its_language(half, members_page):
    assert (half.live, half.locale.language_code, half.url_path[:4]) == (False, "fr", "/fr/")
    assert (half.ref != members_page.ref, half.audience_key, is_untranslated(half)) == (True, "members", True)


def test_a_new_page_makes_no_page_in_another_language():
    before = set(Page.objects.values_list("pk", flat=True))

    page = make_page("public")

    assert set(Page.objects.values_list("pk", flat=True)) - before == {page.pk}


def test_publishing_the_original_publishes_no_translation(half, members_page):
    members_page.save_revision().publish()

    assert not is_live(half)


def test_no_name_in_addresses_is_given_to_translators(half):
    source = TranslationSource.objects.get()
    paths = {segment.context.path.split(".")[0] for segment in source.stringsegment_set.select_related("context")}

    assert paths <= {"title", "summary", "observation", "discussion", "conclusion", "recommendation", "jurisdiction"}


@pytest.mark.parametrize("how", ["the revision", "wagtail-localize", "the workflow"])
def test_a_half_translated_page_is_published_by_no_action(
    half, editor, trainer, how, django_capture_on_commit_callbacks
):
    def publish():
        if how == "the revision":
            half.get_latest_revision().publish(user=editor)
        elif how == "wagtail-localize":
            with django_capture_on_commit_callbacks(execute=True):
                Translation.objects.get().save_target(user=editor, publish=True)
        else:
            half.get_workflow().start(half, trainer)
            half.current_workflow_task_state.approve(user=editor)

    with pytest.raises(Untranslated):
        publish()

    assert not is_live(half)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_approving_a_half_translated_page_says_why_not(client_of, half, editor, trainer, language):
    type(editor).objects.filter(pk=editor.pk).update(language=language)
    half.get_workflow().start(half, trainer)
    task = half.current_workflow_task_state

    response = client_of(editor).post(
        f"/admin/pages/workflow/action/{half.pk}/approve/{task.pk}/", {"comment": ""}, follow=True
    )

    with translation.override(language):
        assert str(Untranslated.message) in response.content.decode()
    assert (is_live(half), half.workflow_in_progress) == (False, True)


def test_approving_in_a_dialog_closes_it_and_goes_back(as_editor, half, trainer):
    half.get_workflow().start(half, trainer)
    task = half.current_workflow_task_state

    response = as_editor.post(
        f"/admin/pages/workflow/action/{half.pk}/approve/{task.pk}/",
        {"comment": "Good"},
        headers={"x-requested-with": "XMLHttpRequest", "referer": "http://testserver/admin/"},
    )

    assert response.json() == {"step": "success", "redirect": "http://testserver/admin/"}
    assert REASON in as_editor.get("/admin/").content.decode()
    assert not is_live(half)


def test_publishing_several_leaves_the_half_translated_one(as_editor, half):
    whole = make_page("members", live=False)

    as_editor.post(f"/admin/bulk/wagtailcore/page/publish/?id={half.pk}&id={whole.pk}", follow=True)

    assert (is_live(half), is_live(whole)) == (False, True)


def test_the_translators_screen_offers_and_does_no_publishing_of_half_a_page(as_editor, half):
    address = f"/admin/pages/{half.pk}/edit/"
    assert "&quot;canPublish&quot;: false" in as_editor.get(address).content.decode()

    as_editor.post(address, {"action": "publish"})

    assert not is_live(half)


def test_a_wholly_translated_page_is_published_on_the_translators_screen(
    as_editor, editor, members_page, django_capture_on_commit_callbacks
):
    page = translated(members_page, "fr", editor)
    with django_capture_on_commit_callbacks(execute=True):
        as_editor.post(f"/admin/pages/{page.pk}/edit/", {"action": "publish"})

    assert is_live(page)


def test_what_changes_in_the_original_waits_for_its_translation(editor, members_page):
    page = translated(members_page, "fr", editor)
    page.get_latest_revision().publish()
    members_page.summary = "Another sentence."
    members_page.save_revision().publish()
    TranslationSource.objects.get().update_from_db()

    assert is_untranslated(page)
    with pytest.raises(Untranslated):
        page.get_latest_revision().publish()
    fill(members_page, "fr")
    assert not is_untranslated(page)


def test_the_screen_that_updates_translations_publishes_none(as_editor, half, members_page):
    members_page.summary = "Another sentence."
    members_page.save_revision().publish()
    source = TranslationSource.objects.get()
    address = f"/admin/localize/update/{source.pk}/"

    shown = as_editor.get(address).content.decode()
    as_editor.post(address, {"publish_translations": "on"})

    assert 'type="checkbox" name="publish_translations"' not in shown
    assert not is_live(half)


def test_trainers_ask_for_no_translation(as_trainer, members_page):
    french = Locale.objects.get(language_code="fr")

    as_trainer.post(f"/admin/localize/submit/page/{members_page.pk}/", {"locales": [french.pk]})

    assert Translation.objects.count() == 0


def test_an_editor_asks_for_a_translation_on_the_screen(as_editor, members_page):
    french = Locale.objects.get(language_code="fr")

    as_editor.post(f"/admin/localize/submit/page/{members_page.pk}/", {"locales": [french.pk]})

    made = members_page.get_translation(french)
    assert (made.live, made.audience_key, Translation.objects.count()) == (False, "members", 1)
