import base64
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.paging import page_by_key
from members.models import User

pytestmark = pytest.mark.django_db
ORDER = ["-sort_name", "id"]


@pytest.fixture
def people(make_member):
    return [make_member(name) for name in ("A", "B", "B", "C", "D")]


def names(page):
    return [person.name for person in page]


def test_pages_follow_each_other_and_lead_back(people):
    first = page_by_key(User.objects.all(), order=ORDER, size=2)
    second = page_by_key(User.objects.all(), first.next, order=ORDER, size=2)
    last = page_by_key(User.objects.all(), second.next, order=ORDER, size=2)
    back = page_by_key(User.objects.all(), "", last.previous, order=ORDER, size=2)

    assert [names(page) for page in (first, second, last, back)] == [["D", "C"], ["B", "B"], ["A"], ["B", "B"]]
    assert (first.previous, last.next) == ("", "")


def test_a_row_that_comes_meanwhile_moves_nothing(people, make_member):
    first = page_by_key(User.objects.all(), order=ORDER, size=2)
    make_member("Z")

    assert names(page_by_key(User.objects.all(), first.next, order=ORDER, size=2)) == ["B", "B"]


def token(*values):
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "====",
        "bnVsbA",
        "W10",
        "WzFd",
        "é",
        "\x00",
        "W3t9LHt9XQ",
        token("D", "x"),
        token(1, 2, 3),
        token("a\x00", 1),
        token("a", 10**30),
        token([], {}),
        token({"t": "x"}, 1),
        token({"t": "2026-01-01T00:00:00Z"}, 1),
    ],
)
def test_a_token_that_cannot_be_read_gives_the_first_page(people, token):
    assert names(page_by_key(User.objects.all(), token, order=ORDER, size=2)) == ["D", "C"]


ODD = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-01-01T00:00:00", "\ud800", "\x00"]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(ODD),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["t", "x"]), inner, max_size=2),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=ANYTHING, order=st.sampled_from([ORDER, ["-joined_at", "id"], ["id"], ["accepted_at", "-id"]]))
def test_no_token_of_any_shape_breaks_a_list(member, values, order):
    made_up = base64.urlsafe_b64encode(json.dumps(values).encode()).decode()

    for page in (
        page_by_key(User.objects.all(), made_up, order=order, size=2),
        page_by_key(User.objects.all(), "", made_up, order=order, size=2),
    ):
        assert set(page) <= {member}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made_up=st.text(max_size=60))
def test_no_text_in_place_of_a_token_breaks_a_list(member, made_up):
    assert set(page_by_key(User.objects.all(), made_up, made_up, order=ORDER, size=2)) <= {member}


@pytest.mark.parametrize("odd", ODD)
def test_moments_and_texts_that_no_database_compares_with_give_the_first_page(people, odd):
    for order, value in ((["-joined_at", "ref"], {"t": odd}), (["sort_name", "ref"], odd)):
        token = base64.urlsafe_b64encode(json.dumps([value, "a"]).encode()).decode()

        first = page_by_key(User.objects.all(), order=order, size=2)
        assert page_by_key(User.objects.all(), token, order=order, size=2).rows == first.rows


def test_a_text_is_no_moment(people):
    order = ["-joined_at", "id"]
    first = page_by_key(User.objects.all(), order=order, size=2)

    for text in ("0010-1-1T0:0", "2026-01-01", "2026-01-01T00:00:00Z"):
        assert page_by_key(User.objects.all(), token(text, 0), order=order, size=2).rows == first.rows


def test_a_name_may_look_like_a_moment(make_member):
    for name in ("2026-01-01", "2026-01-02", "2026-01-03"):
        make_member(name)
    order = ["sort_name", "ref"]
    first = page_by_key(User.objects.all(), order=order, size=2)

    assert names(page_by_key(User.objects.all(), first.next, order=order, size=2)) == ["2026-01-03"]


def test_moments_page_too(people):
    order = ["-joined_at", "id"]
    seen, after = [], ""
    while True:
        page = page_by_key(User.objects.all(), after, order=order, size=2)
        seen += page.rows
        if not (after := page.next):
            break

    assert seen == list(User.objects.order_by(*order))
