"""No container engine runs here: what can be held without one is held."""

import os
import re
import subprocess
import sys
from pathlib import Path

import yaml
from django.conf import settings

from config.env import ROOT

BIN = Path(sys.executable).parent
# Documented, and not passed on: what the image sets itself, what only `make run` reads, and what stays as it is where
# a proxy ends TLS and the worker can isolate.
OF_THE_IMAGE = {"FORA_VAR", "FORA_BIND"}
OF_MAKE_RUN = {"FORA_DEBUG", "FORA_DEMO_PASSWORD"}
LEFT_AS_IT_IS = {"FORA_SSL_REDIRECT", "FORA_EXTRACT_UNISOLATED"}
OURS = [name for name in settings.INSTALLED_APPS if (ROOT / name / "apps.py").exists()]


def composed():
    """{name: service} of the compose file."""
    return yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]


def settings_in(path):
    """{name: value} of a clamd.conf."""
    lines = (line.split() for line in path.read_text().splitlines() if line and not line.startswith("#"))
    return dict(lines)


def said_by(*command):
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_the_dockerfile_is_clean():
    assert said_by(BIN / "hadolint", "Dockerfile") == (0, "")


def test_the_compose_file_is_clean():
    assert said_by(BIN / "yamllint", "--strict", "compose.yaml") == (0, "")


def test_the_image_runs_as_nobody_special():
    users = re.findall(r"^USER (.+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)

    assert users == ["10001:10001"]


def test_every_room_reaches_the_image():
    taken = set((ROOT / ".dockerignore").read_text().split())

    assert [name for name in OURS if f"!{name}" not in taken] == []


def test_every_service_on_the_inside_is_closed_to_the_host():
    services = composed()

    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]


def test_every_secret_of_the_compose_file_stands_in_its_example():
    asked = set(re.findall(r"(?<!\$)\$\{(\w+)", (ROOT / "compose.yaml").read_text()))
    named = set(re.findall(r"^(\w+)=", (ROOT / "site/docs/compose.env").read_text(), re.MULTILINE))

    assert asked == named


def test_the_container_is_well_while_the_site_answers(live_server, monkeypatch):
    port = live_server.url.rpartition(":")[2]
    healthy = [sys.executable, ROOT / "site/healthy.py"]

    def asked(port):
        return subprocess.run(
            healthy, env={**os.environ, "PORT": port, "FORA_HOSTS": "localhost,x"}, check=False
        ).returncode

    assert (asked(port), asked("1")) == (0, 1)


def test_every_variable_that_the_compose_file_sets_is_one_that_is_read():
    services = composed()
    told = {name for service in ("web", "worker", "prepare") for name in services[service]["environment"]}
    read = {
        name for path in (ROOT / "site/config").rglob("*.py") for name in re.findall(r'"(FORA_\w+)"', path.read_text())
    }

    assert told - read == set()


def test_every_documented_variable_is_passed_on_by_the_compose_file():
    documented = set(re.findall(r"\bFORA_\w+", (ROOT / "site/docs/operators.md").read_text()))
    told = set(composed()["web"]["environment"])

    assert documented - told == OF_THE_IMAGE | OF_MAKE_RUN | LEFT_AS_IT_IS


def test_whoever_is_told_of_the_mail_server_reaches_it():
    senders = {name: each for name, each in composed().items() if "FORA_MAIL_HOST" in each.get("environment", {})}

    assert senders.keys() >= {"web", "worker"}
    assert [name for name, service in senders.items() if "outside" not in service["networks"]] == []


def test_the_image_s_programs_for_back_ups_are_not_older_than_the_server():
    [client] = re.findall(r"postgresql-client-(\d+)", (ROOT / "Dockerfile").read_text())
    [server] = re.findall(r"^postgres:(\d+)", composed()["postgres"]["image"])

    assert int(client) >= int(server)


def test_redis_has_a_bound_and_never_chooses_what_to_forget():
    command = composed()["redis"]["command"][-1]

    assert re.findall(r"--(maxmemory\S*) (\S+)", command) == [
        ("maxmemory", "256mb"),
        ("maxmemory-policy", "noeviction"),
    ]


def test_clamd_says_so_where_it_could_not_look():
    mounted = [volume.split(":")[:2] for volume in composed()["clamav"]["volumes"]]
    found = settings_in(ROOT / "site/docs/clamd.conf")

    assert ["./site/docs/clamd.conf", "/etc/clamav/clamd.conf"] in mounted
    assert (found["AlertEncrypted"], found["AlertExceedsMax"], found["TCPSocket"]) == ("yes", "yes", "3310")
    assert int(found["StreamMaxLength"].removesuffix("M")) * 1024 * 1024 > settings.UPLOAD_MAX_BYTES
