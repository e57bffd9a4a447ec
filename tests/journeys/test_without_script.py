"""The paths of Fora without any script: each step takes a link or a form out of the page, as a plain browser would.

A `Reader` opens addresses, follows links by their words, and fills in and sends forms by the words on their button:
with the fields that really stand there, hidden ones included, under Django's check of their token. Whatever a script
would have to show, or to send, is not there for a Reader; and every page that it reaches must be whole (`faults_in`).
"""

import re
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from bleach._vendor import html5lib  # the one parser here that reads as browsers do
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import translation

from members.models import Space
from tests.conftest import PASSWORD
from tests.factories import files
from tests.factories.forum import make_board, make_reply, make_topic
from tests.factories.library import make_lesson, make_translation
from tests.mailing import mailed
from thesaurus.models import Concept

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HOME = "http://testserver"
FRESH = "a fresh and long sentence"
LONGEST_WAY = 5  # answers that only lead on
UNTYPED = {"hidden", "submit", "button", "checkbox", "radio"}
ISOLATES = dict.fromkeys((0x2066, 0x2067, 0x2068, 0x2069))


# --- what a browser without script makes of a page


def is_shown(element):
    """Whether it, and what stands in it, can be seen without a script to open it."""
    is_closed = element.tag == "dialog" and "open" not in element.attrib
    return element.tag not in {"script", "style", "template"} and "hidden" not in element.attrib and not is_closed


def shown(element):
    """The element and all that can be seen in it, in order."""
    if isinstance(element.tag, str) and is_shown(element):
        yield element
        for child in element:
            yield from shown(child)


def words(element):
    """What is read there, with single spaces and without marks of direction."""
    return " ".join("".join(_texts(element)).translate(ISOLATES).split())


def _texts(element):
    if isinstance(element.tag, str) and is_shown(element):
        yield element.text or ""
        for child in element:
            yield from _texts(child)
            yield child.tail or ""


def labels_in(page):
    """{control: the words of its label, or what `aria-label` says}"""
    found, by_id = {}, {each.get("id"): each for each in page.iter() if each.get("id")}
    for label in page.iter("label"):
        own = [each for each in label.iter() if each.tag in {"input", "select", "textarea"}]
        control = by_id.get(label.get("for")) if label.get("for") else next(iter(own), None)
        found[control] = words(label)
    return found | {each: each.get("aria-label") for each in page.iter() if each.get("aria-label")}


def faults_in(page, language):
    """What is missing in a page, or would not work in it without script; [] if all is well."""
    return [*_frame_faults(page, language), *_script_faults(page), *_link_faults(page), *_control_faults(page)]


def _frame_faults(page, language):
    direction = "rtl" if language == "ar" else "ltr"
    first = next((each for each in page.iter("a")), None)
    asked = {
        "one h1": len(list(page.iter("h1"))) == 1 and words(next(page.iter("h1"))) != "",
        "language": (page.get("lang"), page.get("dir")) == (language, direction),
        "title": re.fullmatch(r"\S.* · Fora", words(page.find("head/title"))) is not None,
        "skip link": first is not None and first.get("href") == "#main",
    }
    ids = [each.get("id") for each in page.iter() if each.get("id")]
    yield from (name for name, is_well in asked.items() if not is_well)
    yield from (f"#{each} twice" for each in set(ids) if ids.count(each) > 1)


def _script_faults(page):
    scripts = [(each.get("type"), each.get("src"), each.text) for each in page.iter("script")]
    if scripts != [("module", "/static/js/main.js", None)]:
        yield f"scripts: {scripts}"
    for element in page.iter():
        yield from (f"{element.tag} {name}" for name in element.attrib if name.startswith("on") or name == "style")
        if element.tag == "style":
            yield "style"


def _link_faults(page):
    targets = {f"#{each.get('id')}" for each in page.iter() if each.get("id")}
    for link in page.iter("a"):
        href = link.get("href", "")
        if not href or href.startswith("javascript:") or (href.startswith("#") and href not in targets):
            yield f"link {words(link)}: {href or 'leads nowhere'}"


