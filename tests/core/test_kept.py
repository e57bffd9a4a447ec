"""A store in memory forgets what was unused longest, and never holds more than it may."""

from core.kept import Kept


def test_what_was_unused_longest_goes_first():
    kept = Kept(most_bytes=20)
    kept.put("a", 1, size=10)
    kept.put("b", 2, size=10)
    kept.get("a")

    kept.put("c", 3, size=10)

    assert ([kept.get(key) for key in "abc"], kept.bytes) == ([1, None, 3], 20)


def test_what_takes_a_place_counts_once():
    kept = Kept(most_bytes=20)
    kept.put("a", 1, size=10)

    kept.put("a", 2, size=15)

    assert (kept.get("a"), kept.bytes) == (2, 15)


def test_what_is_larger_than_all_of_it_is_not_kept():
    kept = Kept(most_bytes=20)

    kept.put("a", 1, size=21)

    assert (kept.get("a"), kept.bytes) == (None, 0)


def test_what_is_too_old_is_made_anew():
    kept = Kept(most_bytes=20, seconds=-1)

    kept.put("a", 1, size=10)

    assert kept.get("a") is None


def test_all_are_emptied_at_once():
    kept = Kept(most_bytes=20)
    kept.put("a", 1, size=10)

    Kept.clear_all()

    assert (kept.get("a"), kept.bytes) == (None, 0)
