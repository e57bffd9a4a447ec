"""`make check`: every check in turn, a line each. The first that fails shows what it said, and its name."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
MANAGE = [sys.executable, "manage.py"]
# What a deployment must be told (config/settings/prod.py); `check --deploy` looks at everything else.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.prod",
    "FORA_SECRET_KEY": "only-for-the-check-Zq7mX2vT9cLw4RkB8nHs5JdYp3GfUe6A",
    "FORA_HOSTS": "fora.example.org",
    "FORA_BASE_URL": "https://fora.example.org",
}


def steps(var):
    """(name, command, environment) of each check; `var` is an empty data folder."""
    own = {"FORA_VAR": str(var), "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
    yield "format", [BIN / "ruff", "format", "--check", "--quiet", "."], {}
    yield "lint", [BIN / "ruff", "check", "--quiet", "."], {}
    yield "templates", [BIN / "djlint", "--lint", "--quiet", *template_folders()], {}
    yield "import contract", [BIN / "lint-imports", "--no-cache"], {}
    yield "migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"], own
    yield "translations", [*MANAGE, "messages", "--check"], own
    yield "routes", [*MANAGE, "routes"], own
    yield "roles", [*MANAGE, "roles", "--check"], own
    yield "deployment", [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], {**own, **PRODUCTION}


def template_folders():
    found = [ROOT / "templates", *sorted(ROOT.glob("*/templates"))]
    return [folder.relative_to(ROOT) for folder in found if folder.is_dir()]


def passes(name, command, environment):
    """Whether this check passes; prints its line, and what it said if it does not."""
    began = time.monotonic()
    paths = {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")])}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env={**os.environ, **paths, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        print(done.stdout)
    print(f"  {'failed' if done.returncode else 'ok':6} {name:16} {time.monotonic() - began:5.1f} s", flush=True)
    return not done.returncode


def main():
    with tempfile.TemporaryDirectory(prefix="fora-check-") as var:
        for name, command, environment in steps(var):
            if not passes(name, command, environment):
                sys.exit(f"make check stopped at: {name}")


if __name__ == "__main__":
    main()
