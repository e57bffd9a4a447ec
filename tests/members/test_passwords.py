import pytest
from django.core.exceptions import ValidationError

from members.passwords import KNOWN, KNOWN_BYTES, NoPattern, NotKnown, is_known


@pytest.mark.parametrize(
    "password",
    [
        "a" * 15,
        "passwordpassword",
        "HeronHeronHeron",
        "123456789012345",
        "qwertyuiopasdfgh",
        "abcdefghijklmnop",
        "loveislovelovei" * 2,
    ],
)
def test_what_repeats_itself_or_follows_the_keyboard_is_refused(password):
    with pytest.raises(ValidationError, match="easy to guess"):
        NoPattern().validate(password)


@pytest.mark.parametrize(
    "password", ["fifteen quiet herons", "three quiet herons at the weir", "ثلاثة طيور هادئة عند النهر"]
)
def test_a_sentence_passes(password):
    assert NoPattern().validate(password) is None


@pytest.mark.parametrize(
    "password", ["1q2w3e4r5t6y7u8i9o0p", "1Q2W3E4R5T6Y7U8I9O0P", "thisismypassword", "iloveyouforever"]
)
def test_what_stands_in_lists_of_known_passwords_is_refused_in_any_case(password):
    with pytest.raises(ValidationError, match="This password is known"):
        NotKnown().validate(password)


@pytest.mark.parametrize("password", ["fifteen quiet herons", "ثلاثة طيور هادئة عند النهر", "x" * 256, "\ud7ff" * 20])
def test_what_nobody_used_is_not_known(password):
    assert is_known(password) is False


def test_the_list_is_sorted_whole_and_as_long_as_it_says():
    content = KNOWN.read_bytes()
    digests = [content[place : place + KNOWN_BYTES] for place in range(0, len(content), KNOWN_BYTES)]

    assert len(digests) == 337_510
    assert digests == sorted(set(digests))
