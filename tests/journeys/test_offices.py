"""What an auditor and an operator do on Fora, in a real browser, in English and in Arabic."""

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LANGUAGES = pytest.mark.parametrize("language", ["en", "ar"])


def hrefs(page):
    return page.eval_on_selector_all("aside.rail a, .rail a", "links => links.map(link => link.getAttribute('href'))")


@LANGUAGES
@pytest.mark.parametrize("script", [True, False])
def test_an_auditor_goes_from_home_to_who_did_what(visit, language, script):
    visit("expert", language=language).goto("/forum/")
    page = visit("auditor", language=language, script=script, width=360)
    page.goto("/")
    assert "/audit/" in hrefs(page)

    page.locator(".rail a[href='/audit/']").first.click()
    page.locator("[name=verb]").select_option("forum.reply")
    with page.expect_navigation():
        page.locator("form[method=get][action='/audit/'] button").click()

    assert re.search(r"verb=forum\.reply", page.url)
    assert page.locator("main ol.entries > li").count() == 50
    said = page.locator("main ol.entries").inner_text()
    assert "Osprey" not in said
    with page.expect_navigation():
        page.locator("a[rel=next]").click()
    assert "verb=forum.reply" in page.url
    assert page.locator("main ol.entries").inner_text() != said


@LANGUAGES
def test_who_has_just_signed_in_takes_the_record_along(visit, language):
    page = visit("auditor", language=language, recently=True)
    page.goto("/audit/")

    with page.expect_download() as taken:
        page.locator("form[action='/audit/export/'] button").click()

    assert taken.value.suggested_filename.endswith((".csv", ".jsonl"))


@LANGUAGES
def test_an_operator_sees_how_the_parts_are_and_nothing_that_people_write(visit, language):
    page = visit("admin", language=language, width=360)
    page.goto("/")

    page.locator(".rail a[href='/operations/']").first.click()

    assert page.locator("main section").count() == 4
    assert page.locator("main [data-kind=solved]").count() >= 3
    for address in ("/audit/", "/roles/", "/admin/"):
        assert page.request.get(address).status == 404
