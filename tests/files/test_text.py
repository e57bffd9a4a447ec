"""The text view: what a document says, for exactly those who may open it, readable without script."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from files.models import StoredFile
from files.reading import lines_of
from forum import actions
from tests.factories.files import stored
from tests.factories.forum import make_board, make_reply, make_topic
from tests.factories.texts import hung, read_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(other):
    return make_reply(make_topic(make_board(), other, title="Opening graves"), other)


def page(client, file, **asked):
    response = client.get(f"/files/{file.ref}/text/", asked)
    assert response.status_code == 200
    return response.content.decode()


def sheets(html):
    return [int(number) for number in re.findall(r'<section class="sheet" id="page(\d+)"', html)]


def test_it_shows_the_pages_and_leads_to_the_post_and_to_the_original(post, other, as_member):
    file = hung(post, "A preface.\n\nTwo paragraphs.", "Of graves.", by=other)

    html = page(as_member, file)

    assert sheets(html) == [1, 2]
    assert re.findall(r"<p>(A preface\.|Two paragraphs\.)</p>", html) == ["A preface.", "Two paragraphs."]
    assert f'href="{post.get_absolute_url()}"' in html
    assert f'href="/files/{file.ref}/"' in html
    assert "page 2 of 2" in html


def test_a_long_document_comes_ten_pages_at_a_time_with_plain_links(post, other, as_member):
    file = hung(post, *[f"Text {n}" for n in range(1, 26)], by=other)

    first, middle, last = page(as_member, file), page(as_member, file, page="13"), page(as_member, file, page="25")

    assert (sheets(first), sheets(middle), sheets(last)) == (
        list(range(1, 11)), list(range(11, 21)), list(range(21, 26))
    )  # fmt: skip
    assert ('rel="prev"' in first, 'rel="next"' in first, 'rel="next"' in last) == (False, True, False)
    assert f'href="/files/{file.ref}/text/?page=21#page21" rel="next"' in middle
    assert f'href="/files/{file.ref}/text/?page=1#page1" rel="prev"' in middle


@pytest.mark.parametrize("word", ["0", "-1", "x", "", "9" * 30, "３", "1e3", "2.5", "\x00"])
def test_a_word_that_is_no_page_is_the_first(post, other, as_member, word):
    file = hung(post, *["Text"] * 12, by=other)

    assert sheets(page(as_member, file, page=word))[0] == 1


def test_a_number_beyond_the_end_is_the_last_page(post, other, as_member):
    file = hung(post, *["Text"] * 12, by=other)

    assert sheets(page(as_member, file, page="999"))[-1] == 12


def test_the_words_looked_for_are_marked_and_stay_in_the_links(post, other, as_member):
    file = hung(post, "The graves were opened.", *["Text"] * 12, by=other)

    html = page(as_member, file, q="grave")

    assert "The <mark>graves</mark> were opened." in html
    assert f'href="/files/{file.ref}/text/?page=11&amp;q=grave#page11"' in html


def test_who_searches_too_often_reads_on_without_marks(post, other, as_member, settings):
    settings.SEARCHES_PER_MINUTE = 1
    file = hung(post, "The graves were opened.", by=other)

    first, second = (page(as_member, file, q="grave") for _ in range(2))

    assert ("<mark>graves</mark>" in first, "<mark>" in second) == (True, False)
    assert "The graves were opened." in second


def test_each_page_has_its_language_and_direction(post, other, as_member):
    file = hung(post, "حماية الشهود", by=other, language="ar")

    assert re.search(r'<div class="record flow"[^>]* lang="ar" dir="rtl">', page(as_member, file))


def test_a_page_that_is_a_picture_says_so(post, other, as_member):
    file = hung(post, "", "Words.", by=other)

    html = page(as_member, file)

    assert html.count("This page is a picture without text (a scan).") == 1


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        ("pictures", "Its pages are pictures without text (scans), so they can’t be searched."),
        ("empty", "It holds no text."),
        ("unreadable", "Its text could not be read: the file is damaged."),
        ("protected", "Its text could not be read: the file is password protected."),
        ("too_much", "Its text could not be read: the file is too large or too complicated inside."),
        ("partly", "It is very long: only its first pages can be searched."),
    ],
)
def test_what_could_not_be_read_says_why_and_the_original_is_there(post, other, as_member, reading, words):
    file = hung(post, *(["Text"] if reading == "partly" else []), by=other, reading=reading)

    html = page(as_member, file)

    assert words in html
    assert f'href="/files/{file.ref}/"' in html


def test_what_is_being_read_says_so(other, client_of):
    html = page(client_of(other), stored(other))

    assert "The text of this file is being read." in html


@pytest.mark.parametrize(
    ("state", "finding", "words"),
    [
        ("waiting", "", "This file is being checked for viruses."),
        ("waiting", "infected", "This file is held back until a moderator has decided."),
        ("refused", "infected", "A moderator refused this file."),
    ],
)
def test_only_its_sender_is_told_of_a_file_that_is_not_served(
    post, other, as_member, as_moderator, client_of, state, finding, words
):
    file = hung(post, "Kestrel", by=other)
    StoredFile.objects.filter(pk=file.pk).update(state=state, finding=finding)

    html = page(client_of(other), file)

    assert (words in html, "Kestrel" in html, f'href="/files/{file.ref}/"' in html) == (True, False, False)
    addresses = [f"/files/{file.ref}/", f"/files/{file.ref}/text/"]
    assert [client.get(at).status_code for client in (as_member, as_moderator) for at in addresses] == [404] * 4
    assert client_of(other).get(addresses[0]).status_code == 404


def test_a_picture_has_no_text_view(other, client_of):
    assert client_of(other).get(f"/files/{stored(other, 'png').ref}/text/").status_code == 404


def test_a_hidden_post_takes_the_text_along(post, other, as_member, moderator, client_of):
    file = hung(post, "Kestrel", by=other)

    actions.hide_post(post, by=moderator)

    address = f"/files/{file.ref}/text/"
    assert (as_member.get(address).status_code, client_of(other).get(address).status_code) == (404, 200)


def test_it_costs_the_same_for_one_page_and_thirty(post, other, as_member, django_assert_num_queries):
    short, long = hung(post, "Text", by=other), hung(post, *[("Part", "Text")] * 30, by=other, name="b.pdf")
    page(as_member, short)
    with CaptureQueriesContext(connection) as one:
        page(as_member, short)

    with django_assert_num_queries(len(one)):
        page(as_member, long, page="15")


def test_headings_are_its_contents_each_once(post, other, as_member):
    file = hung(post, ("Scope", "a"), ("Scope", "b"), ("Graves", "c"), by=other, type_name="docx", name="a.docx")

    html = page(as_member, file)

    contents = re.search(r'<ol class="contents">(.*?)</ol>', html, re.DOTALL)[1]
    assert re.findall(r"<bdi>(.*?)</bdi>", contents) == ["Scope", "Graves"]


def test_a_page_beyond_all_measure_is_cut_and_says_so(post, other, as_member):
    file = hung(post, "kestrel " * 20_000, by=other)

    html = page(as_member, file)

    assert "There is more on this page: please open the original." in html
    assert html.count("kestrel") < 7000


@pytest.mark.parametrize(
    ("paragraph", "lines"),
    [
        ("A line that the page's edge broke\nin its midst, and that goes on.", 1),
        ("1. First\n2. A second thing that is rather longer\n3. Third", 2),
        ("one", 1),
        ("", 0),
    ],
)
def test_lines_that_the_page_broke_are_one(paragraph, lines):
    assert len(lines_of(paragraph)) == lines


# Beside a file, where it hangs


def test_beside_a_readable_file_stands_the_way_to_its_text(post, other, as_member):
    file = hung(post, "Text", by=other)
    picture = stored(other, "png")

    html = as_member.get(post.get_absolute_url()).content.decode()

    assert f'href="/files/{file.ref}/text/"' in html
    assert f"/files/{picture.ref}/text/" not in html


def test_its_sender_is_told_where_it_hangs_what_became_of_it(post, other, as_member, client_of):
    file = hung(post, "Text", by=other, name="Kestrel.pdf")
    StoredFile.objects.filter(pk=file.pk).update(state="waiting", finding="unscannable")

    mine, theirs = (client.get(post.get_absolute_url()).content.decode() for client in (client_of(other), as_member))

    assert ("Kestrel.pdf" in mine, "The virus scanner could not look into this file." in mine) == (True, True)
    assert "Kestrel.pdf" not in theirs


# What a document says is text, whatever it looks like

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</p></div></section><h1>Fora</h1>",
    "{{ 7|add:7 }}{% url 'home' %}",
    "<svg/onload=alert(1)>",
    "&lt;script&gt;",
    "javascript:alert(1)",
    "[link](javascript:alert(1))",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_document_says_stays_text(post, other, as_member, client_of, text):
    file = hung(post, (text, f"{text} grave"), by=other, type_name="docx", name="a.docx")
    read_as(file, (text, f"{text} grave"), (f"two {text}", text), found={"creator": text})

    html = page(as_member, file, q=text + " grave")

    bare = re.sub(r"</?mark>", "", html)
    for harm in ("<script>alert", "<img src=x", "<h1>Fora", "<svg/onload", 'href="javascript', ">14<"):
        assert harm not in bare
    policy = as_member.get(f"/files/{file.ref}/text/", {"q": text})["Content-Security-Policy"]
    assert {"default-src 'none'", "script-src 'self'"} <= set(policy.split("; "))
