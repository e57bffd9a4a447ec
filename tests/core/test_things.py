import pytest

from core import things
from members.models import Space

pytestmark = pytest.mark.django_db


def test_a_key_leads_to_its_row_for_who_may_see_it(member, other):
    key = things.key_of(other)

    assert things.resolve([key], member) == {key: other}


def test_foreign_missing_and_nonsense_keys_are_alike(make_space, member):
    space = make_space(Space.SECRET)

    assert things.resolve([things.key_of(space), "space:aaaaaaaaaa", "nonsense", "x:y", "person:"], member) == {}


def test_resolving_costs_one_query_a_kind(make_member, make_space, django_assert_num_queries):
    people = [make_member() for _ in range(3)]
    keys = [things.key_of(person) for person in people]
    people[0].audience_keys()

    with django_assert_num_queries(1):
        things.resolve(keys, people[0])


def test_a_row_of_no_kind_has_no_key(db):
    with pytest.raises(LookupError):
        things.key_of(object())
