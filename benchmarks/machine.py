"""What is measured on: printed with every table."""

import contextlib
import os
import platform
import re
import subprocess
from pathlib import Path


def described():
    parts = [
        f"{_processor()}, {os.cpu_count()} cores, {_memory()} GB",
        platform.platform(),
        f"Python {platform.python_version()}",
        _version(),
    ]
    return "; ".join(parts) + "."


def load_average():
    """Of the last minute: what else runs here makes every figure smaller."""
    return f"{os.getloadavg()[0]:.2f}"


def processor_seconds(pid):
    """Seconds of processor time that a process and those it started have used (Linux; None elsewhere).

    Unlike requests a second, it hardly depends on what else runs on the machine.
    """
    if not Path("/proc/self/stat").exists():
        return None
    spent, parents = {}, {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # ended meanwhile
            fields = path.read_text().rpartition(")")[2].split()
            parents[int(path.parent.name)], spent[int(path.parent.name)] = int(fields[1]), sum(map(int, fields[11:15]))
    family = {pid}
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(spent.get(each, 0) for each in family) / os.sysconf("SC_CLK_TCK")


def _processor():
    told = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    found = re.search(r"model name\s*: (.+)", told)
    return found[1] if found else platform.processor() or platform.machine()


def _memory():
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)


def _version():
    done = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False)
    return f"commit {done.stdout.strip() or 'unknown'}"
