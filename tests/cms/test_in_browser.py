"""Wagtail's screens in a real Chromium, as editors use them: nothing is blocked by our policy or our doors, no script
fails, and no request leaves for another host. In English and in Arabic."""

import re

import pytest
from django.test import Client
from wagtail.models import Locale
from wagtail_localize.operations import translate_object

from cms.ensure import ensure, library_section
from core.models import ensure as ensure_core
from members.models import User
from tests.factories.cms import make_page, make_picture, with_picture

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def what_must_exist():
    ensure_core()
    ensure()


class Screens:
    """Opens screens in one browser, signed in as one person, and keeps what went wrong on them."""

    def __init__(self, browser, home, user, settings):
        self.home, self.wrong = home, []
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        self.context = browser.new_context(base_url=home, viewport={"width": 1280, "height": 900})
        self.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": home}])
        self.page = self.context.new_page()
        self.page.on("console", lambda told: self._note("console", told.text, told.type == "error"))
        self.page.on("pageerror", lambda error: self._note("script", str(error)))
        self.page.on("response", lambda answer: self._note(answer.status, answer.url, answer.status >= 400))
        self.page.on("request", lambda asked: self._note("left", asked.url, self._leaves(asked.url)))

    def open(self, address):
        self.page.goto(address)
        self.page.wait_for_load_state("networkidle")
        return self.page

    def _leaves(self, url):
        return not url.startswith((f"{self.home}/", "data:", "blob:"))

    def _note(self, kind, text, is_wrong=True):
        if is_wrong:
            self.wrong.append((kind, text, self.page.url.removeprefix(self.home)))


@pytest.fixture
def screens_of(chromium, live_server, settings):
    opened = []

    def open_for(user, language):
        User.objects.filter(pk=user.pk).update(language=language)
        opened.append(Screens(chromium, live_server.url, user, settings))
        return opened[-1]

    yield open_for
    for each in opened:
        each.context.close()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_editors_screens_work_in_a_browser(screens_of, editor, language):
    picture = make_picture()
    page = make_page("public", **with_picture(picture))
    translate_object(page, [Locale.objects.get(language_code="fr")], None, editor)
    french = page.get_translation(Locale.objects.get(language_code="fr"))
    screens = screens_of(editor, language)

    direction = screens.open("/admin/").evaluate("document.documentElement.dir")
    for address in (
        f"/admin/pages/{page.get_parent().pk}/", f"/admin/pages/{page.pk}/history/", f"/admin/pages/{page.pk}/copy/",
        f"/admin/pages/{page.pk}/move/", f"/admin/pages/{page.pk}/unpublish/", f"/admin/pages/{french.pk}/edit/",
        "/admin/images/", f"/admin/images/{picture.pk}/", f"/admin/pictures/{page.pk}/",
    ):  # fmt: skip
        screens.open(address)

    assert direction == {"en": "ltr", "ar": "rtl"}[language]
    assert screens.wrong == []


def test_a_trainer_writes_a_lesson_and_sees_it_beside_the_form(screens_of, trainer):
    screens = screens_of(trainer, "en")
    page = screens.open(f"/admin/pages/add/library/lessonpage/{library_section('en', 'members').pk}/")
    page.fill("[name=title]", "What we learned")
    page.fill("[name=summary]", "In two sentences.")
    page.locator(".action-save:visible").first.click()
    page.wait_for_url(re.compile(r"/admin/pages/\d+/edit/"))
    page.wait_for_load_state("networkidle")
    page.locator("[data-side-panel-toggle=preview]").first.click()
    shown = page.frame_locator("iframe[data-w-preview-target=iframe], #w-preview-iframe").first.locator("h1")
    shown.wait_for()

    assert shown.inner_text().strip() == "What we learned"
    assert screens.wrong == []


def test_an_editor_opens_the_menu_of_pages_and_puts_a_picture_into_a_text(screens_of, editor):
    picture = make_picture()
    page_of_ours = make_page("members")
    screens = screens_of(editor, "en")
    page = screens.open("/admin/pages/")
    page.locator("nav button:has-text('Pages')").first.click()
    page.locator(
        ".c-page-explorer__item__title:has-text('English'), .c-page-explorer a:has-text('English')"
    ).first.wait_for()

    page = screens.open(f"/admin/pages/{page_of_ours.pk}/edit/")
    part = page.locator("[data-contentpath=observation]").first
    part.locator("button.c-sf-add-button").last.click()
    page.locator("[role=option]:visible", has_text="Picture").first.click()
    part.locator("[data-chooser-action-choose]:visible").first.click()
    page.locator(f".modal a:has-text('{picture.title}')").first.click()
    part.locator(f".chooser__title:has-text('{picture.title}')").first.wait_for()

    assert screens.wrong == []
