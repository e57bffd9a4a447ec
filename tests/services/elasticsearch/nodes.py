"""Nodes of Elasticsearch as processes that can be killed, stopped for a while and started again."""

import base64
import contextlib
import hashlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time

import elastic_transport
import elasticsearch

from tests.services.elasticsearch.certificates import make_certificates
from tests.services.elasticsearch.unpacking import home, java

START = 120  # seconds until a node answers, on two busy cores
HEAP = 512  # MB of a single node; three share this machine with smaller ones
USER, ADMIN = "fora", "admin"
PASSWORD = secrets.token_hex(8)
# What Fora's own account may do, as site/docs/operators.md tells operators: nothing outside its own indexes.
ROLES = """
fora:
  cluster: [monitor]
  indices:
    - names: ["fora*"]
      privileges: [all]
"""
ROUNDS = 10_000


class Node:
    """One process with a folder and two ports of its own."""

    def __init__(self, folder, name, heap, *, tls):
        self.folder, self.name, self.heap, self.tls = folder / name, name, heap, tls
        self.port, self.transport = free_ports(2)
        self.process = None

    @property
    def log(self):
        return self.folder / "log"

    def prepare(self, peers):
        config = self.folder / "config"
        shutil.copytree(home() / "config", config)
        (config / "jvm.options.d").mkdir(exist_ok=True)
        (self.folder / "tmp").mkdir()
        (config / "roles.yml").write_text(ROLES)
        (config / "users").write_text("".join(f"{name}:{_hashed(PASSWORD)}\n" for name in (USER, ADMIN)))
        (config / "users_roles").write_text(f"fora:{USER}\nsuperuser:{ADMIN}\n")
        (config / "elasticsearch.yml").write_text(self._settings(peers))
        # The temporary folder must be no parent of this one: Elasticsearch lets nothing write over its settings.
        options = [f"-Xms{self.heap}m", f"-Xmx{self.heap}m", "-XX:+UseSerialGC", "-Djava.io.tmpdir=${ES_TMPDIR}"]
        (config / "jvm.options").write_text("\n".join(options))
        if self.tls:
            make_certificates(self.folder.parent, config)
        if _owner():
            for path in (self.folder, *self.folder.rglob("*")):
                shutil.chown(path, "nobody", "nogroup")

    def _settings(self, peers):
        lines = {
            "cluster.name": "fora-test",
            "node.name": self.name,
            "path.data": self.folder / "data",
            "path.logs": self.folder / "logs",
            "network.host": "127.0.0.1",
            "http.port": self.port,
            "transport.port": self.transport,
            # A laptop's disk is often nearly full, which says nothing of what is tested.
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            "xpack.security.enabled": "true",
            "xpack.security.http.ssl.enabled": str(self.tls).lower(),
            # Losing a node is noticed at once, as where the network says that it is gone.
            "cluster.fault_detection.follower_check.timeout": "3s",
            "cluster.fault_detection.leader_check.timeout": "3s",
        }
        if self.tls:
            lines |= {
                "xpack.security.http.ssl.key": "node.key",
                "xpack.security.http.ssl.certificate": "node.crt",
            }
        if len(peers) > 1:
            lines["discovery.seed_hosts"] = [f"127.0.0.1:{peer.transport}" for peer in peers]
            lines["cluster.initial_master_nodes"] = [peer.name for peer in peers]
        else:
            lines["discovery.type"] = "single-node"
        return "".join(f"{name}: {_yaml(value)}\n" for name, value in lines.items())

    def launch(self):
        environment = {
            **{name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ},
            "ES_JAVA_HOME": str(java()),
            "ES_PATH_CONF": str(self.folder / "config"),
            "ES_TMPDIR": str(self.folder / "tmp"),
            "HOME": str(self.folder / "tmp"),
            "CLI_JAVA_OPTS": "-Xmx64m -XX:+UseSerialGC",
        }
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [home() / "bin" / "elasticsearch"], stdout=log, stderr=log, env=environment, cwd=self.folder,
                start_new_session=True, **_owner(),
            )  # fmt: skip

    def is_gone(self):
        return self.process is None or self.process.poll() is not None

    def signal(self, number):
        """To the program that started it and to the server itself."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def kill(self):
        self.signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.is_gone():
            return
        self.signal(signal.SIGCONT)
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()


class Cluster:
    """Nodes that know each other. url: as FORA_SEARCH_URL has it. admin: a client that may do everything."""

    def __init__(self, folder, number, *, tls=False):
        folder.chmod(0o755)
        self.folder, self.tls = folder, tls
        self.nodes = [Node(folder, f"n{n}", HEAP if number == 1 else 400, tls=tls) for n in range(1, number + 1)]
        self.ca = folder / "ca.crt" if tls else ""

    @property
    def url(self):
        return ",".join(f"{self._scheme}://{USER}:{PASSWORD}@127.0.0.1:{node.port}" for node in self.nodes)

    @property
    def _scheme(self):
        return "https" if self.tls else "http"

    def start(self):
        for node in self.nodes:
            node.folder.mkdir()
            node.prepare(self.nodes)
        for node in self.nodes:
            node.launch()
        self.wait()

    def wait(self, nodes=None, status="yellow"):
        """Until so many nodes (all) answer together and the cluster is as well as that."""
        last, nodes = time.monotonic() + START, nodes or len(self.nodes)
        while True:
            dead = [node for node in self.nodes if node.is_gone()]
            if len(self.nodes) - len(dead) < nodes or time.monotonic() > last:
                said = "\n".join(node.log.read_text()[-3000:] for node in dead or self.nodes)
                raise RuntimeError(f"Elasticsearch is not well:\n{said}")
            if self._is_well(nodes, status):
                return
            time.sleep(0.2)

    def _is_well(self, nodes, status):
        with contextlib.closing(self.admin()) as admin:
            try:
                found = admin.cluster.health(wait_for_status=status, timeout="1s")
            except (elastic_transport.TransportError, elasticsearch.ApiError):
                return False
            return found["number_of_nodes"] >= nodes and not found["timed_out"]

    def admin(self, node=None):
        asked = [node] if node else [each for each in self.nodes if not each.is_gone()]
        return elasticsearch.Elasticsearch(
            [f"{self._scheme}://127.0.0.1:{each.port}" for each in asked],
            basic_auth=(ADMIN, PASSWORD),
            ca_certs=str(self.ca) if self.ca else None,
            request_timeout=10,
        )

    def signal(self, number):
        for node in self.nodes:
            node.signal(number)

    def stop(self):
        for node in self.nodes:
            if not node.is_gone():
                node.signal(signal.SIGCONT)
                node.process.terminate()
        for node in self.nodes:
            node.stop()


def free_ports(number):
    """Ports of 127.0.0.1 that nobody has at this moment."""
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(number)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]


def _hashed(password):
    """As Elasticsearch's file of users wants it, so that no program of its own has to run first."""
    salt = secrets.token_bytes(32)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, ROUNDS, dklen=32)
    return f"{{PBKDF2}}{ROUNDS}${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"


def _yaml(value):
    return "[" + ", ".join(f'"{each}"' for each in value) + "]" if isinstance(value, list) else value


def _owner():
    """It refuses root: then it is the user who may do least."""
    return {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
