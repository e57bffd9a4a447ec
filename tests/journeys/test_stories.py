"""What Fora is for, in a real Chromium: people write, answer, find, and see nothing that is not shared with them.

Each story is told by people who sign in, follow links and fill in forms; nobody reaches past the pages.
"""

import re
import time
from urllib.parse import quote

import polib
import pytest

from tests.journeys.conftest import PASSWORD, sign_in
from tests.journeys.test_frame import is_ringed, too_wide
from tests.run.processes import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PATIENCE = 10  # seconds in which what was posted must be found; the goal is 2
# Wagtail's editor of rich text puts what was typed into the form a moment later.
TAKEN_OVER = """([part, words]) => [...document.querySelectorAll(`[name^="${part}-"]`)]
    .some(field => field.value.includes(words))"""

# What is called the same in both languages.
SAME = {"Fora", "Markdown"}
# Texts and labels of the page itself: what people wrote says its own language; names stand in <bdi> or are isolated.
ENGLISH_ON = """english => {
  const NAMES = /\u2068[^\u2069]*\u2069/g, known = new Set(english), found = [];
  const clean = text => text.replace(NAMES, "").replace(/\\s+/g, " ").trim();
  const isOurs = element => element && !element.closest("bdi, title, script, style, textarea, [hx-disable]")
    && element.closest("[lang]") === document.documentElement;
  const isEnglish = text => known.has(text) || /[A-Za-z]{2,} [A-Za-z]{2,}/.test(text);
  const note = text => { if (isEnglish(clean(text))) found.push(clean(text)); };
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) if (isOurs(walker.currentNode.parentElement)) note(walker.currentNode.data);
  for (const name of ["aria-label", "placeholder", "title", "alt"])
    document.querySelectorAll(`[${name}]`).forEach(each => { if (isOurs(each)) note(each.getAttribute(name)); });
  return found;
}"""


# --- what people do


def start_topic(page, board, title, body, concepts="", paper=None):
    """Ask a question on a board from the forum's front page on; the topic's address."""
    page.goto("/forum/")
    follow(page.locator("h3.place a", has_text=board))
    follow(page.locator("a.button[href$='/new/']").first)
    page.fill("[name=title]", title)
    page.fill("[name=body]", body)
    page.fill("[name=concepts-typed]", concepts)
    page.set_input_files("[name=uploads]", files=[paper] if paper else [])
    send(page)
    return page.url.partition("#")[0]


def send(page):
    """Press the button that posts what is in the form."""
    follow(page.locator("form.post-body .send button[data-kind=primary]"))


def follow(place):
    """Click on a link or button, and be on the page that it leads to."""
    with place.page.expect_navigation():
        place.click()


def reply(page, topic, body):
    """Answer on the topic's own page; the new post's place there."""
    page.goto(topic)
    page.fill(".composer [name=body]", body)
    send(page)
    return page.locator("article.post").last


def write_lesson(page, title, summary, **parts):
    """In the editors' form, from the library on, for members, in English; submitted to the editors."""
    page.goto("/library/")
    follow(page.get_by_role("link", name="Write a lesson"))
    follow(page.get_by_role("link", name="For members English"))
    page.wait_for_load_state("networkidle")
    page.fill("[name=title]", title)
    page.fill("[name=summary]", summary)
    for part, words in parts.items():
        place = page.locator(f"[data-contentpath={part}]").first
        place.locator("button.c-sf-add-button").last.click()
        page.locator("[role=option]:visible", has_text=re.compile(r"^\s*Text\s*$")).first.click()
        place.locator("[contenteditable=true]").last.click()
        page.keyboard.type(words)
        page.wait_for_function(TAKEN_OVER, arg=[part, words])
    choose_in_footer(page, page.locator("[name=action-submit]"))


def approve(page, title):
    """From the notice on to the editors' screen, and publish what waits there."""
    page.goto("/notices/")
    follow(page.get_by_role("link", name=title).first)
    page.wait_for_load_state("networkidle")
    choose_in_footer(page, page.locator("footer [data-workflow-action-name=approve]").first)