def _control_faults(page):
    labels, in_forms = labels_in(page), {each: form for form in page.iter("form") for each in form.iter()}
    for form in (each for each in page.iter("form") if each.get("hidden") is None):
        names = {each.get("name") for each in form.iter("input")}
        if form.get("method", "get") == "post" and "csrfmiddlewaretoken" not in names:
            yield f"form without token: {words(form)}"
        if not any(is_submit(each) for each in shown(form)):
            yield f"form without button: {words(form)}"
    for each in shown(page):
        if each.tag == "button" and not (is_submit(each) and each in in_forms):
            yield f"button for scripts: {words(each)}"
        if is_typed(each) and not labels.get(each):
            yield f"no label: {each.get('name')}"


def is_submit(element):
    return element.tag == "button" and element.get("type", "submit") == "submit" and "disabled" not in element.attrib


def is_typed(element):
    return element.tag in {"textarea", "select"} or (
        element.tag == "input" and element.get("type", "text") not in {"hidden", "submit", "button"}
    )


def filled(form, pressed, typed, ticked):
    """[(name, value)] that a browser sends of a form, with what was typed {name: value} and ticked [label]."""
    labels, visible = labels_in(form), set(shown(form))
    chosen = [each for each in visible if each.get("type") in {"checkbox", "radio"} and labels.get(each) in ticked]
    assert sorted(labels[each] for each in chosen) == sorted(ticked), "There is no such box, or it is there twice."
    missing = set(typed) - {each.get("name") for each in visible if is_typed(each) and each.get("type") not in UNTYPED}
    assert not missing, f"Nothing can be typed there: {missing}"
    turned = {each.get("name") for each in chosen if each.get("type") == "radio"}
    return [
        (each.get("name"), value)
        for each in form.iter()
        if each.get("name") and "disabled" not in each.attrib
        for value in _values(each, pressed, typed, chosen, turned)
    ]


def _values(control, pressed, typed, chosen, turned):
    name, kind = control.get("name"), control.get("type", "text")
    if control.tag == "button":
        return [control.get("value", "")] if control is pressed else []
    if control.tag == "textarea":
        return [_sent(typed.get(name, control.text or ""))]
    if control.tag == "select":
        return [_option(control, typed.get(name))]
    if control.tag != "input":
        return []
    if kind in {"checkbox", "radio"}:
        was = "checked" in control.attrib and name not in turned
        return [control.get("value", "on")] if was or control in chosen else []
    if kind == "file":
        return [typed[name]] if name in typed else []
    return [_sent(typed.get(name, control.get("value", "")))]


def _sent(text):
    return "\r\n".join(text.splitlines()) + ("\r\n" if text.endswith("\n") else "")


def _option(select, wanted):
    options = list(select.iter("option"))
    chosen = [each for each in options if "selected" in each.attrib] or options
    value = wanted if wanted is not None else chosen[0].get("value")
    assert value in [each.get("value") for each in options], "There is no such choice."
    return value


