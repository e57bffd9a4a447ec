from django.conf import settings
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from core import things
from core.limits import allow
from core.opened import note_shown
from core.visitors import who
from search.actions import note_query
from search.addresses import address, without
from search.engines.base import DATE, RELEVANCE
from search.facets import facets_of
from search.finder import PAGE, Wish, find
from search.forms import NarrowingForm
from search.indexing import is_trait
from search.narrowing import operators, read
from search.suggestions import offers, spellings

MOST_PAGES = 50
MOST_TYPED = 10_000  # characters that are looked at
FEW = 3  # hits up to which another spelling is offered


@require_safe
def search(request):
    """One page of hits. Whatever is typed gives a page of results or of things to do next."""
    if not allow("search", who(request), settings.SEARCHES_PER_MINUTE, 60):
        return render(request, "search/too_many.html", status=429)
    asked = read(request.GET.get("q", "").strip()[:MOST_TYPED], dict(request.GET.lists()), request.user)
    wish, language = _wish(request.GET, asked), get_language()
    found = find(wish, user=request.user, language=language, page=_page(request.GET.get("page")))
    note_shown({things.place_of(hit.row) for hit in found.hits}, by=request.user, part="search")
    is_first = found.page == 1 and bool(wish.typed)
    if is_first:
        note_query(found, language)
    context = {
        "wish": wish,
        "found": found,
        "first": (found.page - 1) * PAGE + 1,
        "last": (found.page - 1) * PAGE + len(found.hits),
        "facets": facets_of(found, wish, request.user),
        "pages": [(number, address(wish, page=number)) for number in _near(found.page, found.pages)],
        "links": _links(wish, found),
        "offers": _offers(request, wish, found, language),
        "said": asked.said,
        "chips": [(piece, without(wish, piece)) for piece in wish.pieces],
        "form": NarrowingForm(wish, request.user),
        "operators": [operator for operator in operators() if operator.is_offered(request.user)],
    }
    return render(request, "search/search.html", context)


def _wish(asked, narrowed):
    return Wish(
        typed=narrowed.words,
        box=asked.get("q", "").strip()[:MOST_TYPED] if any(piece.typed for piece in narrowed.pieces) else "",
        pieces=narrowed.pieces,
        kinds=tuple(name for name in asked.getlist("kind") if things.kind_named(name)),
        languages=tuple(code for code in asked.getlist("language") if code in dict(settings.LANGUAGES)),
        concepts=tuple(key for key in asked.getlist("concept") if things.kind_of(key))[:10],
        traits=tuple(key for key in asked.getlist("trait") if is_trait(key))[:10],
        sort=DATE if asked.get("sort") == "date" else RELEVANCE,
        exact=asked.get("exact") == "1",
    )


def _page(text):
    return min(int(text), MOST_PAGES) if text and text.isdecimal() and len(text) < 6 else 1


def _links(wish, found):
    return {
        "exact": address(wish, exact="1"),
        "wide": address(wish, exact=""),
        "relevance": address(wish, sort=""),
        "date": address(wish, sort="date"),
        "previous": address(wish, page=found.page - 1) if found.page > 1 else "",
        "next": address(wish, page=found.page + 1) if found.page < found.pages else "",
    }


def _near(page, pages):
    return sorted({1, pages, *range(max(1, page - 2), min(pages, page + 2) + 1)})


def _offers(request, wish, found, language):
    """Other ways to ask: of every sort where nothing was found, other spellings that find more where little was."""
    if found.total > FEW or found.state == "unavailable" or not wish.typed:
        return []
    asked = {"user": request.user, "language": language}
    ways = spellings(wish, beyond=found.total, **asked) if found.total else offers(wish, **asked)
    return [(offer, address(offer.wish)) for offer in ways]