def choose_in_footer(page, choice):
    page.locator("footer .w-dropdown__toggle").click()
    choice.click()
    page.wait_for_url(re.compile(r"/admin/(pages/\d+/)?$"))


def unread(page):
    """The number on the bell."""
    count = page.locator(".me a[href='/notices/'] .count")
    return int(count.inner_text()) if count.count() else 0


def search(page, words):
    """Look for words in the header's box; the keys of what is found."""
    page.fill("#find", words)
    with page.expect_navigation():
        page.press("#find", "Enter")
    return keys(page)


def keys(page):
    return page.eval_on_selector_all("article.result", "found => found.map(each => each.dataset.key)")


def seconds_until_found(page, words, key, since):
    """How long after a moment a search has the key, asked again and again; fails after PATIENCE."""
    found = search(page, words)
    while key not in found:
        assert time.monotonic() - since < PATIENCE, f"{key} is not found; {found} are."
        time.sleep(0.2)
        page.reload()
        found = keys(page)
    return time.monotonic() - since


def answer(page, path):
    """(status, headers, body) of an address, but for what names the moment, and with the address masked."""
    got = page.request.get(path)
    headers = {name: value for name, value in got.headers.items() if name not in ("date", "content-length")}
    body = got.text()
    for shape in (path, quote(path), quote(path, safe="")):
        body = body.replace(shape, "PATH")
    return got.status, headers, body


def is_the_one_404(page, path):
    """Whether a path is answered as one that nobody ever had."""
    place, mark, query = path.partition("?")
    unknown = f"/no-such/{'x' * max(1, len(place) - 10)}/{mark}{query}"
    return answer(page, path) == answer(page, unknown) and answer(page, path)[0] == 404


def ways_into(page, topic):
    """Every address in and around a topic, as one sees it who may: its own, its board's, its posts', its files'."""
    page.goto(topic)
    links = page.eval_on_selector_all(
        ".topline a, article.post a", "links => links.map(link => link.getAttribute('href').split('#')[0])"
    )
    return sorted({link for link in links if re.match(r"/(forum/|files/).", link)})


def space_of(page, name):
    page.goto("/spaces/")
    return page.locator("main a", has_text=name).first.get_attribute("href")


def own_page(page):
    return page.locator(".me details a").first.get_attribute("href")


def words_on(page, address):
    """What somebody reads there, the bell's number with it."""
    page.goto(address)
    return f"{unread(page)} {page.locator('main').inner_text()}"


def ref_in(topic):
    return topic.rstrip("/").rpartition("/")[2]


def open_menu(post):
    post.locator("details.menu summary").click()
    return post


def go_to(page, place):
    """Press the tabulator until the focus is there; it is to be seen wherever it rests on the way."""
    for _ in range(400):
        page.keyboard.press("Tab")
        assert is_ringed(page), page.evaluate("() => document.activeElement.outerHTML")
        if page.evaluate("place => document.activeElement === document.querySelector(place)", place):
            return
    raise AssertionError(f"{place} is not reached by key.")


def enter(page, key="Enter"):
    with page.expect_navigation():
        page.keyboard.press(key)


def english_of_the_interface():
    """What the Arabic catalogue translates, as it stands in English."""
    catalogue = polib.pofile(str(ROOT / "locale/ar/LC_MESSAGES/django.po"))
    return sorted({form for entry in catalogue for form in (entry.msgid, entry.msgid_plural) if form} - SAME)


def english_on(page, english):
    """Every piece of the interface's text that is English: a text of the catalogue, or two Latin words together."""
    return page.evaluate(ENGLISH_ON, english)


# --- the stories


