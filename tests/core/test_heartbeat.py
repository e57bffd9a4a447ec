import json
import time

import pytest

from core import heartbeat
from core.heartbeat import SILENT, STUCK, Heartbeat, folder, sign_of
from core.lanes import lanes


@pytest.fixture
def var(settings, tmp_path):
    settings.VAR = tmp_path
    folder().mkdir()
    return tmp_path


def give_signs(**change):
    for name in lanes:
        (folder() / name).write_text(json.dumps({"at": time.time(), "busy_since": None, **change}))


def test_a_lane_that_never_beat_has_no_sign(var):
    assert sign_of("index") is None
    assert heartbeat.worker()["ok"] is False


def test_a_beat_is_a_sign(var):
    beat = Heartbeat("index")
    beat.busy_since = time.time()
    beat.beat()

    sign = sign_of("index")
    assert abs(sign.at.timestamp() - time.time()) < 5
    assert abs(sign.busy_since.timestamp() - time.time()) < 5


def test_no_half_written_sign_is_ever_there(var):
    beat = Heartbeat("index")
    for _ in range(3):
        beat.beat()

    assert [path.name for path in folder().iterdir()] == ["index"]


@pytest.mark.parametrize("nonsense", ["", "{", "not json", "\x00"])
def test_a_sign_that_cannot_be_read_is_none(var, nonsense):
    (folder() / "index").write_text(nonsense)

    assert sign_of("index") is None


@pytest.mark.parametrize(
    ("change", "ok", "said"),
    [
        ({}, True, "lanes alive"),
        ({"at": time.time() - SILENT - 5}, False, "silent for"),
        ({"busy_since": time.time() - 60}, True, "lanes alive"),
        ({"busy_since": time.time() - STUCK - 5}, False, "in one turn for"),
    ],
)
def test_what_the_worker_is_said_to_be(var, change, ok, said):
    give_signs(**change)

    told = heartbeat.worker()
    assert (told["ok"], said in told["said"]) == (ok, True)