class Reader:
    """Somebody whose browser runs no script. `page` is the page they are on, `address` what stands above it."""

    def __init__(self, language="en"):
        self.client = Client(enforce_csrf_checks=True, headers={"accept-language": language})
        self.language = language
        self.address, self.page, self.file = f"{HOME}/", None, None

    def open(self, address, status=200):
        """Go to an address, as it is typed or as it stands in the page; and on, where it leads on."""
        goal = urljoin(self.address, address)
        self._arrive(goal, self._get(goal), status)

    def follow(self, said, inside="html", status=200):
        """Take the one link with these words, in the part of the page with this id or of this tag."""
        addresses = {href for label, href in self.links(inside) if label == said}
        assert len(addresses) == 1, f"{said}: {self.links(inside)}"
        address = addresses.pop()
        if address.startswith("#"):  # a browser asks for nothing then
            self._land(urljoin(self.address, address))
        else:
            self.open(address, status)

    def send(self, button, typed=None, ticked=(), inside="html", status=200):
        """Press the one button with these words, after typing {name: text} and ticking boxes by their labels."""
        area, found = set(shown(self.part(inside))), []
        for form in self.page.iter("form"):
            found += [(form, each) for each in shown(form) if is_submit(each) and words(each) == button]
        found = [(form, each) for form, each in found if each in area]
        assert len(found) == 1, f"{button}: {[words(each) for each in self.page.iter('button')]}"
        form, pressed = found[0]
        self._submit(form, filled(form, pressed, typed or {}, list(ticked)), status)

    def links(self, inside="html"):
        return [(words(each), each.get("href")) for each in shown(self.part(inside)) if each.tag == "a"]

    def part(self, place):
        """The one part of the page with this id, or else of this tag."""
        parts = [each for each in self.page.iter() if each.get("id") == place]
        parts = parts or [each for each in shown(self.page) if each.tag == place]
        assert len(parts) == 1, f"{place}: {len(parts)} in {self.address}"
        return parts[0]

    def read(self, place):
        return words(self.part(place))

    def value(self, name):
        """What stands in a field."""
        found = next(each for each in self.page.iter() if each.get("name") == name and each.tag != "meta")
        return found.text or "" if found.tag == "textarea" else found.get("value", "")

    def ticked(self, name):
        """The labels of the boxes of this name that are ticked."""
        labels = labels_in(self.page)
        boxes = [each for each in self.page.iter("input") if each.get("name") == name]
        return [labels[each] for each in boxes if "checked" in each.attrib]

    @property
    def told(self):
        """What the page says of the last deed."""
        alerts = [each for each in shown(self.page) if each.tag == "p" and each.get("role") in {"status", "alert"}]
        return [words(each) for each in alerts if words(each)]

    @property
    def heading(self):
        return self.read("h1")

    @property
    def path(self):
        return urlsplit(self.address).path

    @property
    def keys(self):
        return [each.get("data-key") for each in self.page.iter("article") if each.get("data-key")]

    def _get(self, goal):
        assert goal.startswith(f"{HOME}/"), f"leaves for {goal}"
        return self.client.get(goal.partition("#")[0])

    def _submit(self, form, entries, status):
        goal = urljoin(self.address, form.get("action") or self.address.partition("#")[0])
        if form.get("method", "get") == "get":
            return self.open(f"{goal.partition('?')[0]}?{urlencode(entries)}", status)
        assert goal.startswith(f"{HOME}/"), f"sends to {goal}"
        if form.get("enctype") == "multipart/form-data":
            body = {name: [value for each, value in entries if each == name] for name, _ in entries}
            response = self.client.post(goal, body)
        else:
            response = self.client.post(goal, urlencode(entries), "application/x-www-form-urlencoded")
        return self._arrive(goal, response, status)

    def _arrive(self, goal, response, status):
        for _ in range(LONGEST_WAY):
            if response.status_code not in {301, 302, 303}:
                break
            goal = urljoin(goal, response["Location"])
            response = self._get(goal)
        assert (response.status_code, goal) == (status, goal)
        if not response["Content-Type"].startswith("text/html"):
            self.file = response
            return
        self.page = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
        assert (goal, faults_in(self.page, self.language)) == (goal, [])
        self._land(goal if status == 200 else goal.partition("#")[0])

    def _land(self, goal):
        """Be at an address: where it names a part of the page, that part is there to be seen."""
        self.address = goal
        name = goal.partition("#")[2]
        assert not name or name in {each.get("id") for each in shown(self.page)}, goal


# --- the people and the places


def say(text, language="ar", context=None):
    """A text of ours as the interface says it in this language."""
    with translation.override(language):
        found = translation.pgettext(context, text) if context else translation.gettext(text)
    said = " ".join(found.split())
    assert (said == text) is (language == "en"), f"not translated: {text}"
    return said


@pytest.fixture
def come(db):
    """come(person, language) -> a Reader who found the door on the start page, and came in by it."""

    def sign_in(person, language="en", password=PASSWORD):
        reader = Reader(language)
        reader.open("/")
        reader.follow(say("Sign in", language), inside="header")
        reader.send(say("Sign in", language), {"login": person.email, "password": password})
        assert reader.path == "/"
        return reader

    return sign_in


@pytest.fixture
def board(db):
    return make_board(title="Witnesses")


def link_in(message):
    return re.search(rf"{HOME}(/accounts/\S+)", message.body)[1]


# --- what makes the walks worth anything