def test_a_lesson_a_question_a_reply_and_one_search(visit, look):
    trainer, editor, expert = visit("trainer"), visit("editor"), visit("expert")
    title = "Leave the ticket office until last"

    write_lesson(
        trainer,
        title,
        "Whoever runs buys a ticket only when everything else is arranged.",
        observation="In fugitive tracking we watched the ticket office first, and lost three weeks.",
        discussion="Tickets are bought on the last day, by somebody else.",
        conclusion="The telephone of a cousin says it earlier.",
        recommendation="Ask for the records of the family first.",
    )
    approve(editor, title)

    expert.goto("/library/")
    look(expert)
    follow(expert.locator("ol.entries a", has_text=title))
    look(expert)
    assert expert.locator("h1").inner_text() == title
    assert expert.get_by_text("The telephone of a cousin says it earlier.").is_visible()

    topic = start_topic(
        expert,
        "Witness protection and support",
        "Who tells the family that the search goes on?",
        "The lesson on ticket offices says: ask the family. **Who** goes there?",
        concepts="fugitive tracking",
    )
    look(expert)
    assert expert.locator("h1 + p .tag").all_inner_texts() == ["fugitive tracking"]
    before = unread(expert)

    trainer.goto(topic)
    follow(trainer.locator("#p1").get_by_role("link", name="Quote"))
    look(trainer)
    body = trainer.locator("[name=body]")
    assert body.input_value().startswith("> [Ilse Vandermeer](post:")
    body.press("Control+End")
    trainer.keyboard.type("@Ilse Vandermeer, whoever knows fugitive tracking goes alone.")
    paper = {"name": "visit-plan.txt", "mimeType": "text/plain", "buffer": b"First the neighbours, then the cousin.\n"}
    trainer.set_input_files("[name=uploads]", files=[paper])
    send(trainer)
    posted = time.monotonic()
    key = trainer.locator("#p2").get_attribute("data-key")

    took = seconds_until_found(expert, "recherche des fugitifs", key, since=posted)
    print(f"\nThe reply was found {took:.2f} s after its redirect.")
    assert took < PATIENCE
    look(expert)
    found = {each.inner_text() for each in expert.locator("article.result h2 a").all()}
    assert title in found
    assert "fugitive tracking" in expert.locator(".also").inner_text()

    expert.goto("/")
    assert unread(expert) == before + 1
    look(expert)
    follow(expert.locator(".me a[href='/notices/']"))
    look(expert)
    follow(expert.locator("ul.entries li[data-state=unread] a").first)
    assert expert.url == f"{topic}#p2"
    look(expert)
    assert expert.locator("#p2 blockquote a").first.inner_text() == "Ilse Vandermeer"
    with expert.expect_download() as download:
        expert.locator("#p2 ul.files a").first.click()
    assert download.value.suggested_filename == "visit-plan.txt"
    assert download.value.path().read_bytes() == paper["buffer"]

    expert.goto("/")
    assert unread(expert) == before


def test_somebody_outside_a_space_finds_no_trace_of_what_stands_in_it(visit, look):
    expert, newcomer = visit("expert"), visit("newcomer")
    expert.goto("/")
    pages = ["/", "/forum/", "/spaces/", "/people/", own_page(expert), "/notices/"]
    before = [words_on(newcomer, page) for page in pages]

    topic = start_topic(
        expert,
        "Moves and agreements",
        "Quillfeather moves on the ninth",
        "Nobody outside may read this. @Milan Dvorsky",
        paper={
            "name": "quillfeather.txt",
            "mimeType": "text/plain",
            "buffer": b"On the ninth, by the quillfeather road.",
        },
    )
    look(expert)
    seconds_until_found(expert, "quillfeather", f"topic:{ref_in(topic)}", since=time.monotonic())
    addresses = ways_into(expert, topic)

    assert search(newcomer, "quillfeather") == []
    assert newcomer.locator("h1 output").inner_text() == "0"
    look(newcomer)
    assert [words_on(newcomer, page) for page in pages] == before
    assert [address for address in addresses if not is_the_one_404(newcomer, address)] == []


