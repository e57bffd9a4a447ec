"""A private Redis for a test run: Debian's binary, a port of its own, nothing kept, gone at the end."""

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import redis

from tests.services.ports import free_port

ADVICE = "install Debian's package redis-server, or name the program with FORA_REDIS_SERVER"
START = 30  # seconds until it answers
PASSWORD = secrets.token_hex(8)
DATABASES = 64


def find():
    """Where redis-server is, or None."""
    return os.environ.get("FORA_REDIS_SERVER") or shutil.which("redis-server")


class Server:
    """One Redis on a port of its own; it can be killed, stopped for a while and started again, empty."""

    def __init__(self, folder, port):
        self.folder, self.port, self.process = Path(folder), port, None

    def url(self):
        return f"redis://:{PASSWORD}@127.0.0.1:{self.port}"

    def start(self):
        settings = {
            "port": self.port, "bind": "127.0.0.1", "requirepass": PASSWORD, "databases": DATABASES, "save": "",
            "appendonly": "no", "dir": self.folder, "maxmemory": "64mb", "maxmemory-policy": "noeviction",
        }  # fmt: skip
        options = [part for name, value in settings.items() for part in (f"--{name}", str(value))]
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen([find(), *options], stdout=log, stderr=log, start_new_session=True)
        last = time.monotonic() + START
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > last:
                raise RuntimeError(f"Redis did not start:\n{(self.folder / 'log').read_text()[-2000:]}")
            time.sleep(0.05)

    def client(self, database=0):
        return redis.Redis.from_url(f"{self.url()}/{database}", socket_timeout=2, socket_connect_timeout=2)

    def answers(self):
        with contextlib.closing(self.client()) as client:
            try:
                return client.ping()
            except redis.RedisError:
                return False

    def flush(self):
        with contextlib.closing(self.client()) as client:
            client.flushall()

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.signal(signal.SIGCONT)
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()


@contextlib.contextmanager
def server():
    """A started server; nothing of it is left afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="fora-redis-"))
    made = Server(folder, free_port())
    try:
        made.start()
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def running():
    """What a test run has to be told of it: the server whose address FORA_TEST_REDIS_URL holds (without a number of a
    database: several are used), or one of its own."""
    if given := os.environ.get("FORA_TEST_REDIS_URL"):
        yield {"FORA_TEST_REDIS_URL": given}
        return
    with server() as made:
        yield {"FORA_TEST_REDIS_URL": made.url()}
