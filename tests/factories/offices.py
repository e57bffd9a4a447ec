"""Institutions with people."""

from members.models import Institution, InstitutionName

NAMES = {"en": "Office of the Kestrel Prosecutor", "fr": "Parquet de la Crécerelle"}


def make_office(kind="prosecution", names=NAMES):
    office = Institution.objects.create(kind=kind)
    InstitutionName.objects.bulk_create(
        InstitutionName(institution=office, language=language, name=name) for language, name in names.items()
    )
    return office
