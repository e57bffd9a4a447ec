"""Whatever ends `make run`, nothing of it stays behind; whatever dies under it comes back. Real processes only."""

import contextlib
import fcntl
import os
import pty
import signal
import subprocess
import termios
from pathlib import Path

import pytest

from tests.run.processes import ROOT, SUPERVISOR, answers, environment, eventually, free_port, processes_of

pytestmark = [
    pytest.mark.faults,
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are found through /proc"),
]

# Long enough for two busy cores: what is waited for is looked at ten times a second.
START, END, RECOVERY = 180, 60, 120


class Running:
    """One `make run`: its processes by the part they play."""

    def __init__(self, var, port, process):
        self.var, self.port, self.process = var, port, process

    def parts(self):
        """{part: the numbers of the processes that play it}, from one look at all processes."""
        found, parts = processes_of(self.var), {}
        above = {each.number: each for each in found}
        for each in found:
            parts.setdefault(_part_of(each, above.get(each.parent)), []).append(each.number)
        return parts

    def part(self, name):
        return self.parts().get(name, [])

    def is_whole(self):
        counts = {name: len(numbers) for name, numbers in self.parts().items()}
        wanted = {"supervisor": 1, "web": 1, "web worker": 2, "worker": 1}
        return wanted.items() <= counts.items() and counts.get("lane", 0) >= 2 and answers(self.port)

    def orphans(self):
        """Processes whose parent is neither another of ours nor whoever started us."""
        found = processes_of(self.var)
        known = {each.number for each in found} | {os.getpid()}
        return [each for each in found if each.parent not in known]

    def is_gone(self):
        self.process.poll()
        return not processes_of(self.var)


def _part_of(process, above):
    for mark, master, child in (("config.web", "web", "web worker"), ("manage.py worker", "worker", "lane")):
        if mark in process.command or (above and mark in above.command):
            return child if above and mark in above.command else master
    return "supervisor" if "config.supervisor" in process.command else "make"


@pytest.fixture
def start(var):
    """start(command=…, **popen) -> a whole running Fora; whatever is left of it is killed after the test."""

    def run(command=SUPERVISOR, **options):
        port = free_port()
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(var, port),
            **{"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True, **options},
        )
        started.append(process)
        fora = Running(var, port, process)
        assert eventually(fora.is_whole, START), processes_of(var)
        return fora

    started = []
    yield run
    for left in processes_of(var):
        with contextlib.suppress(ProcessLookupError):
            os.kill(left.number, signal.SIGKILL)
    for process in started:
        process.wait()


def test_ctrl_c_ends_everything(start):
    fora = start()

    os.killpg(fora.process.pid, signal.SIGINT)

    assert eventually(fora.is_gone, END), processes_of(fora.var)
    assert fora.process.wait() == 0


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM], ids=["SIGHUP", "SIGTERM"])
def test_a_signal_to_the_supervisor_ends_everything(start, number):
    fora = start()

    os.kill(fora.process.pid, number)

    assert eventually(fora.is_gone, END), processes_of(fora.var)


def test_closing_the_terminal_ends_everything(start):
    ours, theirs = pty.openpty()
    fora = start(
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    os.close(theirs)

    os.close(ours)

    assert eventually(fora.is_gone, END), processes_of(fora.var)


def test_kill_9_of_the_supervisor_ends_everything(start):
    fora = start()

    fora.process.kill()

    assert eventually(fora.is_gone, END), processes_of(fora.var)


def test_kill_9_of_the_supervisor_while_it_prepares_ends_everything(tmp_path):
    var = tmp_path / "empty"
    process = subprocess.Popen(SUPERVISOR, cwd=ROOT, env=environment(var, free_port()), start_new_session=True)
    assert eventually(lambda: any("manage.py prepare" in each.command for each in processes_of(var)), START)

    process.kill()
    process.wait()

    assert eventually(lambda: not processes_of(var), END), processes_of(var)


def test_kill_9_of_make_ends_everything(start):
    fora = start(["make", "run"])

    fora.process.kill()

    assert eventually(fora.is_gone, END), processes_of(fora.var)


@pytest.mark.parametrize("part", ["web", "web worker", "worker", "lane"])
def test_kill_9_of_a_part_leaves_no_orphan_and_it_comes_back(start, part):
    fora = start()
    killed = fora.part(part)[0]

    os.kill(killed, signal.SIGKILL)

    assert eventually(lambda: killed not in fora.part(part) and fora.is_whole(), RECOVERY), processes_of(fora.var)
    assert fora.orphans() == []
    os.kill(fora.process.pid, signal.SIGTERM)
    assert eventually(fora.is_gone, END), processes_of(fora.var)


def test_a_second_one_on_the_same_data_refuses_with_one_sentence(start, var):
    start()

    second = subprocess.run(
        SUPERVISOR, cwd=ROOT, env=environment(var, free_port()), capture_output=True, text=True, check=False
    )

    assert second.returncode == 1
    assert second.stderr == f"Fora already runs on {var}: stop it first, or name another folder with FORA_VAR=.\n"
