"""Every upload, wherever it hangs. The bytes lie on disk under a random name; this row says whose they are, whether
they may be served, and what was read in them.

What becomes of a row: `queued_at` is set while the lane `documents` has something to do with it, which is to ask the
virus scanner (where there is one; the row is `waiting` until it has answered) and then to read the text. Both leave a
moment and a code: `scanned_at` with `finding`, `read_at` with `reading`. A code without its moment is never set.
"""

from urllib.parse import urlencode

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.ids import RefField
from core.lease import Leased
from core.moments import Moments
from files.querysets import DocumentPageQuerySet, StoredFileQuerySet, UploadQuerySet
from files.types import CHOICES, DOCUMENTS, PICTURES, TYPES
from moderation.models.handling import COMMUNITY


class StoredFile(Moments, Leased):
    """One file. Its audience is its holder's, and null while nothing holds it (or where only the holder knows).

    state: only what is `stored` is served, to anybody. `waiting`: the virus scanner has not answered yet (`finding`
    empty), or what it said waits for a moderator (`finding` set, `cleared_at` empty). `refused`: a moderator said no.

    finding: empty (clean, or no scanner was asked), `infected` (`signature` says by what) or `unscannable` (the
    scanner could not look inside, or did not answer ten times). cleared_at: a moderator let it through all the same.

    reading: empty until `read_at` is set, then how it went. `read`: all the text is in `pages`. `partly`: the first
    pages are, the rest is beyond the limits. `pictures`: its pages are pictures (scans), no text in any. `empty`: it
    holds no text. `unreadable`: it is damaged. `protected`: it wants a password. `too_much`: reading it broke a limit.
    page_count: how many pages (slides, sheets, sections) the document has, which may be more than were kept.
    found: what the document says of who made it, {"creator": "…", …}, names in `files.extraction.fields.LABELS`.
    """

    STORED, WAITING, REFUSED = "stored", "waiting", "refused"
    STATES = [(STORED, _("Stored")), (WAITING, _("Being checked")), (REFUSED, _("Refused"))]

    INFECTED, UNSCANNABLE = "infected", "unscannable"
    FINDINGS = [
        (INFECTED, _("The virus scanner found harmful code in this file.")),
        (UNSCANNABLE, _("The virus scanner could not look into this file.")),
    ]

    READ, PARTLY, PICTURES_ONLY, EMPTY = "read", "partly", "pictures", "empty"
    UNREADABLE, PROTECTED, TOO_MUCH = "unreadable", "protected", "too_much"
    READINGS = [
        (READ, _("All of its text can be searched.")),
        (PARTLY, _("It is very long: only its first pages can be searched.")),
        (PICTURES_ONLY, _("Its pages are pictures without text (scans), so they can’t be searched.")),
        (EMPTY, _("It holds no text.")),
        (UNREADABLE, _("Its text could not be read: the file is damaged.")),
        (PROTECTED, _("Its text could not be read: the file is password protected.")),
        (TOO_MUCH, _("Its text could not be read: the file is too large or too complicated inside.")),
    ]

    ref = RefField()
    audience = models.ForeignKey("core.Audience", on_delete=models.PROTECT, null=True, related_name="files")
    holder = models.CharField(max_length=80, blank=True, db_index=True)  # kind:ref
    uploader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="stored_files"
    )
    name = models.CharField(_("name"), max_length=150)
    type = models.CharField(_("type"), max_length=10, choices=CHOICES)
    size = models.PositiveBigIntegerField(_("size"))
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, blank=True)
    handling = models.ForeignKey(
        "moderation.Handling", on_delete=models.PROTECT, default=COMMUNITY, db_index=False, related_name="+"
    )
    sha256 = models.CharField(max_length=64)
    sha256_sent = models.CharField(max_length=64)
    path = models.CharField(max_length=80, unique=True)
    state = models.CharField(max_length=10, choices=STATES, default=STORED)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    attached_at = models.DateTimeField(null=True)
    wanted_until = models.DateTimeField(null=True)  # a draft names it: so long it is kept though nothing holds it

    queued_at = models.DateTimeField(null=True)
    scanned_at = models.DateTimeField(null=True)
    finding = models.CharField(max_length=12, choices=FINDINGS, blank=True)
    signature = models.CharField(max_length=100, blank=True)
    cleared_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    reading = models.CharField(max_length=12, choices=READINGS, blank=True)
    page_count = models.PositiveIntegerField(null=True)
    found = models.JSONField(default=dict, blank=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(type__in=sorted(TYPES)), name="a_type_that_is_taken"),
            models.CheckConstraint(
                condition=Q(attached_at=None, holder="", audience=None)
                | (Q(attached_at__isnull=False) & ~Q(holder="")),
                name="attached_means_held",
            ),
            models.CheckConstraint(
                condition=Q(finding="") | ~Q(state="stored") | Q(cleared_at__isnull=False),
                name="nothing_found_is_served",
            ),
            models.CheckConstraint(
                condition=(Q(read_at=None) & Q(reading="")) | (Q(read_at__isnull=False) & ~Q(reading="")),
                name="read_means_told_how",
            ),
        ]
        indexes = [
            models.Index(fields=["queued_at", "id"], condition=Q(queued_at__isnull=False), name="files_to_look_at"),
            # Few wait; every home page asks for them.
            models.Index(fields=["state", "scanned_at"], name="files_by_state"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("file", args=[self.ref])

    def text_url(self, number=0, typed=""):
        """Where its text is read: from its beginning, or at a page, with the words looked for marked."""
        asked = urlencode({name: value for name, value in (("page", number), ("q", typed[:300])) if value})
        return (
            reverse("file_text", args=[self.ref]) + (f"?{asked}" if asked else "") + (f"#page{number}" * bool(number))
        )

    @property
    def telling_name(self):
        """Its name without the ending, which says nothing of what it is about."""
        return self.name.rpartition(".")[0] or self.name

    @property
    def is_picture(self):
        return self.type in PICTURES

    @property
    def is_document(self):
        """Whether it has text to read."""
        return self.type in DOCUMENTS

    @property
    def is_being_read(self):
        """Whether its text, and what it says of its makers, is not known yet and will be soon."""
        return self.is_document and self.queued_at is not None and self.read_at is None

    @property
    def content_type(self):
        return TYPES[self.type].content_type


class FileOrigin(models.Model):
    """Who sent a file that hangs on something without its writer's name: its `uploader` is null then. Read by this room
    alone, and only compared with the person who asks."""

    file = models.OneToOneField(StoredFile, on_delete=models.CASCADE, related_name="origin")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    def __str__(self):
        return str(self.file_id)


class Upload(StoredFile):
    """A file as its sender knows it, whatever became of it: what notices of it point at."""

    objects = UploadQuerySet.as_manager()

    class Meta:
        proxy = True

    def get_absolute_url(self):
        return self.text_url()


class DocumentPage(models.Model):
    """One page of a document's text, as readers open it and search finds it.

    A PDF's pages are its own, a slide show's its slides; a workbook is cut at its sheets and running text (DOCX, ODT,
    TXT) at its headings, and both once more where more than about 500 words follow (the parts share the heading).
    number: 1 … n without gaps; of a PDF the number that a reader of the PDF sees. heading: the section's, slide's or
    sheet's, of a PDF the bookmark that leads there; often empty. text: paragraphs parted by empty lines (of a PDF,
    lines as they stand), letters in reading order and never shapes of letters; empty on a page that is a picture.
    language: the file's own, or what the page's words look like; empty where they look like none.
    """

    ref = RefField()
    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    heading = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, blank=True)

    objects = DocumentPageQuerySet.as_manager()

    class Meta:
        ordering = ["file", "number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="a_page_once")]

    def __str__(self):
        return f"{self.file_id} {self.number}"

    def get_absolute_url(self):
        return self.file.text_url(self.number)
