import pytest

from core.sealing import Unreadable, seal, unseal

SECRET = "a one-time link: وصلة"


def test_what_was_sealed_is_read_again_and_stands_nowhere_in_what_is_kept():
    sealed = seal(SECRET)

    assert unseal(sealed) == SECRET
    assert "link" not in sealed
    assert seal(SECRET) != sealed


def test_a_copy_without_the_key_opens_nothing(settings):
    sealed = seal(SECRET)
    settings.SECRET_KEY = "another key, of another machine, that is long enough"

    with pytest.raises(Unreadable):
        unseal(sealed)


def test_after_a_change_of_keys_the_former_one_still_reads(settings):
    sealed, settings.SECRET_KEY_FALLBACKS = seal(SECRET), [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, of another machine, that is long enough"

    assert unseal(sealed) == SECRET


@pytest.mark.parametrize("place", [0, 20, -3])
def test_a_changed_letter_is_noticed(place):
    sealed = seal(SECRET)
    letter = "A" if sealed[place] != "A" else "B"
    end = len(sealed) if place == -1 else place % len(sealed)

    with pytest.raises(Unreadable):
        unseal(sealed[:end] + letter + sealed[end + 1 :])
