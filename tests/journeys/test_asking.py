"""A newcomer's question, in English and in Arabic: from the first letter of its title to the digest of who follows the
board."""

import contextlib
import sqlite3
from dataclasses import dataclass
from email import message_from_string, policy

import pytest

from tests.journeys.test_forum import newest_notice
from tests.journeys.test_stories import follow, is_the_one_404, keys, ref_in, reply, search, send
from tests.run.processes import eventually

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PATIENCE = 60  # seconds until a digest is mailed: its lane looks every half a minute
# A board where the first posts of a new member wait.
HELD = {"en": "Teams, training and partnerships", "ar": "الفرق والتدريب والشراكات"}


@dataclass
class Told:
    """A story's words. like: the title of a topic of the demo that a title like this one brings up. found: what of the
    title, and words: what of the answer, it is looked for by."""

    title: str
    body: str
    answer: str
    like: str = ""
    found: str = ""
    words: str = ""


ASKED = {
    "en": Told(
        "A volunteer archive: who watches forty thousand videos?",
        "They came last week, on eleven disks. Who goes first with you?",
        "Nobody alone, and nobody for longer than an hour: heronsbill.",
        "Forty thousand videos from a volunteer archive",
        "volunteer archive videos",
        "heronsbill",
    ),
    "ar": Told(
        "خريطة طريق لوحدة جديدة في ثمانية عشر شهراً",
        "أُعطينا ثمانية عشر شهراً ومكتباً واحداً. ما الذي شطبتموه أولاً؟",
        "شطبنا المسرد أولاً ولم يفتقده أحد: قطرميز.",
        "خريطة طريق لوحدة جديدة: طُلب مني كل شيء",
        "خريطة طريق لوحدة",
        "قطرميز",
    ),
}


def the_way_in(page, title):
    """Open what waits in the queue under this title."""
    page.goto("/moderation/")
    follow(page.locator("article[data-key]", has_text=title).locator("h3 a"))


def a_day_passes(site, person):
    """The clock is the one thing that a story may not wait for: what this person was told is a day older."""
    with contextlib.closing(sqlite3.connect(site.var / "fora.sqlite3", timeout=30)) as rows:
        rows.execute(
            "UPDATE notifications_notice SET created_at = datetime(created_at, '-1 day') WHERE recipient_id ="
            " (SELECT id FROM members_user WHERE email = ?)",
            [f"{person}@fora.example"],
        )
        rows.commit()


def mails_to(site, person):
    """What stands in each mail to this person, the oldest first."""
    mails = "".join(file.read_text("utf-8") for file in sorted((site.var / "mail").iterdir())).split("-" * 79)
    told = [message_from_string(mail.strip(), policy=policy.default) for mail in mails]
    return [mail.get_body(("plain",)).get_content() for mail in told if mail["To"] == f"{person}@fora.example"]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_newcomers_question_is_held_let_in_answered_found_and_told_in_a_digest(
    visit,
    look,
    site,
    fresh,
    language,
):
    asker, follower = visit(fresh("asker", language), language=language), visit(fresh("follower", language))
    moderator, expert = visit("moderator", language=language), visit("expert", language=language)
    told = ASKED[language]
    follower.goto("/forum/")
    follow(follower.locator("h3.place a", has_text=HELD["en"]))
    follower.check("form[action^='/notices/follow/'] [name=level][value='3']")
    follow(follower.locator("form[action^='/notices/follow/'] button"))

    asker.goto("/forum/")
    follow(asker.locator("h3.place a", has_text=HELD[language]))
    follow(asker.locator("a.button[href$='/new/']").first)
    asker.locator("[name=title]").press_sequentially(told.title)
    asker.locator("[data-behaviour=similar] .related a", has_text=told.like).wait_for()
    look(asker)
    asker.fill("[name=body]", told.body)
    send(asker)
    topic = asker.url.partition("#")[0]
    look(asker)
    assert asker.locator("main a[href$='/said/']").count() == 1  # it waits, and its author alone is told so
    assert is_the_one_404(expert, topic.removeprefix(site.url))

    the_way_in(moderator, told.title)
    look(moderator)
    follow(moderator.locator("button[name=decision][value=approve]"))
    assert told.title in newest_notice(asker).inner_text()
    post = reply(expert, topic, told.answer)
    answer = post.get_attribute("data-key")
    assert told.title in newest_notice(asker).inner_text()
    follow(newest_notice(asker))
    follow(asker.locator("#p2 form[action$='/accept/'] button"))
    look(asker)
    assert asker.locator("#p2").get_attribute("data-state") == "solution"
    assert told.title in newest_notice(expert).inner_text()

    solved = f"topic:{ref_in(topic)}"
    assert eventually(lambda: search(expert, f"{told.found} is:solved") and solved in keys(expert), PATIENCE)
    look(expert)
    assert answer in search(expert, told.words)
    assert solved not in search(expert, f"{told.found} is:open")

    before = len(mails_to(site, fresh("follower", language)))
    a_day_passes(site, fresh("follower", language))
    assert eventually(lambda: len(mails_to(site, fresh("follower", language))) > before, PATIENCE)
    digest = mails_to(site, fresh("follower", language))[-1]
    assert told.title not in digest  # what members alone may read stands in no mail
    assert "/notices/" in digest
    follower.goto("/notices/")
    look(follower)
    assert follower.locator("ul.entries li[data-state=unread]", has_text=told.title).count() > 0
