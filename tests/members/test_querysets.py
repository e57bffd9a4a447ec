"""What the database itself must get right about people: here, the order in which they stand."""

import pytest

from members.models import User
from tests.core.test_collation import ORDERS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ORDERS)
def test_the_database_orders_people_by_their_alphabet(make_member, language):
    for name in reversed(ORDERS[language]):
        make_member(name)

    named = User.objects.filter(name__in=ORDERS[language])

    assert list(named.order_by("sort_name").values_list("name", flat=True)) == ORDERS[language]
