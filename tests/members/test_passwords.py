import pytest
from django.core.exceptions import ValidationError

from members.passwords import NoPattern


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