def test_the_same_in_arabic_from_right_to_left_and_without_a_word_of_english(visit, look):
    english = english_of_the_interface()

    def read(page):
        look(page)
        assert page.locator("html").get_attribute("dir") == "rtl"
        assert english_on(page, english) == []

    nadia, expert = visit(language="ar"), visit("expert", language="ar")
    nadia.goto("/accounts/login/")
    read(nadia)
    sign_in(nadia, "nadia.haddad")
    for address in ("/", "/library/"):
        nadia.goto(address)
        read(nadia)
    follow(nadia.locator("ol.entries a").first)
    read(nadia)
    nadia.goto("/forum/")
    read(nadia)
    topic = start_topic(
        nadia,
        "حماية الشهود ودعمهم",
        "متى نأخذ الشاهد إلى قاعة المحكمة قبل الجلسة؟",
        "نفكر في تعريف الشهود بإجراءات المحكمة قبل الشهادة بيوم. ماذا تفعلون؟",
        concepts="تعريف الشهود بإجراءات المحكمة",
    )
    read(nadia)
    before = unread(nadia)
    expert.goto(topic)
    read(expert)
    expert.goto(f"{topic}reply/?quote=1")
    read(expert)
    expert.fill("[name=body]", "يومان قبل الجلسة، والقاعة فارغة.")
    send(expert)
    key = expert.locator("#p2").get_attribute("data-key")

    seconds_until_found(nadia, "القاعة فارغة", key, since=time.monotonic())
    read(nadia)
    assert f"topic:{ref_in(topic)}" in search(nadia, "court familiarisation")
    read(nadia)
    assert unread(nadia) == before + 1
    follow(nadia.locator(".me a[href='/notices/']"))
    read(nadia)
    follow(nadia.locator("ul.entries li[data-state=unread] a").first)
    assert nadia.url == f"{topic}#p2"
    read(nadia)


def test_a_post_is_changed_taken_back_reported_and_hidden(visit, look):
    expert, trainer, moderator = visit("expert"), visit("trainer"), visit("moderator")
    topic = start_topic(expert, "Building and presenting cases", "Who signs the index?", "We never agreed on it.")
    reply(trainer, topic, "The registrar signs it.")
    reply(expert, topic, "Alone?")
    trainer.goto(topic)
    follow(trainer.locator("#p2").get_by_role("link", name="Edit"))
    trainer.fill("[name=body]", "The registrar and the analyst sign it.")
    trainer.fill("[name=reason]", "Two signatures")
    look(trainer)
    send(trainer)
    follow(trainer.locator("#p2").get_by_role("link", name="See the history (2 versions)"))
    look(trainer)
    assert trainer.locator("h1").inner_text() == "History of a post"
    assert trainer.locator("del, ins").all_inner_texts() == [
        "removed:\nsigns ", "added:\nand the analyst sign "
    ]  # fmt: skip

    follow(open_menu(reply(trainer, topic, "Forget what I said.")).get_by_role("link", name="Withdraw"))
    look(trainer)
    follow(trainer.get_by_role("button", name="Withdraw"))
    assert trainer.locator("#p4 .status").inner_text() == "Withdrawn"
    expert.goto(topic)
    gone = "This post was taken back by its author or hidden by a moderator."
    assert expert.locator("#p4").inner_text().endswith(gone)

    follow(open_menu(expert.locator("#p2")).get_by_role("link", name="Report to the moderators"))
    look(expert)
    expert.check("[name=why][value=at_risk]")
    expert.fill("[name=reason]", "It names a registrar.")
    follow(expert.get_by_role("button", name="Send the report"))
    look(expert)
    moderator.goto("/moderation/")
    look(moderator)
    waiting = moderator.locator("article", has_text="It names a registrar.")
    follow(waiting.get_by_role("link", name="Look and decide"))
    look(moderator)
    moderator.fill("[name=reason]", "A name.")
    follow(moderator.get_by_role("button", name="Hide", exact=True))
    look(moderator)
    assert moderator.locator("article", has_text="It names a registrar.").count() == 0

    expert.goto(topic)
    assert expert.locator("#p2").inner_text().endswith(gone)
    trainer.goto(topic)
    look(trainer)
    assert trainer.locator("#p2 .status").inner_text() == "Hidden by a moderator"
    assert "The registrar and the analyst sign it." in trainer.locator("#p2").inner_text()


def test_what_was_typed_stays_when_the_topic_is_closed_meanwhile(visit, look):
    expert, newcomer, moderator = visit("expert"), visit("newcomer"), visit("moderator")
    topic = start_topic(expert, "Building and presenting cases", "May we close this?", "I think we may.")
    newcomer.goto(topic)
    newcomer.fill(".composer [name=body]", "Half an hour of careful words.")
    moderator.goto(topic)
    look(moderator)
    follow(moderator.get_by_role("button", name="Close to replies"))

    send(newcomer)

    look(newcomer)
    assert newcomer.locator("[name=body]").input_value() == "Half an hour of careful words."
    assert newcomer.locator("[role=alert], .error-summary").first.is_visible()
    newcomer.goto(topic)
    assert newcomer.locator("article.post").count() == 1


