"""Panels: what a room adds to another room's page without being imported by it."""

_panels: dict[str, list] = {}


def panel(place, order=50):
    """Register a function `(request, subject) -> (template, context) | None` for a place such as `home` or `topic`."""

    def add(function):
        rows = _panels.setdefault(place, [])
        if function not in [known for _, known in rows]:
            rows.append((order, function))
            rows.sort(key=lambda row: row[0])
        return function

    return add


def panels_for(request, place, subject=None):
    """The panels of a place that have something to show, in order, as [(template, context)]."""
    drawn = (function(request, subject) for _, function in _panels.get(place, []))
    return [found for found in drawn if found]
