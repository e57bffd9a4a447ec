"""What every page of the forum asks the database, prepared (`core.prepared`): each through `visible_to` as ever.

What hangs on rows (texts, concepts, institutions) is read apart and put where the models look for it first.
"""

from django.db.models import Count, F

from core.gate import audiences_of
from core.prepared import Prepared
from forum.faces import faces_of
from forum.models import Board, BoardText, Post, ReadMark, Revision, Topic
from forum.models.post import PER_PAGE
from forum.moderated import moderates, rights_of
from forum.rows import row_of
from thesaurus.models import Concept
from thesaurus.naming import with_names

# Of a board's list: what is pinned first, then by the last post.
ORDER = ["-is_pinned", "-bumped_at", "-ref"]
KEY, REF, NUMBER = Topic._meta.pk, Topic._meta.get_field("ref"), Post._meta.get_field("number")


def topic_named(ref, user):
    """The topic with what its page shows of it, or None where there is none for this person."""
    found = _topic.ask(rights_of(user), user, ref=ref)
    with_concepts(found)
    with_texts([topic.board for topic in found])
    return found[0] if found else None


def listed(topics, user):
    """Topics with these ids, chosen through `visible_to`, with the `row` that lists show of each; in this order.

    Read after the choice: counted for all topics that could be chosen, what is new took most of a list's time.
    """
    by_pk = {topic.pk: topic for topic in _listed.ask(rights_of(user), user, topics=list(topics))}
    found = with_concepts([by_pk[pk] for pk in topics if pk in by_pk])
    faces = faces_of({person for topic in found for person in (topic.author_id, topic.last_author_id)})
    boards = {board.pk: board for board in _boards_with(found)}
    for topic in found:
        topic.board, topic.row = boards[topic.board_id], row_of(topic, faces)
    return found


def _boards_with(topics):
    return with_texts(_boards.ask((), boards=sorted({topic.board_id for topic in topics})))


def board_named(ref, user):
    """The board, or None where there is none for this person."""
    return next(iter(with_texts(_board.ask(audiences_of(user), user, ref=ref))), None)


def newest_in(board, shown, user, most):
    """The first `most` topics of a board's list, no more of them than `first_page` needs. shown: as `chosen` has it."""
    return _newest.ask((rights_of(user), shown, most), shown, user, most, board=board.pk)


def counts_in(board, shown, user):
    """How many topics of a board there are of a choice (all, unread, unanswered)."""
    return next(iter(_counts.ask((rights_of(user), shown), shown, user, board=board.pk)), 0)


def unread_for(user, most):
    """The ids of the topics with something new to this person, those last written in first."""
    return _unread.ask((rights_of(user), most), user, most)


def unanswered_for(user, most):
    """The ids of others' questions without an answer, the newest first."""
    return _unanswered.ask((rights_of(user), most), user, most)


def posts_from(topic, start, user):
    """The posts of a page of a topic that this person was found to see, in order."""
    moderating = moderates(user, topic)
    posts = _posts.ask(
        (rights_of(user), moderating), user, moderating, topic=topic.pk, start=start, end=start + PER_PAGE
    )
    for post in posts:
        post.topic = topic  # already here, with its board
    return posts


def mark_in(topic, user):
    """The highest number this person was shown in a topic, 0 for none."""
    return next(iter(_mark.ask((), person=user.pk, topic=topic.pk)), 0)


def versions_of(posts):
    """{post's id: number of its versions}, of those that were edited."""
    return dict(_versions.ask((), posts=[post.pk for post in posts if post.edited_at]))


def with_texts(boards):
    """Those boards, with their texts."""
    found = {}
    for text in _texts.ask((), boards=sorted({board.pk for board in boards})):
        found.setdefault(text.board_id, []).append(text)
    for board in boards:
        board.texts_read = found.get(board.pk, [])
    return boards


def with_concepts(topics):
    """Those topics, with their concepts, in order, and the names of these."""
    by_topic = {}
    for concept in with_names(_concepts.ask((), topics=[topic.pk for topic in topics])):
        by_topic.setdefault(concept.topic_pk, []).append(concept)
    for topic in topics:
        topic.concepts_read = by_topic.get(topic.pk, [])
    return topics


def chosen(shown, user):
    """The topics of all boards of a choice: all, unread or unanswered."""
    topics = Topic.objects.visible_to(user)
    return {"all": topics, "unread": topics.unread_by(user), "unanswered": topics.unanswered()}[shown]


def in_a_list(topics):
    """Topics with no more than `page_by_key` needs to order them as a board does."""
    return topics.with_pins().only("ref", "bumped_at")


def _newest_topics(shown, user, most, board):
    return in_a_list(chosen(shown, user).filter(board=board)).order_by(*ORDER)[:most]


def _count_of(shown, user, board):
    topics = chosen(shown, user).filter(board=board).order_by()
    return topics.values("board_id").annotate(many=Count("pk")).values_list("many", flat=True)


def _unread_topics(user, most):
    newest = Topic.objects.visible_to(user).standing().unread_by(user).order_by("-bumped_at", "-id")
    return newest.values_list("pk", flat=True)[:most]


def _unanswered_topics(user, most):
    waiting = Topic.objects.visible_to(user).standing().unanswered().exclude(author=user.pk)
    return waiting.order_by("-created_at", "-id").values_list("pk", flat=True)[:most]


_listed = Prepared(lambda user, topics: Topic.objects.visible_to(user).filter(pk__in=topics).for_rows(user), topics=KEY)
_newest = Prepared(_newest_topics, board=Board._meta.pk)
_counts = Prepared(_count_of, board=Board._meta.pk)
_unread, _unanswered = Prepared(_unread_topics), Prepared(_unanswered_topics)
_topic = Prepared(lambda user, ref: Topic.objects.visible_to(user).for_page().filter(ref=ref), ref=REF)
_posts = Prepared(
    lambda user, moderating, topic, start, end: (
        Post.objects.filter(topic=topic, number__gte=start, number__lt=end).in_sight_of(user, moderating).for_reading()
    ),
    topic=KEY,
    start=NUMBER,
    end=NUMBER,
)
_mark = Prepared(
    lambda person, topic: ReadMark.objects.filter(user=person, topic=topic).values_list("number", flat=True),
    person=KEY,
    topic=KEY,
)
_versions = Prepared(
    lambda posts: Revision.objects.filter(post__pk__in=posts).values_list("post").annotate(Count("pk")), posts=KEY
)
_board = Prepared(
    lambda user, ref: Board.objects.visible_to(user).filter(ref=ref).select_related("audience__space"), ref=REF
)
_boards = Prepared(
    lambda boards: Board.objects.filter(pk__in=boards).select_related("audience__space"), boards=Board._meta.pk
)
_texts = Prepared(lambda boards: BoardText.objects.filter(board__pk__in=boards), boards=Board._meta.pk)
_concepts = Prepared(
    lambda topics: (
        Concept.objects.filter(topics__pk__in=topics).annotate(topic_pk=F("topics__pk")).only("ref", "slug").in_order()
    ),
    topics=KEY,
)
