"""Posts, and what hangs on them: origin, versions, mentions, quotes."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import markup
from core.ids import RefField
from core.moments import Moments
from forum.querysets.post import PostQuerySet

PER_PAGE = 20


class Post(Moments):
    """`number` (1…n in its topic, never given again) is the unit of addresses, pages, read marks and quotes.

    `author` is the face that readers see, and may be null. `body_html` holds references that `core.markup.fill`
    turns into links for one reader.
    """

    ref = RefField()
    topic = models.ForeignKey("forum.Topic", on_delete=models.CASCADE, related_name="posts")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="posts")
    body = models.TextField(_("text"))
    body_html = models.TextField(editable=False)
    markup_version = models.PositiveSmallIntegerField(editable=False)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "number"], name="a_number_is_given_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="numbers_begin_at_one"),
            # An erased post keeps its number and loses its text.
            models.CheckConstraint(condition=~Q(body="") | Q(erased_at__isnull=False), name="a_post_has_a_text"),
        ]
        indexes = [models.Index(fields=["created_at"], name="posts_by_age")]

    def __str__(self):
        return f"{self.topic} #{self.number}"

    def get_absolute_url(self):
        return reverse("topic", args=[self.topic.ref]) + place_of(self.number)

    @property
    def html(self):
        """The rendered text: what was stored, unless an older version of the markup wrote it."""
        return self.body_html if self.markup_version == markup.VERSION else markup.render(self.body).html


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
    """One version of a post's text. The first is written with the second; the last is what the post says now."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    body = models.TextField()
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")  # the face

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
    """A post quotes another."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="quotes")
    quoted = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="quoted_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "quoted"], name="quoted_once_in_a_post"),
            models.CheckConstraint(condition=~Q(post=F("quoted")), name="no_post_quotes_itself"),
        ]

    def __str__(self):
        return f"{self.post_id} {self.quoted_id}"
