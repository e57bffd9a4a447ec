import pytest

from core import panels
from core.panels import panel, panels_for


@pytest.fixture
def place(monkeypatch):
    """A place that no room knows."""
    monkeypatch.setattr(panels, "_panels", {})
    return "a-test"


def test_panels_come_in_their_order_and_leave_out_what_has_nothing_to_show(place):
    panel(place, order=30)(lambda request, subject: ("third.html", {}))
    panel(place, order=10)(lambda request, subject: ("first.html", {"of": subject}))
    panel(place, order=20)(lambda request, subject: None)

    assert panels_for(None, place, "me") == [("first.html", {"of": "me"}), ("third.html", {})]


def test_a_panel_registered_twice_is_there_once(place):
    def function(request, subject):
        return "only.html", {}

    panel(place)(function)
    panel(place)(function)

    assert panels_for(None, place) == [("only.html", {})]


def test_a_place_without_panels_is_empty(place):
    assert panels_for(None, "no-such-place") == []
