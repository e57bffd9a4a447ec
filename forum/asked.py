"""What every page of the forum asks the database, prepared (`core.prepared`): each through `visible_to` as ever.

What hangs on rows (texts, concepts, institutions) is read apart and put where the models look for it first.
"""

from django.db.models import Count, F, IntegerField, Min, OuterRef, Subquery
from django.db.models.functions import Coalesce

from core.gate import audiences_of, is_member
from core.prepared import Prepared
from forum.faces import faces_of
from forum.models import Board, BoardText, Draft, Post, PostStub, PostTranslation, ReadMark, Revision, Topic, TopicStub
from forum.models.post import PER_PAGE
from forum.moderated import moderates, rights_of
from forum.rows import last_signed, row_of
from notifications.following import levels_of
from thesaurus.models import Concept
from thesaurus.naming import with_names

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
    faces = faces_of(row for topic in found for row in (topic, last_signed(topic)))
    boards = {board.pk: board for board in boards_with(found)}
    for topic in found:
        topic.board, topic.row = boards[topic.board_id], row_of(topic, faces)
    return found


def boards_with(topics):
    return with_texts(_boards.ask((), boards=sorted({topic.board_id for topic in topics})))


def board_named(ref, user):
    """The board, or None where there is none for this person."""
    return next(iter(with_texts(_board.ask(audiences_of(user), user, ref=ref))), None)


def first_in(board, shown, user, most, sort="activity"):
    """The first `most` topics of a board's list, no more of them than `first_page` needs. shown: as `chosen` has it."""
    return _first_in.ask((rights_of(user), shown, most, sort), shown, user, most, sort, board=board.pk)


def first_of_all(shown, user, most):
    """The first `most` topics of a list across boards, no more of them than `first_page` needs."""
    return _first_of_all.ask((rights_of(user), _follows(user), shown, most), shown, user, most)


def _follows(user):
    """What lists read of what somebody follows: SQL kept under it is made anew with any change of it."""
    return frozenset(levels_of(user).items())


def counts_in(board, shown, user):
    """How many topics of a board there are of a choice (all, unread, unanswered)."""
    return next(iter(_counts.ask((rights_of(user), shown), shown, user, board=board.pk)), 0)


def unread_for(user, most):
    """The ids of the topics with something new to this person, those last written in first."""
    return _unread.ask((rights_of(user), _follows(user), most), user, most)


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


def accepted_in(topic):
    """[the accepted answer of a topic that this person was found to see], if there is one and it stands."""
    found = _standing.ask((), post=topic.accepted_id) if topic.accepted_id else []
    for post in found:
        post.topic = topic
    return found


def held_in(topic, user):
    """The posts of a topic without a number that this person sees, the oldest first."""
    moderating = moderates(user, topic)
    posts = _held.ask((rights_of(user), moderating), user, moderating, topic=topic.pk)
    for post in posts:
        post.topic = topic
    return posts


def stubs_in(topic, numbers, user):
    """The PostStubs of these numbers that lead this person on."""
    return _stubs.ask((rights_of(user),), user, topic=topic.pk, numbers=numbers)


def led_on(ref, start, user):
    """Where a topic with this ref has gone that became part of another: the address of the first of its posts from
    number `start` on; None where nothing leads this person on."""
    stub = TopicStub.objects.visible_to(user).filter(topic__ref=ref).select_related("into").first()
    if stub is None:
        return None
    posts = PostStub.objects.visible_to(user).filter(topic=stub.topic_id, post__topic=stub.into_id)
    first = posts.filter(number__gte=start).select_related("post__topic").order_by("number").first()
    return first.post.get_absolute_url() if first else stub.into.get_absolute_url()


def joined_into(ref, user):
    """The topic that one with this ref has become part of; None where nothing leads this person on."""
    stub = TopicStub.objects.visible_to(user).filter(topic__ref=ref).first()
    topics = Topic.objects.visible_to(user).with_place().with_label()
    return topics.filter(pk=stub.into_id).first() if stub else None


