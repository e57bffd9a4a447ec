"""Whom a post is told to once it can be read, and what its author hears of moderators."""

from files.indexing import held_keys
from forum.calls import called_in, people_called
from forum.models import PostTranslation
from forum.origins import writer_of
from members.models import User
from notifications.actions import follow_by_itself
from notifications.live import announce, notify
from notifications.models import Follow
from search.live import refresh, refresh_all


def tell_readers(post, people=None, quoted=None):
    """Queue what search knows of a post that can be read from now on, and the notices of it.

    people, quoted: those whom it names, and the posts that it quotes; where they are not given, all of both.
    """
    refresh_post(post)
    if post.number > 1:
        notify("forum.reply", about=post)
    tell_named(
        post,
        User.objects.filter(mentions__post=post) if people is None else people,
        [quote.quoted for quote in post.quotes.select_related("quoted__author")] if quoted is None else quoted,
    )
    tell_called(post, called_in(post.body))
    announce("forum.post" if post.number > 1 else "forum.topic", about=post)


def tell_named(post, people, quoted):
    """Notices to those whom a post names, and to those whom it quotes."""
    follow_by_itself(post.topic, Follow.MENTIONED, people=[person.pk for person in people])
    notify("forum.mention", about=post, to=people)
    notify("forum.quote", about=post, to=[writer for source in quoted for writer in writer_of(source)])


def tell_called(post, roles):
    """Notices to those who hold the roles that a post calls."""
    if roles:
        notify("forum.call", about=post, to=people_called(roles, post.topic.board))


def tell_author(thing, what):
    """A notice to who wrote a topic or post, whatever face it shows: approved, rejected, hidden, restored, amended,
    asked, upheld or said."""
    notify(f"forum.{what}", about=thing, to=writer_of(thing))


def tell_translator(translation, what):
    """The same to who made a translation; and, of one that stood, `held`: somebody else's change of it waits."""
    notify(f"forum.{what}", about=translation, to=User.objects.members().filter(pk=translation.author_id))


def refresh_post(post, *, narrows=False):
    """Queue what search knows of a post: its text, the files that hang on it, and its translations."""
    refresh(document_of(post), narrows=narrows)
    refresh_below(post, narrows=narrows)


def refresh_below(*posts, narrows=False):
    """Queue what search knows of what hangs on posts, in as many queries for many as for one."""
    translations = PostTranslation.objects.filter(post__in=[post.pk for post in posts]).values_list("ref", flat=True)
    refresh_all(held_keys(*posts), whole_tree=True, narrows=narrows)
    refresh_all([f"translation:{ref}" for ref in translations], narrows=narrows)


def refresh_answered(topic, answers):
    """Queue what says whether a question is solved, and by which answer."""
    for post in [*topic.posts.filter(number=1), *answers]:
        post.topic = topic
        refresh_post(post)


def document_of(post):
    """The thing whose search document holds the text of a post: the opening post is its topic's."""
    return post.topic if post.number == 1 else post


def taken_away(post):
    """What moderators took out of sight, as the queue knows it: the post, or the topic that it opens; or None."""
    thing = reviewed_thing(post)
    if thing.hidden_at:
        return thing
    return post.topic if post.number == 1 and post.topic.hidden_at else None


def reviewed_thing(post):
    """The thing by which the queue knows a post: an opening post waits as its topic."""
    return post.topic if post.number == 1 and post.topic.held_at else post