@pytest.mark.parametrize(
    ("fault", "html"),
    [
        ("button for scripts: Go", "<button>Go</button>"),
        ("button for scripts: Go", '<form><button type="button">Go</button><button>Send</button></form>'),
        ("form without button: ", "<form></form>"),
        ("form without button: Send", "<form>Send<p hidden><button>Send</button></p></form>"),
        ("form without token: Send", '<form method="post"><button>Send</button></form>'),
        ("link Go: leads nowhere", "<a>Go</a>"),
        ("link Go: #there", '<a href="#there">Go</a>'),
        ("link Go: javascript:go()", '<a href="javascript:go()">Go</a>'),
        ("no label: q", '<form><input name="q"><button>Send</button></form>'),
        ("p onclick", '<p onclick="go()">'),
        ("p style", '<p style="color: red">'),
        ("#main twice", '<p id="main">'),
        ("one h1", "<h1>Another</h1>"),
    ],
)
def test_a_page_that_needs_a_script_fails_the_walk(fault, html):
    head = '<title>Page · Fora</title><script type="module" src="/static/js/main.js"></script>'
    frame = f'<html lang="en" dir="ltr"><head>{head}</head><body><a href="#main">Skip</a><main id="main"><h1>Page</h1>'

    assert faults_in(html5lib.parse(frame, namespaceHTMLElements=False), "en") == []
    assert faults_in(html5lib.parse(frame + html, namespaceHTMLElements=False), "en") == [fault]


def test_what_a_script_would_show_is_neither_pressed_nor_filled_in():
    fields = '<input type="hidden" name="once" value="1"><div hidden><input name="q"></div>'
    page = html5lib.parseFragment(f"<form>{fields}<button>Send</button></form>", namespaceHTMLElements=False)
    form = page.find("form")

    with pytest.raises(AssertionError, match="Nothing can be typed there: {'q'}"):
        filled(form, None, {"q": "word"}, [])
    with pytest.raises(AssertionError, match="Nothing can be typed there: {'once'}"):
        filled(form, None, {"once": "2"}, [])


def test_a_form_without_the_pages_token_is_refused(come, member):
    reader = come(member)
    for field in reader.page.iter("input"):
        if field.get("name") == "csrfmiddlewaretoken":
            field.set("value", "x" * 64)

    reader.send("Dark", status=403)


# --- accounts


def test_whoever_is_sent_to_the_door_comes_out_where_they_wanted(member):
    reader = Reader()
    reader.open("/people/", status=404)
    reader.follow("Sign in")
    reader.send("Sign in", {"login": member.email, "password": "wrong and wrong again"})
    wrong = "E-mail address and password do not match."
    assert (reader.path, reader.value("login")) == ("/accounts/login/", member.email)
    reader.follow(wrong)
    assert reader.part("id_password").get("name") == "password"

    reader.send("Sign in", {"password": PASSWORD})
    assert (reader.path, reader.heading) == ("/people/", "People")
    reader.send("Sign out", inside="header")

    assert reader.path == "/"
    reader.open("/people/", status=404)


def test_a_forgotten_password_is_replaced_by_the_link_in_the_mail(come, member):
    reader = Reader()
    reader.open("/accounts/login/")
    reader.follow("I can’t sign in")
    reader.send("Send the link", {"email": member.email})
    (message,) = mailed()
    reader.open(link_in(message))
    reader.send("Save the password", {"password1": "short", "password2": "short"})
    assert reader.heading == "Choose a new password"
    reader.send("Save the password", {"password1": FRESH, "password2": FRESH})

    reader.open(link_in(message))
    assert reader.heading == "This link does not work any more"
    come(member, password=FRESH)


def test_a_new_address_counts_once_its_mail_was_answered(come, member):
    reader = come(member)
    reader.follow("E-mail address", inside="header")
    reader.send("Change the address", {"email": "amara@new.example"})  # having signed in a moment ago
    (message,) = [each for each in mailed() if each.to == ["amara@new.example"]]
    reader.open(link_in(message))
    reader.send("Confirm", inside="main")

    member.refresh_from_db()
    assert member.email == "amara@new.example"
    reader.send("Sign out", inside="header")
    come(member)


# --- the library


