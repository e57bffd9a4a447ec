import pytest

from core import things
from members.models import Space, User

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


def test_a_ref_leads_to_its_key_in_one_query_found_or_not(member, make_space, django_assert_num_queries):
    space = make_space(Space.SECRET)

    for ref, key in [
        (member.ref, things.key_of(member)),
        (space.ref, things.key_of(space)),
        ("aaaaaaaaaa", ""),
        ("no ref", ""),
    ]:
        with django_assert_num_queries(1):
            assert things.key_with(ref) == key


@pytest.mark.parametrize(
    "key", ["", ":", "person:", ":aaaaaaaaaa", "person:AAAAAAAAAA", "person:aaaaaaaaaa\n", "x" * 5000]
)
def test_a_word_that_is_no_key_has_no_kind(key):
    assert things.kind_of(key) is None


def test_a_kind_keeps_its_name_for_one_model():
    with pytest.raises(ValueError, match="registered twice"):
        things.register(things.Kind("person", Space, "x", "x"))

    assert things.kind_named("person").model is User


def test_each_kind_tells_what_a_list_needs_of_it(member, make_space):
    for row in (member, make_space(Space.OPEN, name="Quiet Kestrel")):
        kind = things.kind_of_row(row)
        assert kind.title(row) in {"Amara Member", "Quiet Kestrel"}
        assert kind.url(row) == row.get_absolute_url()
        assert things.kind_of(things.key_of(row)) is kind


def test_every_kind_has_a_model_that_asks_who_is_looking():
    """One door for all rooms: a kind whose model has no `visible_to` could not be resolved for anybody."""
    assert [kind.name for kind in things.kinds().values() if not hasattr(kind.model.objects.all(), "visible_to")] == []
