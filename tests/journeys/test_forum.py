"""A text without a face, in English and in Arabic, from its writing to the two who learn whose it is; and a
conversation of three, of which one message is reported."""

import re

import pytest

from tests.journeys.test_stories import (
    follow,
    is_the_one_404,
    open_menu,
    own_page,
    reply,
    send,
    unread,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BOARD = {"en": "Building and presenting cases", "ar": "بناء القضايا وعرضها"}


# A title, a text and an answer.
FACELESS = {
    "en": ("Who says no to a minister?", "I was asked to leave a name out, and I did.", "Write it down."),
    "ar": ("من يقول لا للوزير؟", "طُلب مني أن أترك اسماً ففعلت.", "دوّن ذلك."),
}
WRITERS = {"en": "newcomer", "ar": "nadia.haddad"}


def newest_notice(page):
    page.goto("/notices/")
    return page.locator("ul.entries li[data-state=unread] a").first


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_text_without_a_face_has_none_for_anybody_until_two_agree(visit, look, language):
    writer, expert = visit(WRITERS[language], language=language), visit("expert", language=language)
    moderator, steward = visit("moderator", language=language), visit("steward", language=language)
    auditor, (title, body, answer) = visit("auditor", language=language), FACELESS[language]
    writer.goto("/")
    name, ref = writer.locator(".me summary bdi").text_content(), own_page(writer)

    def shows_face(page, address=None):
        if address:
            page.goto(address)
        look(page)
        return [face for face in (name, ref) if face in page.locator("main").inner_html()]

    writer.goto("/forum/")
    follow(writer.locator("h3.place a", has_text=BOARD[language]))
    follow(writer.locator("a.button[href$='/new/']").first)
    writer.fill("[name=title]", title)
    writer.fill("[name=body]", body)
    writer.locator("details.signing summary").click()
    writer.check("[name=attribution][value=nobody]")
    look(writer)
    send(writer)
    topic = writer.url.partition("#")[0]
    before = unread(writer)
    assert [shows_face(page, topic) for page in (expert, moderator, steward)] == [[], [], []]

    reply(expert, topic, answer)
    writer.goto("/")
    assert unread(writer) == before + 1
    follow(newest_notice(writer))
    assert writer.url == f"{topic}#p2"

    moderator.goto(topic)
    follow(open_menu(moderator.locator("#p1")).locator("a[href$='/lift/']"))
    look(moderator)
    why = f"A threat was made ({language})"
    moderator.fill("[name=reason]", why)
    follow(moderator.locator("main form button[data-kind=danger]"))
    asked = moderator.url
    assert shows_face(moderator) == []
    follow(newest_notice(steward))
    assert (steward.url, shows_face(steward)) == (asked, [])
    follow(steward.locator("button[name=decision][value=agree]"))
    assert shows_face(steward) == [name, ref]
    assert shows_face(moderator, asked) == [name, ref]
    assert shows_face(expert, topic) == []

    follow(newest_notice(writer))
    look(writer)
    assert writer.url == asked
    said = writer.locator("main").inner_text()
    assert [each in said for each in ("Tomasz Wilk", "Marta Szalai", why)] == [True, True, True]
    auditor.goto("/audit/")
    lines = auditor.locator("ol.entries li", has_text=why)
    assert lines.count() > 0
    assert [each for each in lines.all_inner_texts() if name in each] == []


def test_three_talk_and_what_one_reports_is_all_that_a_moderator_reads(visit, look, site):
    expert, newcomer, trainer = visit("expert"), visit("newcomer"), visit("trainer")
    moderator = visit("moderator")
    expert.goto("/forum/c/new/")
    for name in ("Milan Dvorsky", "Grace Adeyinka-Holm"):
        expert.fill("[name=name]", name)
        follow(expert.locator("button[name=find]"))
    expert.fill("[name=title]", "The room of Thursday")
    expert.fill("[name=body]", "Who opens it?")
    look(expert)
    send(expert)
    look(expert)
    place = re.match(r"[^?#]*", expert.url)[0]

    newcomer.goto(place)
    newcomer.fill("[name=body]", "You are no use to anybody.")
    send(newcomer)
    trainer.goto(place)
    look(trainer)
    follow(trainer.locator("#m2 a[href$='/report/']"))
    trainer.check("[name=why] >> nth=0")
    trainer.fill("[name=reason]", "It is not how we talk.")
    look(trainer)
    follow(trainer.locator("main form button[data-kind=primary]"))

    moderator.goto("/moderation/")
    item = moderator.locator("article[data-key]", has_text="It is not how we talk.")
    assert "You are no use to anybody." in item.inner_text()
    follow(item.locator("h3 a"))
    look(moderator)
    assert "Who opens it?" not in moderator.content()
    assert is_the_one_404(moderator, place.removeprefix(site.url))
    moderator.fill("[name=reason]", "An insult")
    follow(moderator.locator("button[name=decision][value=hide]"))

    expert.goto(place)
    assert "You are no use to anybody." not in expert.locator("main").inner_text()
    assert expert.locator("article.post").count() >= 1
    assert newest_notice(trainer).count() == 1