def test_a_lesson_is_read_and_read_again_in_its_other_language(come, editor, member, thesaurus):
    subject = Concept.objects.get(slug="witness-relocation")
    paper = files.stored(editor, name="checklist.pdf")
    lesson = make_lesson(editor, title="Agree the exit first", concepts=[subject], files=[paper])
    make_translation(lesson, editor, "fr", title="Convenir d’abord de la sortie")
    reader = come(member)

    reader.follow("Library", inside="header")
    assert "also in français" in reader.read("main")
    reader.follow("Agree the exit first")
    assert reader.heading == "Agree the exit first"
    reader.follow("checklist.pdf")
    assert reader.file.getvalue() == files.PDF
    reader.follow("français", inside="facts")
    assert reader.heading == "Convenir d’abord de la sortie"
    reader.follow("English", inside="facts")
    reader.follow("witness relocation", inside="facts")

    assert reader.heading == "witness relocation"


# --- the forum


def test_a_topic_is_started_with_concepts_after_a_preview_that_keeps_everything(come, member, board, thesaurus):
    reader = come(member)
    reader.follow("Forum", inside="header")
    reader.follow("Witnesses")
    reader.follow("Start the first one")
    reader.send("Post topic", {"body": "   "}, inside="main")
    reader.follow("Please write something: the text is empty.")
    assert reader.part("id_body").tag == "textarea"

    typed = {
        "title": "Who pays?",
        "body": "After the **trial**.\n\n- first\n- then",
        "concepts-typed": "insider witnesses",
    }
    reader.send("Preview", typed, ticked=["witness relocation", "Discussion"])
    shown_text = next(each for each in reader.page.iter("section") if each.get("class") == "preview")
    assert words(shown_text) == "As others will see it After the trial. first then"
    assert {name: reader.value(name) for name in typed} == typed
    assert (reader.ticked("concepts"), reader.ticked("kind")) == (["witness relocation"], ["Discussion"])
    reader.send("Post topic")

    assert reader.heading == "Who pays?"
    assert [words(each) for each in reader.part("p1").iter("strong")] == ["trial"]
    reader.follow("insider witnesses")
    assert reader.heading == "insider witnesses"


def test_an_answer_with_quote_mention_and_file_reaches_the_one_it_answers(come, member, other, board):
    make_topic(board, member, title="Who pays?", body="Who pays after the trial?")
    first, second = come(member), come(other)

    second.follow("Forum", inside="header")
    second.follow("Witnesses")
    second.follow("Who pays?")
    second.follow("Quote", inside="p1")
    begun = second.value("body")
    assert begun.endswith("> Who pays after the trial?\n\n")
    paper = ContentFile(files.PDF, name="agreement.pdf")
    second.send("Preview", {"body": f"{begun}The State does, @Amara Member.", "uploads": paper})
    assert second.ticked("kept") == ["agreement.pdf PDF, 72 bytes"]
    second.send("Post reply")
    assert second.address.endswith("#p2")

    first.open("/")
    first.follow("Notices: 1 unread", inside="header")
    first.follow("Otto Other mentioned you in “Who pays?”.")
    assert first.address.endswith("#p2")
    assert [words(each) for each in first.part("p2").iter("blockquote")] == ["Amara Member: Who pays after the trial?"]
    first.follow("Amara Member", inside="blockquote")
    assert first.address.endswith("#p1")
    first.follow("agreement.pdf")
    assert first.file.getvalue() == files.PDF
    first.open("/")
    first.follow("Notices: nothing new", inside="header")


def test_an_edited_post_shows_its_versions_and_a_withdrawn_one_is_gone_for_others(come, member, other, board):
    topic = make_topic(board, other, title="Who pays?")
    make_reply(topic, member, body="The court does.")
    make_reply(topic, other, body="Does it?")  # what was answered is changed in the open
    writer, colleague = come(member), come(other)

    writer.open("/forum/")
    writer.follow("Who pays?")
    writer.follow("Edit", inside="p2")
    writer.send("Save", {"body": "The State does.", "reason": "not the court"})
    writer.follow("See the history (2 versions)", inside="p2")
    assert [words(each) for tag in ("ins", "del") for each in writer.page.iter(tag)] == [
        "added: State", "removed: court"
    ]  # fmt: skip
    writer.follow("Back to post 2")
    writer.follow("Withdraw", inside="p2")
    writer.send("Withdraw")
    assert writer.told[0] == "Your post is withdrawn. You and the moderators can still see it."

    colleague.open("/forum/")
    colleague.follow("Who pays?")
    assert "This post was taken back by its author" in colleague.read("p2")
    assert "The State does." not in colleague.read("main")


