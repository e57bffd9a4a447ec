"""The editors' form for a lesson: what Wagtail's own fields would offer too much of (people, files, concepts)."""

import hashlib

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from core.forms import OnceField, refuse_controls
from core.gate import is_member
from core.refusals import Refusal
from files.actions import upload
from files.extraction.fields import names_people
from files.forms import MOST_AT_ONCE, KeptField, SeveralFiles, UploadsField, refused
from files.models import StoredFile
from files.receiving import not_told
from files.refusals import Harmful
from members.models import User
from thesaurus.forms import ConceptsField, ConceptsWidget
from thesaurus.models import Concept

MOST_FILES = 20
UNTOLD = _("Nothing is saved yet. Please look at what your files say of those who made them; then save once more.")


class PhaseField(forms.ModelChoiceField):
    """One of the phases, called as the editor's language calls them."""

    def __init__(self):
        super().__init__(Concept.objects.none(), required=False, label=_("Phase of proceedings"))

    def label_from_instance(self, concept):
        return concept.name


class PersonField(forms.ModelChoiceField):
    """One of today's members, as lists call them; nothing else of them is told. Of those who are not named in lists,
    only the writer and who stands there already: readers see the author's name, and nobody gives away another's."""

    def __init__(self, **options):
        super().__init__(User.objects.none(), required=False, **options)
        self.writer = None

    def offer(self, writer, chosen):
        """Let this person choose. chosen: the id of who stands there already, or None."""
        people = User.objects.visible_to(writer).to_name()
        known = people.filter(~Q(entry__is_named=False) | Q(pk__in=[writer.pk, chosen]))
        self.queryset, self.writer = known.order_by("entry__listed_as", "ref"), writer

    def label_from_instance(self, person):
        return person.name if person == self.writer else person.display


class LessonConceptsWidget(ConceptsWidget):
    class Media:
        css = {"all": ["wagtail/lesson_form.css"]}


class FilesWidget(forms.Widget):
    """A box to send files from, a box to remove each that is there, and what came with an earlier try; of each, what it
    says of who made it. `told` and `waited` are those that came back to the writer with that, or still being read.

    `held` and `waiting` are StoredFiles that the form has found for this lesson and this person.
    """

    template_name = "library/files_widget.html"
    needs_multipart_form = True
    held, waiting = (), ()

    class Media:
        css = {"all": ["wagtail/lesson_form.css"]}

    def value_from_datadict(self, data, files, name):
        return {
            "sent": SeveralFiles().value_from_datadict(data, files, f"{name}-sent"),
            **{each: _all_of(data, f"{name}-{each}") for each in ("waiting", "removed", "told", "waited")},
        }

    def value_omitted_from_data(self, data, files, name):
        return False

    def get_context(self, name, value, attrs):
        context = super().get_context(name, None, attrs)
        removed = value["removed"] if isinstance(value, dict) else []
        held = [(file, file.ref in removed) for file in self.held]
        accept = SeveralFiles().attrs["accept"]
        return {**context, "held": held, "waiting": self.waiting, "accept": accept}


class FilesField(forms.Field):
    """What a lesson brings along. Each file that can't be taken is named with its reason; the form does the rest."""

    widget = FilesWidget

    def __init__(self, **options):
        self.uploads = UploadsField()
        super().__init__(
            **{"required": False, "label": _("Attachments"), "help_text": self.uploads.help_text, **options}
        )

    def clean(self, value):
        self.uploads.clean(value["sent"])
        return value

    def has_changed(self, initial, data):
        return bool(data["sent"] or data["waiting"] or data["removed"])


