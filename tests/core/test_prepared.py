"""A prepared query answers as its queryset does, whatever it is asked; and nobody gets what was compiled for others."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.db.models import CharField, F, Value
from django.utils import timezone

from core.prepared import Prepared
from members.models import Appointment, Membership, Profile, User

pytestmark = pytest.mark.django_db


def counted(build, **fields):
    """A prepared query, and the list of what its queryset was built for."""
    built = []

    def note(*about, **slots):
        built.append(about)
        return build(*about, **slots)

    return Prepared(note, **fields), built


def test_it_is_built_once_and_answers_each_value(make_member):
    people = [make_member(), make_member()]
    by_ref, built = counted(lambda ref: User.objects.filter(ref=ref), ref=CharField())

    found = [by_ref.ask((), ref=ref) for ref in (people[0].ref, people[1].ref, "nobody")]

    assert (found, len(built)) == ([[people[0]], [people[1]], []], 1)


@pytest.mark.parametrize("many", [0, 1, 4, 5, 9])
def test_a_list_of_any_length_finds_what_is_in_it_once(make_member, many):
    people = [make_member() for _ in range(10)]
    named, built = counted(lambda refs: User.objects.filter(ref__in=refs).order_by("pk"), refs=CharField())

    found = named.ask((), refs=[person.ref for person in people[:many]])

    assert (found, len(built)) == (people[:many], bool(many))


def test_lists_of_like_length_share_what_was_compiled(make_member):
    refs = [make_member().ref for _ in range(8)]
    named, built = counted(lambda refs: User.objects.filter(ref__in=refs), refs=CharField())

    for many in range(1, 9):
        named.ask((), refs=refs[:many])

    assert len(built) == 2


def test_what_the_queryset_holds_of_one_person_is_never_asked_for_another(make_member):
    people = [make_member(), make_member()]
    own, built = counted(
        lambda user, at: User.objects.filter(pk=user.pk, joined_at__lte=at), at=User._meta.get_field("joined_at")
    )

    found = [own.ask(person.pk, person, at=timezone.now()) for person in people * 2]

    assert (found, built) == ([[person] for person in people * 2], [(person,) for person in people])


def test_joins_columns_and_unions_come_as_the_queryset_has_them(make_member, make_space):
    member = make_member(roles=["editor"])
    space = make_space(keeper=member)
    key = User._meta.pk
    joined = Prepared(
        lambda person: Profile.objects.select_related("user").annotate(called=F("user__name")).filter(user__pk=person),
        person=key,
    )
    roles = Prepared(
        lambda person: (
            Membership.objects.filter(user_id=person)
            .values_list("space__audience_id", "role")
            .union(Appointment.objects.filter(user_id=person).values_list(Value(""), "role"))
        ),
        person=key,
    )

    profiles, held = joined.ask((), person=member.pk), roles.ask((), person=member.pk)

    assert [(row.user, row.called) for row in profiles] == [(member, member.name)]
    assert set(held) == {(space.audience_id, "keeper"), ("", "editor")}


def test_what_can_find_nothing_asks_nothing(django_assert_num_queries):
    nothing = Prepared(lambda ref: User.objects.none().filter(ref=ref), ref=CharField())

    with django_assert_num_queries(0):
        assert [nothing.ask((), ref="a"), nothing.ask((), ref="b")] == [[], []]


def test_rows_that_would_carry_somebody_elses_object_are_refused(member):
    for build in (member.appointments.all, lambda: User.objects.prefetch_related("appointments")):
        with pytest.raises(ValueError, match="the model's own"):
            Prepared(build).ask(())


@pytest.mark.django_db(transaction=True)
def test_threads_share_it_and_each_asks_by_its_own_connection(make_member):
    people = [make_member() for _ in range(8)]
    by_ref = Prepared(lambda ref: User.objects.filter(ref=ref), ref=CharField())

    def ask(person):
        try:
            return [by_ref.ask((), ref=person.ref) for _ in range(20)]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(ask, people))

    assert found == [[[person]] * 20 for person in people]
