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
OURS = [name for name in settings.INSTALLED_APPS if (ROOT / name / "apps.py").exists()]


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
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]

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
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    told = {name for service in ("web", "worker", "prepare") for name in services[service]["environment"]}
    read = {
        name for path in (ROOT / "site/config").rglob("*.py") for name in re.findall(r'"(FORA_\w+)"', path.read_text())
    }

    assert told - read == set()
