"""Removing a text for good. Its number stays, and that it was: nothing that anybody wrote.

Each gives the keys of what is empty by it, the parts before the whole.
"""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.things import key_of
from files.actions import erase_files
from forum.actions.drafts import drop_drafts
from forum.actions.locking import locked_conversation, locked_post, locked_topic
from forum.actions.telling import refresh_below, refresh_post
from forum.actions.translating import locked_translation, note_translations
from forum.counting import recount
from forum.models import Draft, Message, Poll, Post, PostTranslation, Topic
from forum.models.draft import place_of_translation
from search.live import refresh

AT_ONCE = 3000  # places asked for in one query: SQLite takes 32,766 values, and a long topic has more places

# What hangs on a post and holds, or says, something of its text.
BESIDE_A_POST = ("revisions", "mentions", "quotes", "quoted_by", "bookmarks", "signals", "translations")


@transaction.atomic
def erase_post(post):
    """Remove a post's text, face, versions, files and drafts, and what hangs on it. The opening post goes with its
    topic's title when nothing else is left of that topic."""
    post = locked_post(post)
    if post.erased_at:
        return []
    _empty([post])
    topic = post.topic
    recount(topic)
    refresh_post(post, narrows=True)
    if topic.posts.filter(erased_at=None).exists():
        return [key_of(post)]
    _unname(topic)
    return [key_of(post), key_of(topic)]


@transaction.atomic
def erase_topic(topic):
    """Remove a topic: its title, all its posts, and what hangs on it."""
    topic = locked_topic(topic)
    if topic.erased_at:
        return []
    posts = list(topic.posts.filter(erased_at=None).select_for_update(no_key=True))
    _empty(posts)
    recount(topic)
    _unname(topic)
    return [*map(key_of, posts), key_of(topic)]


@transaction.atomic
def erase_topic_again(topic):
    """Remove the title of a topic that a back-up has brought back. Its posts are gone by their own tombstones, which
    come before; one that stands had been taken elsewhere when the topic was erased, and stays. The tombstone of a topic
    from when posts had none speaks for all of them."""
    if topic.posts.filter(number=1, erased_at=None).exists():
        return erase_topic(topic)
    topic = locked_topic(topic)
    _unname(topic)
    return [key_of(topic)]


@transaction.atomic
def erase_translation(translation):
    """Remove a translation's text, face and versions; the post and its other translations stay."""
    translation = locked_translation(translation)
    if translation.erased_at:
        return []
    translation.versions.all().delete()
    place = place_of_translation(key_of(translation.post), translation.language)
    drop_drafts(Draft.objects.filter(place=place).not_on_hold())
    PostTranslation.objects.filter(pk=translation.pk).update(**_nothing_said())
    note_translations(translation.post)
    refresh(translation, narrows=True)
    return [key_of(translation)]


@transaction.atomic
def erase_message(message):
    """Remove a private message's text, face and files; its number in the conversation stays."""
    locked_conversation(message.conversation)
    if Message.objects.filter(pk=message.pk, erased_at=None).update(**_nothing_said()):
        erase_files(message)
    return [key_of(message)]


def _nothing_said():
    return {"body": "", "body_html": "", "author": None, "erased_at": timezone.now()}


def _empty(posts):
    """In as many queries for many as for one: a topic may have hundreds, and all others wait for this to write."""
    refresh_below(*posts, narrows=True)  # while it is known what to take out of the index
    erase_files(*posts)
    for name in BESIDE_A_POST:
        _rows_beside(posts, name).delete()
    _drop_drafts_for(*posts)
    now = timezone.now()  # nobody is shown any more who wrote it
    _rows_beside(posts, "liftings").filter(ended_at=None, closes_at__gt=now).update(closes_at=now)
    emptied = {**_nothing_said(), "translated_at": None}
    Post.objects.filter(pk__in=[post.pk for post in posts]).update(**emptied)
    for post in posts:
        for name, value in emptied.items():
            setattr(post, name, value)


def _rows_beside(posts, name):
    """The rows that point at posts, by the name that one post calls its own."""
    relation = getattr(Post, name)
    return relation.rel.related_model.objects.filter(**{f"{relation.field.name}__in": [post.pk for post in posts]})


def _unname(topic):
    Topic.objects.filter(pk=topic.pk).update(title="", author=None, erased_at=timezone.now())
    topic.concepts.clear()
    topic.applies.all().delete()
    topic.asked.update(reason="")
    Poll.objects.filter(topic=topic).delete()
    _drop_drafts_for(topic)
    refresh(topic, whole_tree=True, narrows=True)


def _drop_drafts_for(*places):
    """They may hold its words, in whatever language; those of a person whom a hold is on stay."""
    keys = [key_of(place) for place in places]
    keys += [place_of_translation(key, code) for key in keys for code, _name in settings.LANGUAGES]
    for start in range(0, len(keys), AT_ONCE):
        drop_drafts(Draft.objects.filter(place__in=keys[start : start + AT_ONCE]).not_on_hold())
