"""Topics: a question or a discussion, with its posts in order."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.addresses import address_of
from core.ids import RefField
from core.moments import Moments
from forum.models.signed import Signed
from forum.querysets.topic import TopicQuerySet


class Topic(Signed, Moments):
    """It is signed as its opening post is. Its counters (`last_number`, `post_count`, `last_post`, `bumped_at`) are set
    by actions under this row's lock; so is `held_count`, of posts that wait for a moderator: a page asks for them only
    where there are some.

    Of a question: `accepted` is the answer that helped, `needs_more_at` when its asker said that none does yet; with
    neither it is open. slow_seconds: how long one person waits between two posts in it, 0 for not at all.
    """

    QUESTION, DISCUSSION, ANNOUNCEMENT, POLL = "question", "discussion", "announcement", "poll"
    KINDS = [
        (QUESTION, _("Question")),
        (DISCUSSION, _("Discussion")),
        (ANNOUNCEMENT, _("Announcement")),
        (POLL, _("Poll")),
    ]

    ref = RefField()
    board = models.ForeignKey("forum.Board", on_delete=models.PROTECT, related_name="topics")
    audience = models.ForeignKey("core.Audience", on_delete=models.PROTECT, related_name="topics")  # its board's
    kind = models.CharField(_("kind"), max_length=12, choices=KINDS, default=QUESTION)
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="topics")
    created_at = models.DateTimeField(default=timezone.now)
    bumped_at = models.DateTimeField(default=timezone.now)
    last_number = models.PositiveIntegerField(default=0)
    post_count = models.PositiveIntegerField(default=0)
    held_count = models.PositiveIntegerField(default=0)
    last_post = models.ForeignKey("forum.Post", on_delete=models.SET_NULL, null=True, related_name="+")
    locked_at = models.DateTimeField(null=True, blank=True)
    pinned_at = models.DateTimeField(null=True, blank=True)
    slow_seconds = models.PositiveIntegerField(default=0)
    accepted = models.ForeignKey("forum.Post", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    needs_more_at = models.DateTimeField(null=True, blank=True)
    concepts = models.ManyToManyField("thesaurus.Concept", blank=True, related_name="topics")

    objects = TopicQuerySet.as_manager()

    class Meta:
        constraints = [
            *Signed.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind__in=["question", "discussion", "announcement", "poll"]), name="a_known_kind_of_topic"
            ),
            models.CheckConstraint(
                condition=Q(accepted=None, needs_more_at=None)
                | Q(kind="question", accepted=None)
                | Q(kind="question", needs_more_at=None),
                name="a_question_is_answered_or_needs_more",
            ),
            models.CheckConstraint(condition=~Q(title="") | Q(erased_at__isnull=False), name="a_topic_has_a_title"),
            models.CheckConstraint(condition=Q(post_count__lte=F("last_number")), name="no_more_posts_than_numbers"),
        ]
        indexes = [
            models.Index(fields=["board", "-bumped_at", "-ref"], name="topics_of_a_board"),
            models.Index(fields=["board"], condition=Q(pinned_at__isnull=False), name="pinned_topics"),
            models.Index(fields=["audience", "-bumped_at", "-ref"], name="topics_of_an_audience"),
            models.Index(fields=["kind", "-created_at", "-ref"], name="topics_of_a_kind"),
            models.Index(fields=["-bumped_at", "-ref"], name="topics_by_activity"),
            models.Index(fields=["-created_at", "-ref"], name="topics_by_age"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address_of("topic", self.ref)

    @property
    def label_key(self):
        """The label of its opening post, which `with_label` reads for many topics at once."""
        if not hasattr(self, "opening_label"):
            self.opening_label = self.posts.filter(number=1).values_list("handling", flat=True).first()
        return self.opening_label

    @property
    def subjects(self):
        """Its concepts in order, as `forum.asked` has read them for several topics at once."""
        return self.concepts_read if hasattr(self, "concepts_read") else self.concepts.all()

    @property
    def is_answered(self):
        return self.accepted_id is not None

    @property
    def reply_count(self):
        """Posts that stand, without the opening one."""
        return max(self.post_count - 1, 0)


class TopicOrigin(models.Model):
    """Who started it, whatever face it shows; read by this room alone, and only compared with the person who asks."""

    topic = models.OneToOneField(Topic, on_delete=models.CASCADE, related_name="origin")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    once = models.CharField(max_length=43)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "once"], name="a_topic_is_started_once")]

    def __str__(self):
        return str(self.topic_id)
