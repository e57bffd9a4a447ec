"""The page of a search: whatever is typed gives results or something to do next, and every choice is a plain link."""

import re
from html import escape, unescape
from urllib.parse import parse_qs, urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.things import key_of
from forum import actions
from search.engine import engine
from search.models import QueryLog
from tests.factories.thesaurus import load
from thesaurus.models import Concept

pytestmark = pytest.mark.django_db
HIT = re.compile(r'<article class="noted result" data-key="([^"]+)"')
TOTAL = re.compile(r"<output>(\d+)</output>")
WIDE = re.compile(r'<div class="wide">(.*?)</div>', re.DOTALL)
CHOICE = re.compile(
    r'<a href="([^"]+)"( aria-current="true")?[^>]*><bdi>([^<]*)</bdi>.*?<span class="num">(\d+)</span>'
)
MARK = re.compile(r"<mark>([^<]*)</mark>")


def page_of(client, typed="", **asked):
    response = client.get("/search/", {"q": typed, **asked})
    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    return response.content.decode()


def choices(page):
    """{label: (count, chosen, what its link asks for)} of the facets."""
    found = CHOICE.findall(WIDE.search(page).group(1))
    return {label: (int(n), bool(chosen), parse_qs(unescape(url)[1:])) for url, chosen, label, n in found}


def link(page, rel):
    found = re.search(rf'<a href="([^"]+)" rel="{rel}"', page)
    return parse_qs(unescape(found.group(1))[1:]) if found else None


def test_a_page_of_hits_says_how_many_and_marks_what_matched(index, board, say, as_member):
    topic = say(board, "Canary of the coast", "Many a canary sings.")
    index()

    page = page_of(as_member, "canary")

    assert (HIT.findall(page), TOTAL.findall(page)) == ([key_of(topic)], ["1"])
    assert MARK.findall(page) == ["Canary", "canary"]
    assert f'<a href="{topic.get_absolute_url()}"' in page


def test_facets_count_and_each_is_a_link_that_narrows_and_widens_again(index, board, say, as_member, other):
    load()
    concept = Concept.objects.get(slug="chain-of-custody")
    topic = actions.start_topic(board, by=other, title="Canary", body="One.", once="x" * 26, concepts=[concept])
    say(topic, body="Un canary.", language="fr")
    index()

    wide = choices(page_of(as_member, "canary"))
    narrow = choices(page_of(as_member, "canary", language="fr"))

    assert [(n, chosen) for n, chosen, _ in wide.values()].count((1, False)) >= 4
    assert wide["Français"] == (1, False, {"q": ["canary"], "language": ["fr"]})
    assert wide[concept.name][1] is False
    assert narrow["Français"] == (1, True, {"q": ["canary"]})
    for count, _, asked in wide.values():
        assert TOTAL.findall(page_of(as_member, asked.pop("q")[0], **asked)) == [str(count)]


def test_best_match_and_newest_first(index, board, say, as_member):
    best, newest = say(board, "Canary canary"), say(board, "A canary among more words")
    index()

    assert HIT.findall(page_of(as_member, "canary")) == [key_of(best), key_of(newest)]
    assert HIT.findall(page_of(as_member, "canary", sort="date")) == [key_of(newest), key_of(best)]


def test_pages_lead_on_and_back_and_hold_every_hit_once(index, board, say, as_member):
    for number in range(45):
        say(board, f"Canary {number}")
    index()

    pages = [page_of(as_member, "canary", page=number) for number in (1, 2, 3)]
    keys = [HIT.findall(page) for page in pages]

    assert [len(each) for each in keys] == [20, 20, 5]
    assert len(set().union(*keys)) == 45
    assert [link(page, "next") for page in pages] == [
        {"q": ["canary"], "page": ["2"]}, {"q": ["canary"], "page": ["3"]}, None,
    ]  # fmt: skip
    assert [link(page, "prev") for page in pages] == [
        None, {"q": ["canary"], "page": ["1"]}, {"q": ["canary"], "page": ["2"]},
    ]  # fmt: skip
    assert HIT.findall(page_of(as_member, "canary", page=2)) == keys[1]


@pytest.mark.parametrize("number", ["0", "-1", "99999999999", "x", "", "1.5", "²", "٣", "%ff", "1'--"])
def test_any_page_number_is_a_page(index, board, say, as_member, number):
    topic = say(board, "Canary")
    index()

    assert HIT.findall(page_of(as_member, "canary", page=number)) == [key_of(topic)]


def test_a_search_is_answered_while_the_database_takes_nothing(index, board, say, as_member, unwritable):
    topic = say(board, "Canary")
    index()

    with unwritable():
        page = page_of(as_member, "canary")

    assert (HIT.findall(page), QueryLog.objects.count()) == ([key_of(topic)], 0)


def test_nothing_typed_says_what_to_type(index, anonymous):
    page = page_of(anonymous)

    assert (HIT.findall(page), TOTAL.findall(page), QueryLog.objects.count()) == ([], [], 0)
    assert "Type what you look for in the box above" in page