@pytest.mark.parametrize(("decision", "is_read"), [("Hide", False), ("Leave it as it is", True)])
def test_a_reported_post_is_decided_on_by_a_moderator(come, member, other, moderator, board, decision, is_read):
    make_reply(make_topic(board, member, title="Who pays?"), other, body="Ask in Velmora.")
    reader, judge = come(member), come(moderator)

    reader.open("/forum/")
    reader.follow("Who pays?")
    reader.follow("Report to the moderators", inside="p2")
    reader.send("Send the report", {"reason": ""}, ticked=["Something else"])
    reader.follow("Please say in a few words what is wrong.")
    reader.send("Send the report", {"reason": "It names a place."}, ticked=["It lets somebody at risk be recognised"])
    assert reader.told[0] == "Thank you. The moderators of this board will look at it."
    judge.open("/")
    judge.follow("To be decided", inside="header")
    assert "It names a place." in judge.read("main")
    judge.follow("Look and decide")
    judge.send(decision, {"reason": "seen"}, inside="main")

    assert (judge.told[0], judge.keys) == ("Done. It stands in the history.", [])
    reader.open(reader.address)
    assert ("Ask in Velmora." in reader.read("main")) is is_read


def test_what_is_new_is_found_page_by_page_and_then_counts_as_read(come, member, other, board):
    long = make_topic(board, other, title="Who pays?")
    for number in range(2, 24):
        make_reply(long, member if number < 4 else other, body=f"Answer {number}.")
    make_topic(board, other, title="And who decides?")
    reader = come(member)

    reader.open("/forum/")
    reader.follow("2 unread", inside="main")
    assert reader.address.endswith("?show=unread")
    reader.follow("Who pays?")
    reader.follow("2", inside="main")
    assert reader.keys == [f"post:{post.ref}" for post in long.posts.order_by("number")[20:]]
    reader.follow("Forum", inside="header")
    reader.send("Mark all as read")
    assert reader.told == ["Everything in the forum counts as read now."]
    reader.follow("Witnesses")

    assert [label for label, _ in reader.links("main") if label.startswith("Unread")] == ["Unread 0"]


def test_the_bell_is_silenced_by_its_button(come, member, other, board):
    make_reply(make_topic(board, member, title="Who pays?"), other)
    make_reply(make_topic(board, member, title="And who decides?"), other)
    reader = come(member)

    reader.follow("Notices: 2 unread", inside="header")
    reader.send("Mark all as read")

    bells = [each for each in reader.links("header") if each[1] == "/notices/"]
    assert (reader.path, bells) == ("/notices/", [("Notices: nothing new", "/notices/")])


def test_a_text_outlives_the_session_it_was_written_in(come, member, other, board):
    make_topic(board, other, title="Who pays?")
    reader = come(member)
    reader.open("/forum/")
    reader.follow("Who pays?")
    reader.client.cookies.pop(settings.SESSION_COOKIE_NAME)

    reader.send("Post reply", {"body": "The State does, for five years."}, status=403)
    assert reader.heading == "You were signed out before your text was sent"
    reader.follow("Sign in", inside="main")
    reader.send("Sign in", {"login": member.email, "password": PASSWORD})
    assert reader.value("body") == "The State does, for five years."
    reader.send("Post reply")

    assert "The State does, for five years." in reader.read("p2")


def test_a_text_stays_on_the_page_when_its_topic_was_closed_or_hidden_meanwhile(come, member, other, moderator, board):
    make_topic(board, other, title="Who pays?")
    reader, judge = come(member), come(moderator)
    for each in (reader, judge):
        each.open("/forum/")
        each.follow("Who pays?")

    judge.send("Close to replies")
    reader.send("Post reply", {"body": "The State does."})
    assert (reader.heading, reader.value("body")) == ("Your reply", "The State does.")
    reader.follow("Who pays?")
    assert "This topic is closed to replies." in reader.read("main")
    judge.send("Open to replies again")
    reader.open(reader.address)
    judge.follow("Hide the whole topic")
    judge.send("Hide", {"reason": "names"})
    reader.send("Post reply", {"body": "The State does."}, status=404)

    assert "The State does." in [each.text for each in reader.page.iter("textarea")]


