"""Lists of topics: of a board, and across boards."""

from functools import partial

from core.prepared import Prepared
from forum.asked.beside import with_concepts
from forum.asked.boards import boards_with
from forum.faces import faces_of
from forum.models import Board, Topic
from forum.moderated import rights_of
from forum.rows import last_signed, row_of
from notifications.following import levels_of

MOST_COUNTED = 500
# Of a board's list: what is pinned first, then as it is sorted.
SORTED = {
    "activity": ["-is_pinned", "-bumped_at", "-ref"],
    "newest": ["-is_pinned", "-created_at", "-ref"],
    "answers": ["-is_pinned", "-post_count", "-ref"],
}
# Of the lists across boards.
BY_AGE, BY_ACTIVITY = ["-created_at", "-ref"], ["-bumped_at", "-ref"]
# What lists hold, of the topics that somebody sees. Those across boards leave out what is hidden, for moderators too.
CHOICES = {
    "all": lambda topics, user: topics,
    "new": lambda topics, user: topics.standing().new_to(user),
    "unread": lambda topics, user: topics.standing().unread_by(user),
    "unanswered": lambda topics, user: topics.standing().unanswered(),
    "mine": lambda topics, user: topics.written_in_by(user),
    "followed": lambda topics, user: topics.standing().followed_by(user),
}


def listed(topics, user):
    """Topics with these ids, chosen through `visible_to`, with the `row` that lists show of each; in this order.

    Read after the choice: counted for all topics that could be chosen, what is new took most of a list's time.
    """
    by_pk = {topic.pk: topic for topic in _listed.ask(rights_of(user), user, topics=list(topics))}
    found = with_concepts([by_pk[pk] for pk in topics if pk in by_pk])
    faces = faces_of(row for topic in found for row in (topic, last_signed(topic)))
    boards = {board.pk: board for board in boards_with(found)}
    for topic in found:
        topic.board, topic.row = boards[topic.board_id], row_of(topic, faces)
    return found


def first_in(board, shown, user, most, sort="activity"):
    """The first `most` topics of a board's list, no more of them than `first_page` needs. shown: as `chosen` has it.

    What is pinned and what is not are asked apart: each is read in an order that has an index.
    """
    key = rights_of(user), shown, most, sort
    pinned = _pinned_in.ask(key, shown, user, most, sort, board=board.pk)
    return [*pinned, *_first_in.ask(key, shown, user, most, sort, board=board.pk)][:most]


def first_of_all(shown, user, most):
    """The first `most` topics of a list across boards, no more of them than `first_page` needs."""
    return _first_of_all.ask((rights_of(user), _follows(user), shown, most), shown, user, most)


def _follows(user):
    """What lists read of what somebody follows: SQL kept under it is made anew with any change of it."""
    return frozenset(levels_of(user).items())


def counted_in(board, shown, user):
    """(how many topics of a board there are of a choice (all, unread, unanswered), whether there are more): they are
    counted as far as MOST_COUNTED, so that a board of thousands costs no more than one of hundreds."""
    found = len(_counted.ask((rights_of(user), shown), shown, user, board=board.pk))
    return min(found, MOST_COUNTED), found > MOST_COUNTED


def unread_for(user, most):
    """The ids of the topics with something new to this person, those last written in first."""
    return _unread.ask((rights_of(user), _follows(user), most), user, most)


def unanswered_for(user, most):
    """The ids of others' questions without an answer, the newest first."""
    return _unanswered.ask((rights_of(user), most), user, most)


def chosen(shown, user):
    """The topics of all boards of a choice, such as "unread"."""
    return CHOICES[shown](Topic.objects.visible_to(user), user)


def chosen_of_all(shown, user):
    """The same as a list across boards has them: what is muted is neither new nor unread there."""
    topics = chosen(shown, user)
    return topics.unmuted_by(user) if shown in ("new", "unread") else topics


def in_a_list(topics):
    """Topics with no more than `page_by_key` needs to order them."""
    return topics.with_pins().only("ref", "bumped_at", "created_at", "post_count")


def order_of(shown):
    """How a list across boards is ordered."""
    return BY_AGE if shown in ("new", "unanswered") else BY_ACTIVITY


def _topics_of_board(shown, user, most, sort, board, **pinned):
    topics = in_a_list(chosen(shown, user).filter(board=board, **pinned))
    return topics.order_by(*SORTED[sort][1:])[:most]


def _topics_of_all(shown, user, most):
    return in_a_list(chosen_of_all(shown, user)).order_by(*order_of(shown))[:most]


def _topics_to_count(shown, user, board):
    topics = chosen(shown, user).filter(board=board).order_by()
    return topics.values_list("pk", flat=True)[: MOST_COUNTED + 1]


def _unread_topics(user, most):
    newest = chosen_of_all("unread", user).order_by(*BY_ACTIVITY)
    return newest.values_list("pk", flat=True)[:most]


def _unanswered_topics(user, most):
    waiting = Topic.objects.visible_to(user).standing().unanswered().exclude(origin__user=user.pk)
    return waiting.order_by(*BY_AGE).values_list("pk", flat=True)[:most]


_listed = Prepared(
    lambda user, topics: Topic.objects.visible_to(user).filter(pk__in=topics).for_rows(user), topics=Topic._meta.pk
)
_pinned_in = Prepared(partial(_topics_of_board, pinned_at__isnull=False), board=Board._meta.pk)
_first_in = Prepared(partial(_topics_of_board, pinned_at__isnull=True), board=Board._meta.pk)
_first_of_all = Prepared(_topics_of_all)
_counted = Prepared(_topics_to_count, board=Board._meta.pk)
_unread, _unanswered = Prepared(_unread_topics), Prepared(_unanswered_topics)
