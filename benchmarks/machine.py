"""What is measured on: printed with every table."""

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


def _processor():
    told = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    found = re.search(r"model name\s*: (.+)", told)
    return found[1] if found else platform.processor() or platform.machine()


def _memory():
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)


def _version():
    done = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False)
    return f"commit {done.stdout.strip() or 'unknown'}"