# --- spaces


def test_an_open_space_is_joined_and_left(come, member, make_space):
    space = make_space(Space.OPEN, name="Open water")
    make_board(space.audience, title="Tides")
    reader = come(member)

    reader.follow("Spaces", inside="header")
    reader.follow("Open water")
    reader.send("Join this space")
    assert reader.told == ["You are in this space now."]
    reader.follow("Tides")
    assert reader.heading == "Tides"
    board_address = reader.path
    reader.follow("Spaces", inside="header")
    reader.follow("Open water")
    reader.send("Leave this space")

    assert (reader.path, reader.told) == ("/spaces/", ["You have left the space."])
    reader.open(board_address, status=404)


# --- search


def test_a_search_is_turned_over_narrowed_sorted_and_made_exact_by_links_alone(
    come, member, other, editor, board, thesaurus, index
):
    subject = Concept.objects.get(slug="witness-relocation")
    for number in range(21):
        topic = make_topic(board, other, title=f"Witness relocation, case {number}", body="Asked.")
    lesson = make_lesson(editor, title="Witness relocation abroad", concepts=[subject])
    make_translation(lesson, editor, "fr", title="La réinstallation de témoins à l’étranger")
    index()
    reader = come(member)

    reader.send("Search", {"q": "witness relocation"}, inside="header")
    assert (reader.read("output"), len(reader.keys)) == ("22", 20)
    reader.follow("Next", inside="main")
    assert len(reader.keys) == 2
    reader.follow("Previous", inside="main")
    reader.follow("witness relocation 1")
    assert (reader.read("output"), reader.keys) == ("1", [f"lesson:{lesson.ref}"])
    reader.follow("witness relocation chosen; choose again to remove 1")
    reader.follow("Topics 21")
    reader.follow("Newest")
    assert (reader.read("output"), reader.keys[0]) == ("21", f"topic:{topic.ref}")
    reader.follow("Only these exact words")
    assert "Only these exact words, as they were typed." in reader.read("main")
    reader.follow("Other forms and languages too")
    reader.follow("Witness relocation, case 20")

    assert (reader.path, reader.heading) == (topic.get_absolute_url(), "Witness relocation, case 20")


def test_one_search_finds_lesson_and_answer_and_whoever_is_outside_finds_no_trace_of_it(
    come, member, other, make_member, editor, make_space, index
):
    lesson = make_lesson(editor, title="A relocation agreement")
    space = make_space(Space.SECRET, people=[member, other], name="Quiet Kestrel")
    board = make_board(space.audience, title="Kestrel board")
    topic = make_topic(board, member, title="Who pays?")
    inside, outside = come(other), come(make_member())

    inside.follow("Spaces", inside="header")
    inside.follow("Quiet Kestrel")
    inside.follow("Who pays?")
    paper = ContentFile(files.PDF, name="kestrel.pdf")
    inside.send("Post reply", {"body": "See the relocation agreement.", "uploads": paper})
    assert inside.ticked("kept") == ["kestrel.pdf PDF, 72 bytes"]  # nobody has read yet what it says of its makers
    inside.send("Post reply")
    post = topic.posts.get(number=2)
    shown_there = [href for label, href in inside.links("p2") if "/p/" in href or label == "kestrel.pdf"]
    assert len(shown_there) == 6  # edit, link, bookmark, translate, withdraw, and the file
    index()
    inside.send("Search", {"q": "relocation agreement"}, inside="header")
    assert sorted(inside.keys) == sorted([f"lesson:{lesson.ref}", f"post:{post.ref}"])
    outside.send("Search", {"q": "relocation agreement"}, inside="header")
    assert outside.keys == [f"lesson:{lesson.ref}"]
    for query in ("kestrel", "“Who pays?”", "Otto"):
        outside.send("Search", {"q": query}, inside="header")
        assert [key for key in outside.keys if not key.startswith("person:")] == []
    for address in (*shown_there, *(place.get_absolute_url() for place in (space, board, topic, post))):
        outside.open(address, status=404)