class LessonForm(WagtailAdminPageForm):
    """A lesson as its author or an editor writes it.

    Files are kept as soon as they are sent, right or wrong as the rest may be: they need not be chosen again. They
    hang on the lesson once a version of it is saved that names them, and that is once the writer has been shown what
    they say of who made them: editors read drafts.
    """

    phase = PhaseField()
    concepts = ConceptsField(widget=LessonConceptsWidget)
    author = PersonField(label=_("Author"), help_text=_("Readers see this name. Leave it empty to name nobody."))
    contact = PersonField(label=_("Contact"), help_text=_("Whom readers may ask about this lesson."))
    files = FilesField()

    def __init__(self, data=None, files=None, *args, **kwargs):
        super().__init__(data, files, *args, **kwargs)
        # Wagtail gives its previews no files at all. They are the writer's own, and keep nothing.
        self.is_preview = files is None
        for name in ("title", "summary", "jurisdiction"):
            self.fields[name].validators = [refuse_controls, *self.fields[name].validators]
        self.fields["summary"].widget.attrs["rows"] = 3
        phases = Concept.objects.current().filter(top__slug="phases-of-proceedings")
        self.fields["phase"].queryset = phases.for_listing().in_order()
        for name in ("author", "contact"):
            self.fields[name].offer(self.for_user, getattr(self.instance, f"{name}_id"))
        if self.instance.pk is None and not self.is_bound and is_member(self.for_user):
            self.initial["author"] = self.for_user.pk
        self.files_here = self._files_here()
        self.fields["files"].widget.held = self.files_here

    def clean(self):
        cleaned = super().clean()
        here, wish = {file.ref: file for file in self.files_here}, self["files"].data
        waiting = self._waiting(wish) + self._taken(wish)
        self.fields["files"].widget.waiting = waiting = [
            file for file in dict.fromkeys(waiting) if file.ref not in here
        ]
        self.files_chosen = [file for ref, file in here.items() if ref not in wish["removed"]] + waiting
        if len(self.files_chosen) > MOST_FILES:
            self.add_error("files", _("A lesson brings at most %(most)s files along.") % {"most": MOST_FILES})
        if not self.is_preview:
            self._refuse_harmful(waiting)
            self._refuse_untold(wish, waiting)
        return cleaned

    def save(self, commit=True):
        self._put_files_on(self.instance)
        return super().save(commit)

    def _files_here(self):
        """What this version of the lesson brings along, as far as the person who edits may see it; in its order."""
        chosen = [row.file_id for row in self.instance.attachments.all() if row.file_id]
        files = StoredFile.objects.told_to(self.for_user).in_bulk(chosen) if chosen else {}
        return [files[pk] for pk in chosen if pk in files]

    def _waiting(self, wish):
        """What came with an earlier try of this form and nothing holds yet."""
        refs = KeptField().clean(wish["waiting"])
        return list(StoredFile.objects.unattached_of(self.for_user).filter(ref__in=refs)) if refs else []

    def _taken(self, wish):
        """What comes now. Drafts are saved while one types, and send the chosen files each time: once is enough."""
        known = self.has_error("files")
        rows = []
        for sent in wish["sent"][:MOST_AT_ONCE]:
            try:
                rows.append(self._known(sent) or upload(sent, by=self.for_user, name=sent.name))
            except Refusal as refusal:
                if not known:  # the field has named it already
                    self.add_error("files", refused(sent, refusal))
        return rows

    def _refuse_harmful(self, waiting):
        for file in waiting:
            if file.finding == StoredFile.INFECTED:
                self.add_error("files", refused(file, Harmful()))

    def _refuse_untold(self, wish, waiting):
        """The form comes back with what the writer has not been shown yet. What is on the lesson already has come back
        once: it is not waited for, but what was read in it meanwhile is told, too."""
        told = set(wish["told"])
        held = [file for file in self.files_chosen if file not in waiting and names_people(file)]
        if not_told(waiting, told, set(wish["waited"])) or [file for file in held if file.ref not in told]:
            self.add_error("files", UNTOLD)

    def _known(self, sent):
        """The same bytes, if they are here already."""
        sent.seek(0)
        digest = hashlib.file_digest(sent, "sha256").hexdigest()
        here = next((file for file in self.files_here if file.sha256_sent == digest), None)
        return here or StoredFile.objects.unattached_of(self.for_user).filter(sha256_sent=digest).first()

    def _put_files_on(self, lesson):
        """The chosen files in order. One that this person can't see stays as it is: it was not theirs to remove."""
        seen = {file.pk for file in self.files_here}
        rows = {row.file_id: row for row in lesson.attachments.all()}
        unseen = [row for pk, row in rows.items() if pk and pk not in seen]
        model = lesson.attachments.model
        kept = [rows.get(file.pk) or model(file=file) for file in self.files_chosen]
        lesson.attachments.set([*kept, *unseen])
        for position, row in enumerate(lesson.attachments.all()):
            row.sort_order = position


class CopyForm(forms.Form):
    """Which posts of a topic a lesson begins with. What a label keeps out of lessons is no choice: sent all the same,
    the action says which label."""

    posts = forms.MultipleChoiceField(error_messages={"required": _("Please choose at least one post.")})
    once = OnceField()

    def __init__(self, *args, pieces, **options):
        super().__init__(*args, **options)
        self.known = {piece.post.ref: piece.post for piece in pieces}
        self.fields["posts"].choices = [(ref, ref) for ref in self.known]

    @property
    def chosen(self):
        """The chosen posts, in the order of the topic."""
        return [post for ref, post in self.known.items() if ref in self.cleaned_data["posts"]]


def _all_of(data, name):
    return data.getlist(name) if hasattr(data, "getlist") else list(data.get(name, []))
