import pytest

from cms.ensure import library_section
from tests.factories.cms import make_page


@pytest.fixture
def sections(db):
    """{(language, audience): section}"""
    return {
        (language, audience): library_section(language, audience)
        for language in ("en", "fr", "ar")
        for audience in ("public", "members")
    }


@pytest.fixture
def public_page(db):
    return make_page("public", title="For everybody")


@pytest.fixture
def members_page(db):
    return make_page("members", title="For members")