def test_a_search_that_finds_nothing_leads_on(come, member, other, board, index):
    make_topic(board, other, title="Relocation of witnesses")
    index()
    reader = come(member)

    reader.send("Search", {"q": "relocation xyzzyx"}, inside="header")
    assert reader.read("output") == "0"
    reader.follow("relocation")
    assert reader.read("output") == "1"
    reader.send("Search", {"q": "xyzzyx"}, inside="header")
    reader.follow("Ask this as a question")

    assert reader.heading == "Forum"


# --- the reader's choices, and the same in Arabic


def test_language_and_colours_are_chosen_in_the_footer_of_the_page_one_is_on(come, member):
    reader = come(member)
    reader.open("/thesaurus/?q=witness")
    reader.send("Dark", inside="footer")
    assert (reader.page.get("data-theme"), reader.address) == ("dark", f"{HOME}/thesaurus/?q=witness")
    reader.language = "ar"
    reader.send("العربيّة", inside="footer")
    assert (reader.page.get("data-theme"), reader.address) == ("dark", f"{HOME}/thesaurus/?q=witness")
    reader.send(say("As the system"), inside="footer")
    assert reader.page.get("data-theme") is None

    elsewhere = Reader("en")
    elsewhere.open("/accounts/login/")
    elsewhere.language = "ar"
    elsewhere.send("Sign in", {"login": member.email, "password": PASSWORD})
    assert elsewhere.read("footer").startswith(say("Nothing here is shown to anyone who may not see it."))


def test_an_arabic_reader_goes_the_same_ways(come, make_member, other, editor, make_space, thesaurus, index):
    reader_of_arabic = make_member("سلمى القارئة", language="ar")
    board = make_board(texts={"en": ("Witnesses", ""), "ar": ("الشهود", "أسئلة")})
    make_lesson(editor, title="الاتفاق على الخروج أولًا", language="ar")
    make_space(Space.OPEN, name="Open water")
    reader = come(reader_of_arabic, "ar")

    reader.follow(say("Library"), inside="header")
    reader.follow("الاتفاق على الخروج أولًا")
    reader.follow(say("Forum"), inside="header")
    reader.follow("الشهود")
    reader.follow(say("Start a topic"))
    reader.send(say("Post topic"), {"title": "من يدفع؟"})
    reader.follow(say("Please write something: the text is empty."))
    reader.send(say("Preview"), {"body": "من يدفع بعد **المحاكمة**؟", "concepts-typed": "witness relocation"})
    assert (reader.value("title"), reader.value("body")) == ("من يدفع؟", "من يدفع بعد **المحاكمة**؟")
    reader.send(say("Post topic"))
    assert (reader.heading, reader.part("p1").tag) == ("من يدفع؟", "article")
    topic = board.topics.get()

    make_reply(topic, other, body="الدولة.")
    reader.open("/")
    reader.follow(f"{say('Notices:')} 1 {say('unread')}", inside="header")
    reader.follow(next(label for label, href in reader.links("main") if href.endswith("#p2")))
    assert reader.address.endswith("#p2")
    reader.follow(say("Quote"), inside="p2")
    reader.send(say("Post reply"), {"body": f"{reader.value('body')}شكرًا."})
    reader.follow(say("Edit"), inside="p3")
    reader.send(say("Save"), {"body": "شكرًا جزيلًا."})
    assert "شكرًا جزيلًا." in reader.read("p3")
    reader.follow(say("Report to the moderators"), inside="p2")
    reader.send(say("Send the report"), {"reason": "للنظر"}, ticked=[say("Something else")])
    index()
    reader.send(say("Search", context="verb"), {"q": "المحاكمة"}, inside="header")
    assert reader.keys == [f"topic:{topic.ref}"]
    reader.follow(say("Spaces"), inside="header")
    reader.follow("Open water")
    reader.send(say("Join this space"))
    assert reader.told == [say("You are in this space now.")]
    reader.send(say("Sign out"), inside="header")

    assert (say("Sign in"), "/accounts/login/") in reader.links("header")
