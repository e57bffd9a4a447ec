"""A moderator's morning, in English and in Arabic: what waits, what is decided on it, and who hears of it."""

import pytest

from tests.journeys.test_asking import HELD, the_way_in
from tests.journeys.test_forum import BOARD, newest_notice
from tests.journeys.test_stories import follow, reply, send, start_topic

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# (a title that is to be changed, one that goes, a report's words), in the language of who writes.
WORDS = {
    "en": ("The month of our exercise", "Buy our software", "It names a registrar"),
    "ar": ("شهر تمريننا", "اشتروا برنامجنا", "فيه اسم كاتب المحكمة"),
}
# What the scanner says of a file that it could not look into, while the worker's lane holds no claim on it.
SCANNED = """
from django.db import transaction
from django.utils import timezone
from files.actions import note_verdict
from files.models import StoredFile
from files.scanner import Verdict
with transaction.atomic():
    rows = StoredFile.objects.filter(name="{name}")
    rows.update(queued_at=timezone.now(), state=StoredFile.WAITING)
    assert note_verdict(rows.get(), Verdict("unscannable", "Heuristics.Encrypted.PDF")) is False
"""


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_moderators_morning(visit, look, shell, fresh, language):
    asker, trainer = visit(fresh("second", language), language=language), visit("trainer", language=language)
    newcomer, moderator = visit("newcomer", language=language), visit("moderator", language=language)
    month, sale, report = WORDS[language]
    name = f"plan-{language}.txt"
    start_topic(asker, HELD[language], month, "In May, at the lake.")
    start_topic(asker, HELD[language], sale, "Half the price until Friday.")
    paper = {"name": name, "mimeType": "text/plain", "buffer": b"Nobody has looked into this.\n"}
    question = f"Who signs? ({language})"
    topic = start_topic(trainer, BOARD[language], question, "The registrar.", paper=paper)
    shell(SCANNED.format(name=name))
    reply(trainer, topic, f"The registrar of the north. ({language})")
    newcomer.goto(topic)
    newcomer.locator("#p2 details.menu summary").click()
    follow(newcomer.locator("#p2 a[href$='/report/']"))
    newcomer.check("[name=why] >> nth=0")
    newcomer.fill("[name=reason]", report)
    look(newcomer)
    follow(newcomer.locator("main form button[data-kind=primary]"))

    moderator.goto("/moderation/")
    look(moderator)
    waiting = moderator.locator("ol.entries").inner_text()
    assert [each in waiting for each in (month, sale, report, name)] == [True] * 4

    def decide(decision, title, reason, **said):
        the_way_in(moderator, title)
        for field, words in said.items():
            moderator.fill(f"[name={field}]", words)
        moderator.fill("[name=reason]", reason)
        follow(moderator.locator(f"button[name=decision][value={decision}]"))
        look(moderator)

    the_way_in(moderator, month)
    follow(moderator.locator("form[action$='/claim/'] button"))
    look(moderator)
    assert moderator.locator("form[action$='/release/']").count() == 1
    decide("ask", month, f"a month ({language})", words="Please leave the month out.")
    follow(newest_notice(asker))
    follow(asker.locator("main a[href$='/said/']").first)
    look(asker)
    assert "Please leave the month out." in asker.locator("main").inner_text()
    follow(asker.locator("main a[href$='/edit/']"))
    asker.fill("[name=body]", "In spring.")
    send(asker)
    assert asker.locator("#p1 .flow .flow").first.inner_text() == "In spring."
    decide("approve", month, f"without it ({language})")
    assert month in newest_notice(asker).inner_text()

    the_way_in(moderator, sale)
    moderator.select_option("[name=reply]", index=1)
    said = moderator.locator("[name=reply] option:checked").inner_text()
    moderator.fill("[name=reason]", f"an advertisement ({language})")
    follow(moderator.locator("button[name=decision][value=reject]"))
    assert said
    assert sale in newest_notice(asker).inner_text()
    follow(newest_notice(asker))
    follow(asker.locator("main a[href$='/said/']").first)
    look(asker)
    assert asker.locator("main blockquote").count() == 1

    decide("hide", report, f"a name ({language})", answer_words="Thank you.")
    assert question in newest_notice(trainer).inner_text()
    assert trainer.goto(topic).status == 200
    assert trainer.locator("#p2").get_attribute("data-state") == "held"
    follow(newest_notice(newcomer))
    look(newcomer)
    assert "Thank you." in newcomer.locator("main").inner_text()
    decide("release", name, f"looked into by hand ({language})")
    newcomer.goto(topic)
    with newcomer.expect_download() as download:
        newcomer.locator("#p1 ul.files a").first.click()
    assert download.value.path().read_bytes() == paper["buffer"]

    moderator.goto("/moderation/log/")
    look(moderator)
    log = moderator.locator("main").inner_text()
    reasons = ("without it", "an advertisement", "a name", "looked into by hand")
    assert [reason for reason in reasons if f"{reason} ({language})" not in log] == []
    moderator.goto("/moderation/")
    left = moderator.locator("main").inner_text()
    assert [each for each in (month, sale, report, name) if each in left] == []
