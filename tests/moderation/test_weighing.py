import pytest

from moderation.weighing import weight


@pytest.mark.parametrize(
    ("upheld", "decided", "weighs"),
    [(0, 0, 1.0), (1, 1, 4 / 3), (0, 1, 2 / 3), (0, 100, 0.25), (100, 100, 2 * 101 / 102)],
)
def test_a_report_weighs_what_its_reporters_record_says_within_bounds(upheld, decided, weighs):
    assert weight(upheld, decided) == weighs
