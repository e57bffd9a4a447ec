"""The environment, read once: settings ask here, code asks settings. A wrong value is refused in one sentence."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.http.request import host_validation_re

ROOT = Path(__file__).resolve().parent.parent.parent
YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}

env = environ.Env()


class BadSetting(ImproperlyConfigured):
    """A variable that is missing or makes no sense, in a sentence an operator can act on."""


def text(name, default=""):
    """The variable's text; an empty one counts as not set."""
    return env.str(name, default="").strip() or default


def required(name, meaning):
    """The variable's text; raises BadSetting where it is not set."""
    value = text(name)
    if not value:
        raise BadSetting(f"{name} is not set: it must hold {meaning}.")
    return value


def number(name, default, *, least, most):
    """The variable as a whole number from `least` to `most`; raises BadSetting."""
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
        raise BadSetting(f"{name} must be a number from {least} to {most}, and is {value}.")
    return int(value)


def yes_or_no(name, default):
    """The variable as True or False; raises BadSetting."""
    value = text(name, "1" if default else "0").lower()
    if value not in YES | NO:
        raise BadSetting(f"{name} must be 1 or 0, and is {value}.")
    return value in YES


def one_of(name, default, known):
    """The variable as one of the known words; raises BadSetting."""
    value = text(name, default)
    if value not in known:
        raise BadSetting(f"{name} must be one of {', '.join(known)}, and is {value}.")
    return value


def secret(name):
    """The variable as a key that cannot be guessed; raises BadSetting without showing it."""
    value = required(name, "50 or more random characters that nobody else knows")
    if len(value) < 50 or len(set(value)) < 10:
        raise BadSetting(f"{name} is too easy to guess: it must hold 50 or more random characters.")
    return value


def hosts(name):
    """The variable as a list of exact host names, never a pattern: a mail's link must not lead elsewhere."""
    found = required(name, "the host names of this site, parted by commas").split(",")
    for host in (each.strip() for each in found):
        if not host or host.startswith((".", "*")) or ":" in host.rpartition("]")[2] or not _is_host(host):
            raise BadSetting(
                f"{name} must hold plain host names parted by commas, and {host or 'an empty one'} is none."
            )
    return [each.strip().lower() for each in found]


def _is_host(name):
    return bool(host_validation_re.match(name.lower()))


def address(name, allowed):
    """The variable as the https address of this site, without a path, on one of the allowed hosts."""
    value = required(name, "the address of this site, such as https://fora.example.org").rstrip("/")
    if not _is_https_address(value):
        raise BadSetting(f"{name} must be an address such as https://fora.example.org, and is {value}.")
    host = urlsplit(value).hostname
    if host not in allowed:
        raise BadSetting(f"{name} leads to {host}, which is not among the site's host names.")
    return value


def _is_https_address(value):
    try:
        parts = urlsplit(value)
        return value == f"https://{parts.netloc}" and parts.port != 0 and bool(parts.hostname) and "@" not in value
    except ValueError:  # brackets that do not close, a port that is no number
        return False


def socket_address(name):
    """The variable as ("unix", path) or ("tcp", host, port), or None where it is not set; raises BadSetting."""
    value = text(name)
    if not value:
        return None
    if value.startswith("unix:/"):
        return ("unix", value.removeprefix("unix:"))
    host, _, port = value.rpartition(":")
    if not _is_host(host) or not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise BadSetting(f"{name} must be unix:/path or host:port, and is {value}.")
    return ("tcp", host.strip("[]"), int(port))


def var_folder():
    """Where data lies: `FORA_VAR`, else `var/` in the project; made if it is not there. Raises BadSetting."""
    folder = Path(text("FORA_VAR", str(ROOT / "var"))).resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(f"Fora cannot write into {folder}: {error.strerror}.") from error
    if not os.access(folder, os.W_OK):
        raise BadSetting(f"Fora cannot write into {folder}.")
    return folder
