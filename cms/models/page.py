"""The pages that every other page is made from: named by their ref, read as the tree says, in their tree's language."""

from django.db import models, transaction
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page, PageManager
from wagtail_localize.fields import SynchronizedField

from cms.forms.copying import CopyPageForm
from cms.permissions import Permissions
from cms.querysets import FoundationQuerySet
from cms.translation import refuse_untranslated
from cms.widening import is_for_members_at, refuse_wider_than_original
from core.gate import MEMBERS, PUBLIC
from core.ids import RefField, new_ref
from core.moments import Moments


class FoundationPage(Page):
    """A page of ours. Its slug is its ref, its audience follows from the tree, its language from its locale."""

    ref = RefField()
    # Of a page that is just being made: the one it is a copy, an alias or a translation of.
    made_from = None

    objects = PageManager.from_queryset(FoundationQuerySet)()

    copy_form_class = CopyPageForm
    override_translatable_fields = [SynchronizedField("slug", overridable=False)]
    private_page_options = []
    promote_panels = []
    settings_panels = []

    class Meta:
        abstract = True

    def get_absolute_url(self):
        """The address follows from the tree alone, without a query."""
        return self.url_path

    @property
    def language(self):
        return self.locale.language_code

    @property
    def audience_key(self):
        """`public` or `members`: a page is nothing narrower."""
        for_members = self.__dict__.get("is_for_members")
        if for_members is None:
            for_members = is_for_members_at(self)
        return MEMBERS if for_members else PUBLIC

    # What a page is called in addresses never comes from a title, a form, a copy or a revision.

    def full_clean(self, *args, **options):
        self.settle_address()
        super().full_clean(*args, **options)

    def minimal_clean(self):
        self.settle_address()
        super().minimal_clean()

    def set_url_path(self, parent):
        self.settle_address()
        return super().set_url_path(parent)

    def settle_address(self):
        """Wagtail makes a copy with every column of its original, the ref too. That tells, as nothing else does, what
        a new page was made from; then it gets a ref of its own."""
        original = type(self).objects.filter(ref=self.ref).first() if self._state.adding else None
        if original:
            self.made_from, self.ref = original, new_ref()
        self.slug = self.address_word()

    def address_word(self):
        return self.ref

    def with_content_json(self, content):
        """An old revision brings columns back; the page keeps its name."""
        return super().with_content_json({**content, "ref": self.ref, "slug": self.slug})

    def permissions_for_user(self, user):
        return Permissions(user, self)

    @property
    def is_needed(self):
        """Whether `ensure` made this page and others stand on it: it stays where it is."""
        return False

    @transaction.atomic
    def publish(self, revision, **options):
        """As Wagtail does, in one transaction with what receivers queue. A half-translated page is refused, and one
        that follows an original which fewer people read."""
        refuse_untranslated(self)
        refuse_wider_than_original(self)
        return super().publish(revision, **options)

    @transaction.atomic
    def unpublish(self, **options):
        return super().unpublish(**options)

    def serve_preview(self, request, mode_name):
        """Editors see previews in a frame beside the form: our own pages may frame this one, nobody else."""
        response = super().serve_preview(request, mode_name)
        response._csp_replace = {"frame-ancestors": ["'self'"]}
        response["X-Frame-Options"] = "SAMEORIGIN"
        return response


class PageState(Moments):
    """What decides who may read a page. It stands beside the page, because a revision brings a page's columns back."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="state")

    def __str__(self):
        return f"{self.page_id}"


class HomePage(FoundationPage):
    """The root of one language's pages. There is one for each, made by `ensure`."""

    parent_page_types = []
    subpage_types = ["cms.SectionPage"]
    translatable_fields = []

    def serve(self, request, *args, **kwargs):
        """A language home is a place in the tree, and the library is where its pages are listed."""
        return redirect("library")

    class Meta:
        verbose_name = _("language home")

    @property
    def is_needed(self):
        return True

    def address_word(self):
        return self.locale.language_code


class SectionPage(FoundationPage):
    """A shelf: pages stand below it. It may carry a restriction to members, and all below it follows."""

    LIBRARY = "library"

    introduction = models.CharField(_("introduction"), max_length=300, blank=True)
    purpose = models.CharField(max_length=20, blank=True, editable=False)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    parent_page_types = ["cms.HomePage", "cms.SectionPage"]
    exclude_fields_in_copy = ["purpose"]

    def serve(self, request, *args, **kwargs):
        return redirect("library")

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    @property
    def is_needed(self):
        return bool(self.purpose)