def test_what_was_typed_comes_back_after_signing_in_again(visit, look):
    expert, newcomer = visit("expert"), visit("newcomer")
    topic = start_topic(expert, "Building and presenting cases", "How long is a session?", "Longer than a lunch?")
    newcomer.goto(f"{topic}reply/")
    newcomer.fill("[name=body]", "Longer than mine.")
    newcomer.context.clear_cookies(name="sid")

    send(newcomer)
    look(newcomer)
    follow(newcomer.locator("main").get_by_role("link", name="Sign in"))
    sign_in(newcomer, "newcomer")
    look(newcomer)
    assert newcomer.locator("[name=body]").input_value() == "Longer than mine."
    send(newcomer)

    assert newcomer.locator("article.post").count() == 2
    assert newcomer.locator("#p2 .flow .flow").first.inner_text() == "Longer than mine."


def test_nobody_learns_of_a_secret_space_by_their_office(visit, look):
    investigator = visit("investigator")
    topic = start_topic(investigator, "Decisions and reasons", "Is Sandgrouse ours?", "Sandgrouse stays with us.")
    look(investigator)
    lintel = investigator.locator(".lintel").inner_text()
    assert "Joint team Osprey" in lintel
    assert "only the people in it know that it exists" in lintel
    seconds_until_found(investigator, "sandgrouse", f"topic:{ref_in(topic)}", since=time.monotonic())
    addresses = [*ways_into(investigator, topic), space_of(investigator, "Joint team Osprey")]

    for person in ("admin", "auditor", "steward", "moderator", "editor"):
        page = visit(person)
        assert search(page, "sandgrouse") == []
        assert search(page, "osprey") == []
        told = [words_on(page, each) for each in ("/", "/forum/", "/spaces/", "/people/", own_page(investigator))]
        told += [words_on(page, each) for each in ("/notices/", "/moderation/", "/search/?q=decisions")]
        assert [words for words in told if re.search("sandgrouse|osprey|decisions and reasons", words, re.I)] == []
        assert [address for address in addresses if not is_the_one_404(page, address)] == []


def test_by_keyboard_alone(visit):
    page = visit()
    page.goto("/accounts/login/")
    go_to(page, "[name=login]")
    page.keyboard.type("expert@fora.example")
    go_to(page, "[name=password]")
    page.keyboard.type(PASSWORD)
    enter(page)
    for link in ("nav.sections a[href='/forum/']", "h3.place a", "ol.topics h3 a"):
        go_to(page, link)
        enter(page)

    go_to(page, ".composer [data-mark=bold]")
    page.keyboard.press("Enter")
    assert page.locator("[name=body]").input_value() == "****"
    page.keyboard.type("by key")
    assert page.locator("[name=body]").input_value() == "**by key**"
    go_to(page, "button[name=preview]")
    page.keyboard.press("Enter")
    page.locator(".preview strong", has_text="by key").wait_for()
    assert page.evaluate("() => document.activeElement.id") == "preview"
    assert is_ringed(page)
    go_to(page, ".composer [name=body]")
    enter(page, "Control+Enter")

    assert page.locator("article.post").last.locator("strong").inner_text() == "by key"


def test_on_a_telephone_one_posts_and_finds(visit, look):
    page = visit("expert", width=360)
    fits = []

    def read():
        look(page)
        fits.append(too_wide(page, 360))

    topic = start_topic(
        page, "Evidence: digital, physical, forensic", "A telephone in the field", "Typed with a thumb: kestrelwing."
    )
    read()
    reply(page, topic, "And answered with the other one.")
    read()
    seconds_until_found(page, "kestrelwing", f"topic:{ref_in(topic)}", since=time.monotonic())
    read()
    follow(page.locator("article.result h2 a").first)
    read()

    assert page.locator("h1").inner_text() == "A telephone in the field"
    assert fits == [[]] * 4
