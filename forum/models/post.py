"""Posts, and what hangs on them: origin, versions, mentions, quotes."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.addresses import address_of
from core.ids import RefField
from core.moments import Moments
from forum.models.signed import Signed
from forum.models.worded import Worded, digest_of
from forum.querysets.post import PostQuerySet
from moderation.models.handling import COMMUNITY

PER_PAGE = 20
LAST = 999_999  # asked for as a number: the last page there is


class Post(Signed, Worded, Moments):
    """`number` (1…n in its topic, never given again) is the unit of addresses, pages, read marks and quotes. A post
    that waits for a moderator has none: it gets one when it is let in, so that no gap tells of it before, or ever.

    `author` is the face that readers see, and may be null. `body_html` holds references that `core.markup.fill`
    turns into links for one reader.
    """

    ref = RefField()
    topic = models.ForeignKey("forum.Topic", on_delete=models.CASCADE, related_name="posts")
    number = models.PositiveIntegerField(null=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="posts")
    body = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    handling = models.ForeignKey(
        "moderation.Handling", on_delete=models.PROTECT, default=COMMUNITY, db_index=False, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    moderated_at = models.DateTimeField(null=True, blank=True)  # when a moderator last changed the text
    translated_at = models.DateTimeField(null=True, editable=False)  # when last; null where no translation stands
    changed_in_grace = models.PositiveIntegerField(default=0, editable=False)  # characters, without a version

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            *Signed.Meta.constraints,
            models.UniqueConstraint(fields=["topic", "number"], name="a_number_is_given_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="numbers_begin_at_one"),
            models.CheckConstraint(
                condition=Q(number__isnull=False) | Q(held_at__isnull=False), name="without_a_number_it_is_held"
            ),
            # An erased post keeps its number and loses its text.
            models.CheckConstraint(condition=~Q(body="") | Q(erased_at__isnull=False), name="a_post_has_a_text"),
        ]
        indexes = [
            models.Index(fields=["created_at"], name="posts_by_age"),
            models.Index(fields=["markup_version"], name="posts_by_markup"),
            models.Index(fields=["topic", "id"], condition=Q(number=None), name="posts_without_a_number"),
        ]

    def __str__(self):
        return f"{self.topic} #{self.number}"

    def get_absolute_url(self):
        place = place_of(self.number) if self.number else f"?from={LAST}#{self.anchor}"
        return address_of("topic", self.topic.ref) + place

    @property
    def anchor(self):
        """Its place on the page of its topic."""
        return anchor_of(self)

    @property
    def digest_with_title(self):
        """The same, of an opening post with its topic's title."""
        text = f"{self.topic.title}\n{self.body}" if self.number == 1 else self.body
        return digest_of(text)


def anchor_of(post):
    """Where a post, or what is drawn of it, stands on the page of its topic; without a number behind the last."""
    return f"p{post.number}" if post.number else f"held-{post.ref}"


def place_of(number):
    """What follows the address of a topic for the post with a number."""
    start = first_of_page(number)
    return f"?from={start}#p{number}" if start > 1 else f"#p{number}"


def first_of_page(number):
    """The first number of the page on which a number stands."""
    return (number - 1) // PER_PAGE * PER_PAGE + 1


class PostOrigin(models.Model):
    """Who wrote it, whatever face it shows; read by this room alone, and only compared with the person who asks."""

    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="origin")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    once = models.CharField(max_length=43)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "once"], name="a_post_is_written_once")]

    def __str__(self):
        return str(self.post_id)


class Revision(models.Model):
    """One version of a post, text and label. The first is written with the second; the last is what it is now."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    body = models.TextField()
    handling = models.ForeignKey(
        "moderation.Handling", on_delete=models.PROTECT, default=COMMUNITY, db_index=False, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")  # the face
    is_moderators = models.BooleanField(default=False)  # then readers are told that, and no name

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "number"], name="a_version_is_numbered_once"),
            models.CheckConstraint(condition=~Q(body=""), name="a_version_has_a_text"),
        ]

    def __str__(self):
        return f"{self.post_id} v{self.number}"


class Mention(models.Model):
    """A post names a member who may read it."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "user"], name="mentioned_once_in_a_post")]

    def __str__(self):
        return f"{self.post_id} {self.user_id}"


class Quote(models.Model):
    """A post quotes another, as it was at a moment."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="quotes")
    quoted = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="quoted_by")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "quoted"], name="quoted_once_in_a_post"),
            models.CheckConstraint(condition=~Q(post=F("quoted")), name="no_post_quotes_itself"),
        ]

    def __str__(self):
        return f"{self.post_id} {self.quoted_id}"
