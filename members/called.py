"""Members as somebody types their names into a form: by what lists call them."""

from members.models import User

MOST_FOUND = 8  # people of whom one is to be chosen


def people_called(typed, by):
    """The first members of that name beside this person, or, without one, those with the words in their name. Who
    appears by position alone is not found, or shown, by name."""
    if not typed or "\x00" in typed:
        return []
    people = User.objects.visible_to(by).for_listing().exclude(pk=by.pk).order_by("entry__listed_as", "ref")
    exact = list(people.filter(entry__shown_as__iexact=typed)[:MOST_FOUND])
    return exact or list(people.filter(entry__shown_as__icontains=typed)[:MOST_FOUND])


def described(person):
    """What lists call somebody and where they work, as far as all members see it; each in its own direction of
    writing."""
    words = [person.display, person.entry.institution.name if person.entry.institution else ""]
    return " · ".join(f"\u2068{word}\u2069" for word in words if word)