def fresh_in(ref, after, user):
    """(how many posts of others, the first one's number or None) of a topic behind a number; None where there is no
    such topic for this person."""
    return next(iter(_fresh.ask((rights_of(user),), user, ref=ref, after=after)), None)


def mark_in(topic, user):
    """The highest number this person was shown in a topic, 0 for none."""
    return next(iter(_mark.ask((), person=user.pk, topic=topic.pk)), 0)


def draft_at(place, user):
    """What this person has typed for a place (its key) and not sent, or None."""
    return next(iter(_draft.ask((), person=user.pk, place=place)), None)


def versions_of(posts):
    """{post's id: number of its versions}, of those that were edited."""
    return dict(_versions.ask((), posts=[post.pk for post in posts if post.edited_at]))


def translations_of(posts):
    """{post's id: [its translations that stand]}, of those that have any."""
    found = {}
    for each in _translations.ask((), posts=[post.pk for post in posts if post.translated_at]):
        found.setdefault(each.post_id, []).append(each)
    return found


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


def _topics_of_board(shown, user, most, sort, board):
    return in_a_list(chosen(shown, user).filter(board=board)).order_by(*SORTED[sort])[:most]


def _topics_of_all(shown, user, most):
    return in_a_list(chosen_of_all(shown, user)).order_by(*order_of(shown))[:most]


def _count_of(shown, user, board):
    topics = chosen(shown, user).filter(board=board).order_by()
    return topics.values("board_id").annotate(many=Count("pk")).values_list("many", flat=True)


def _fresh_posts(user, ref, after):
    posts = Post.objects.standing().filter(topic=OuterRef("pk"), number__gt=after)
    of_others = posts.exclude(origin__user=user.pk) if is_member(user) else posts
    counted = of_others.order_by().values("topic").annotate(many=Count("pk"), first=Min("number"))
    many = Coalesce(Subquery(counted.values("many"), output_field=IntegerField()), 0)
    topics = Topic.objects.visible_to(user).filter(ref=ref)
    return topics.annotate(many=many, first=Subquery(counted.values("first"))).values_list("many", "first")


def _unread_topics(user, most):
    newest = chosen_of_all("unread", user).order_by("-bumped_at", "-id")
    return newest.values_list("pk", flat=True)[:most]


def _unanswered_topics(user, most):
    waiting = Topic.objects.visible_to(user).standing().unanswered().exclude(origin__user=user.pk)
    return waiting.order_by("-created_at", "-id").values_list("pk", flat=True)[:most]


_listed = Prepared(lambda user, topics: Topic.objects.visible_to(user).filter(pk__in=topics).for_rows(user), topics=KEY)
_first_in, _first_of_all = Prepared(_topics_of_board, board=Board._meta.pk), Prepared(_topics_of_all)
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
_standing = Prepared(lambda post: Post.objects.standing().filter(pk=post).for_reading(), post=Post._meta.pk)
_held = Prepared(
    lambda user, moderating, topic: (
        Post.objects.filter(topic=topic, number=None)
        .in_sight_of(user, moderating)
        .select_related("origin")
        .order_by("pk")
    ),
    topic=KEY,
)
_stubs = Prepared(
    lambda user, topic, numbers: (
        PostStub.objects.visible_to(user).filter(topic=topic, number__in=numbers).select_related("post__topic")
    ),
    topic=KEY,
    numbers=NUMBER,
)
_fresh = Prepared(_fresh_posts, ref=REF, after=NUMBER)
_mark = Prepared(
    lambda person, topic: ReadMark.objects.filter(user=person, topic=topic).values_list("number", flat=True),
    person=KEY,
    topic=KEY,
)
_draft = Prepared(
    lambda person, place: Draft.objects.filter(user=person, place=place),
    person=KEY,
    place=Draft._meta.get_field("place"),
)
_versions = Prepared(
    lambda posts: Revision.objects.filter(post__pk__in=posts).values_list("post").annotate(Count("pk")), posts=KEY
)
_translations = Prepared(
    lambda posts: PostTranslation.objects.standing().filter(post__pk__in=posts).order_by("language"), posts=KEY
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
