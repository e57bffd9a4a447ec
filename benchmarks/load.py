"""Load on a server: `wrk` (Debian's package) with four connections, or a plain one in Python where that is missing."""

import http.client
import json
import shutil
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = 4
SCRIPT = """
local paths, headers, turn = {%(paths)s}, {%(headers)s}, 0
function request()
  turn = turn %% #paths + 1
  return wrk.format("GET", paths[turn], headers)
end
function done(summary, latency)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status
  print(string.format('{"requests": %%d, "seconds": %%f, "bytes": %%d, "failed": %%d, "p50": %%f, "p99": %%f}',
    summary.requests, summary.duration / 1e6, summary.bytes, failed + summary.errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
"""


@dataclass(frozen=True)
class Run:
    """One run: how many answers in how many seconds, bytes on the wire, how many of them failed, milliseconds."""

    requests: int
    seconds: float
    bytes: int
    failed: int
    p50: float
    p99: float

    @property
    def per_second(self):
        return self.requests / self.seconds

    @property
    def kilobytes(self):
        """Of one answer, headers included."""
        return self.bytes / self.requests / 1000


def name():
    return "wrk" if shutil.which("wrk") else "Python threads (wrk is missing: apt-get install wrk; figures are too low)"


def run(port, paths, headers, seconds):
    """Ask for the paths in turn, on four connections, for so long."""
    measure = _by_wrk if shutil.which("wrk") else _by_threads
    return measure(port, paths, headers, seconds)


def _by_wrk(port, paths, headers, seconds):
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        listed = ", ".join(json.dumps(path) for path in paths)
        named = ", ".join(f"[{json.dumps(name)}] = {json.dumps(value)}" for name, value in headers.items())
        Path(script.name).write_text(SCRIPT % {"paths": listed, "headers": named})
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", script.name, f"http://127.0.0.1:{port}/"]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return Run(**json.loads(said.splitlines()[-1]))


def _by_threads(port, paths, headers, seconds):
    times, failed, size = [], [], []
    began = time.monotonic()

    def ask():
        connection = http.client.HTTPConnection("127.0.0.1", port)
        turn = 0
        while time.monotonic() - began < seconds:
            turn, asked = (turn + 1) % len(paths), time.monotonic()
            connection.request("GET", paths[turn], headers=headers)
            answer = connection.getresponse()
            size.append(len(answer.read()))
            failed.append(answer.status != http.client.OK)
            times.append((time.monotonic() - asked) * 1000)

    threads = [threading.Thread(target=ask) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    return Run(
        len(times),
        time.monotonic() - began,
        sum(size),
        sum(failed),
        times[len(times) // 2],
        times[-1 - len(times) // 100],
    )