def test_nothing_found_gives_something_to_do_next(index, board, say, as_member):
    say(board, "Canary")
    index()

    page = page_of(as_member, "canary", kind="person")
    nothing = page_of(as_member, "zyzzyva")

    assert (TOTAL.findall(page), TOTAL.findall(nothing)) == (["0"], ["0"])
    assert "Without the filters:" in page
    assert [f'href="{at}"' in nothing for at in ("/forum/", "/library/", "/thesaurus/")] == [True, True, True]


def test_without_an_index_the_page_says_so(index, board, say, as_member):
    say(board, "Canary")
    engine().remove()
    engine().close()

    page = page_of(as_member, "canary")

    assert "Search is not available at the moment." in page
    assert (HIT.findall(page), "is available" in page) == ([], False)


def test_while_the_worker_is_behind_the_page_says_so(index, board, say, as_member):
    say(board, "Canary")
    index()
    say(board, "Canary two")
    behind = "The newest posts are being added right now"

    before = [behind in page_of(as_member, typed) for typed in ("canary", "zyzzyva")]
    index()

    assert before == [True, True]
    assert [behind in page_of(as_member, typed) for typed in ("canary", "zyzzyva")] == [False, False]


def test_the_page_says_what_was_also_searched_and_offers_the_exact_words(index, board, say, as_member):
    load()
    say(board, "Témoins", "des mesures de protection des témoins", language="fr")
    index()

    wide, exact = page_of(as_member, "witness protection"), page_of(as_member, "witness protection", exact="1")

    assert (TOTAL.findall(wide), TOTAL.findall(exact)) == (["1"], ["0"])
    assert '<bdi lang="fr">protection des témoins</bdi>' in wide
    assert ("Also searched:" in exact, "Only these exact words, as they were typed." in exact) == (False, True)


STRANGE = [
    "AND OR NOT ( ) [ ] { } ^ ~ * ? : \\ /", "AND", "NOT NOT", '"', '"canary', 'canary" "', '"""', "\u202ecanary\u202c",
    "\u2066\u200f", "a\x00b", "\x01\x02\x1b\x7f", "'; DROP TABLE search_pending; --", "1' OR '1'='1", "title:canary",
    "canary^9 ~2", "[a TO z]", "+canary -", "-", "--", "canary~", "*", "audience:*", "key:topic", "\ud83d\ude00".encode(
        "utf-16", "surrogatepass").decode("utf-16"), "<script>alert(1)</script>", "{{ 7*7 }}", "%ff", "x" * 10_240,
    "canary " * 1500, "(" * 3000, "\uffff", "ا" * 400, "。、", "&amp;", "%s %(a)s {0}",
]  # fmt: skip


@pytest.mark.parametrize("typed", STRANGE, ids=range(len(STRANGE)))
def test_whatever_is_typed_is_a_page_that_repeats_it_as_text(index, board, say, as_member, typed):
    say(board, "Canary")
    index()

    page = page_of(as_member, typed)

    shown = re.search(r"“<bdi>(.*?)</bdi>”", page, re.DOTALL)
    start = escape(typed.strip()[:20])
    assert shown is None or "\x00" in typed or shown.group(1).startswith(start)
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    "asked",
    [
        "q=%ff%fe", "q=canary&q=finch", "q=canary&kind=nonsense&language=xx&concept=x&sort=up&exact=yes&tree=a",
        "q=canary&concept=concept:nobody&concept=%00", "kind=topic&kind=topic&kind=", "q=canary&audience=space:x",
        "q=canary&unknown=1&page=2&page=x", "%ff=1", "q[]=canary", "q=canary&language=" + "a" * 5000,
    ],
)  # fmt: skip
def test_parameters_that_nobody_offered_are_no_error(index, board, say, as_member, asked):
    say(board, "Canary")
    index()

    response = as_member.get(f"/search/?{asked}")

    assert (response.status_code, "<title>" in response.content.decode()) == (200, True)


def test_the_sixty_first_search_within_a_minute_waits(index, as_member, anonymous):
    answers = [as_member.get("/search/?" + urlencode({"q": n})).status_code for n in range(61)]

    assert settings.SEARCHES_PER_MINUTE == 60
    assert answers == [200] * 60 + [429]
    assert "A short pause" in as_member.get("/search/?q=one").content.decode()
    assert anonymous.get("/search/?q=one").status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_search_is_only_read(index, as_member, method):
    assert getattr(as_member, method)("/search/?q=canary").status_code == 405


def test_a_page_costs_the_same_for_four_hits_and_twenty_and_with_an_expansion(index, board, say, as_member):
    load()
    for number in range(20):
        say(board, f"Finch {number}" if number > 3 else f"Finch canary {number}")
        say(board, f"Witness protection {number}")
    index()

    def queries(typed):
        with CaptureQueriesContext(connection) as captured:
            page = page_of(as_member, typed)
        return len(captured), len(HIT.findall(page))

    for typed in ("canary", "witness protection"):
        page_of(as_member, typed)  # what is kept in memory
    four, twenty, wide = (queries(typed) for typed in ("canary", "finch", "witness protection"))

    assert (four[1], twenty[1], wide[1]) == (4, 20, 20)
    assert four[0] == twenty[0] == wide[0]
