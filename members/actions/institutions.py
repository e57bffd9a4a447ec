"""What is done with institutions: written down, and who invites for them."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit import record
from core.refusals import Refusal, require
from members import rules
from members.actions.entries import list_anew
from members.models import FocalPoint, Institution, InstitutionDomain, InstitutionName, User
from search.live import refresh


class WorksElsewhere(Refusal):
    message = _("A focal point invites for the institution that this person works for. Change the profile first.")


@transaction.atomic
def found_institution(*, names, kind, by, country="", domains=()):
    """Write an institution down. names: {language: name}, at least one; domains: as `ascii_domain` gives them."""
    require(rules.can_keep_institutions, by)
    institution = Institution.objects.create(kind=kind, country=country)
    _set_names(institution, names)
    _set_domains(institution, domains)
    record("members.found_institution", by=by, on=f"institution:{institution.ref}")
    return institution


@transaction.atomic
def edit_institution(institution, *, names, kind, by, country="", domains=()):
    """Put what is known of an institution right; the directory has its people by it at once, and search then finds them
    by the new names."""
    require(rules.can_keep_institutions, by)
    before = _known(institution)
    institution.kind, institution.country = kind, country
    institution.save(update_fields=["kind", "country"])
    _set_names(institution, names)
    _set_domains(institution, domains)
    record("members.edit_institution", by=by, on=f"institution:{institution.ref}")
    if _known(institution) != before:
        _list_people_anew(institution)


@transaction.atomic
def name_focal_point(user, institution, *, by):
    """Let a member invite for the own institution. Raises WorksElsewhere; twice is once."""
    require(rules.can_keep_institutions, by)
    if not User.objects.members().filter(pk=user.pk, profile__institution=institution).exists():
        raise WorksElsewhere
    _, is_new = FocalPoint.objects.get_or_create(institution=institution, user=user, ended_at=None)
    if is_new:
        user.forget_rights()
        record("members.name_focal_point", by=by, on=user, reason=institution.ref)


@transaction.atomic
def end_focal_point(user, institution, *, by):
    """From now on this person invites nobody for the institution; open invitations of theirs count no more."""
    require(rules.can_keep_institutions, by)
    now = timezone.now()
    if FocalPoint.objects.current().filter(institution=institution, user=user).update(ended_at=now):
        user.forget_rights()
        record("members.end_focal_point", by=by, on=user, reason=institution.ref)


def _known(institution):
    """What the directory and search say of an institution's people."""
    return institution.kind, institution.country, set(institution.names.values_list("language", "name"))


def _list_people_anew(institution):
    """The entries of all its people, those who may come back too; and what search knows of the members among them."""
    people = User.objects.filter(profile__institution=institution).order_by("pk")
    list_anew(*people)
    for person in people:
        if person.is_member:
            refresh(person)


def _set_names(institution, names):
    institution.names.exclude(language__in=names).delete()
    for language, name in names.items():
        InstitutionName.objects.update_or_create(institution=institution, language=language, defaults={"name": name})


def _set_domains(institution, domains):
    institution.domains.exclude(domain__in=domains).delete()
    for domain in domains:
        InstitutionDomain.objects.get_or_create(institution=institution, domain=domain)
