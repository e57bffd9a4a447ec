"""The environment, read once. Settings ask here; code asks settings."""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parent.parent.parent

env = environ.Env()


def required(name, meaning):
    """The variable's text, or ImproperlyConfigured with a sentence an operator can act on."""
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set: it must hold {meaning}.")
    return value


def var_folder():
    """Where data lies: `FORA_VAR`, else `var/` in the project."""
    return Path(env.str("FORA_VAR", default=str(ROOT / "var"))).resolve()
