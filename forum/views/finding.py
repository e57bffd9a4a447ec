"""What is looked for in one topic, and what came in it since its page was made."""

from django.conf import settings
from django.http import HttpResponseNotModified
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from core.gate import is_member
from core.limits import allow
from core.opened import note_opened
from core.things import key_of
from core.views import not_found_unless
from core.visitors import who
from forum.asked import fresh_in, topic_named
from forum.models.post import place_of as place_of_post
from forum.reading import number_asked
from forum.views.places import place_of
from search.finder import PAGE, Wish, find

LONGEST = 300


@require_safe
def topic_search(request, ref):
    """The posts of a topic that speak of something."""
    topic = topic_named(ref, request.user)
    not_found_unless(topic)
    if not allow("search", who(request), settings.SEARCHES_PER_MINUTE, 60):
        return render(request, "search/too_many.html", status=429)
    if is_member(request.user):
        note_opened(topic, by=request.user, part="search")
    typed = request.GET.get("q", "").strip()[:LONGEST]
    context = {**place_of(topic.board, request.user), "topic": topic, "typed": typed}
    return render(request, "forum/topic_search.html", {**context, **_found(topic, typed, request)})


@require_safe
def topic_fresh(request, ref):
    """How many posts of others came in a topic behind a number, as one line; nothing where none did. Asked for by the
    page itself, over and over: one query, and no text again while nothing has changed."""
    after = number_asked(request.GET.get("after"))
    fresh = fresh_in(ref, after, request.user)
    not_found_unless(fresh)
    many, first = fresh
    etag = f'"{get_language()}-{many}-{first or 0}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers={"ETag": etag})
    place = place_of_post(first) if first else ""
    answer = render(request, "forum/topic_fresh.html", {"ref": ref, "many": many, "place": place})
    answer["ETag"] = etag
    return answer


def _found(topic, typed, request):
    """One page of hits, and the numbers of the pages before and after it."""
    if not typed:
        return {"found": None}
    wish = Wish(typed=typed, trees=(key_of(topic),))
    page = number_asked(request.GET.get("page"))
    found = find(wish, user=request.user, language=get_language(), page=page)
    return {
        "found": found,
        "previous": found.page - 1 if found.page > 1 else 0,
        "next": found.page + 1 if found.page < found.pages else 0,
        "size": PAGE,
    }
