"""The environment, read once: settings ask here, code asks settings. A wrong value is refused in one sentence."""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.http.request import host_validation_re

ROOT = Path(__file__).resolve().parent.parent.parent
YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}
POSTGRESQL = "django.db.backends.postgresql"
# What libpq takes and an operator may need: how the server is known, and which of several is asked.
SSL_OPTIONS = {"sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "channel_binding"}
DATABASE_OPTIONS = {*SSL_OPTIONS, "target_session_attrs", "application_name"}
SSL_MODES = {"disable", "allow", "prefer", "require", "verify-ca", "verify-full"}
REDIS_DATABASES = 10_000
LOOPBACK = {"localhost", "127.0.0.1", "::1"}

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


def database(name):
    """The variable as one entry of DATABASES for PostgreSQL, or None where it is not set; raises BadSetting, and never
    says more of the value than what is wrong with it: it holds a password."""
    value = text(name)
    if not value:
        return None
    like = "an address such as postgres://user:password@host:5432/name"
    parts = _parts(name, value, like, ("postgres", "postgresql"))
    options = {key: found[-1] for key, found in parse_qs(parts.query, keep_blank_values=True).items()}
    if unknown := sorted(options.keys() - DATABASE_OPTIONS):
        raise BadSetting(f"{name} holds an option that is not known: {unknown[0]}.")
    if options.get("sslmode", "prefer") not in SSL_MODES:
        known = ", ".join(sorted(SSL_MODES))
        raise BadSetting(f"{name} holds no sslmode that there is: it must be one of {known}.")
    found = environ.Env.db_url_config(value, engine=POSTGRESQL)
    for part, meaning in (("HOST", "host"), ("NAME", "database"), ("USER", "user")):
        if not found[part]:
            raise BadSetting(f"{name} must be {like}, and names no {meaning}.")
    return {**found, "OPTIONS": options}


def redis(name):
    """The variable as the addresses of two databases of one Redis, that which it names and the next; None where it is
    not set; raises BadSetting without showing the value."""
    value = text(name)
    if not value:
        return None
    like = "an address such as redis://:password@host:6379/0"
    parts = _parts(name, value, like, ("redis", "rediss"))
    number = parts.path.strip("/") or "0"
    if not parts.hostname:
        raise BadSetting(f"{name} must be {like}, and names no host.")
    if not (number.isascii() and number.isdigit() and int(number) < REDIS_DATABASES):
        raise BadSetting(f"{name} must be {like}, and its last part is no number of a database.")
    return tuple(parts._replace(path=f"/{each}").geturl() for each in (int(number), int(number) + 1))


def search(name, ca_name, *, strict=False):
    """The variables as what the engine takes of the cluster, {hosts, user, password, ca}; None where `name` is not set.

    strict: https alone, unless it is this machine, and a password. Raises BadSetting, and never says more of the value
    than what is wrong with it: it holds a password.
    """
    value, ca = text(name), _readable(ca_name)
    return {**read_cluster(name, value, strict=strict), "ca": ca} if value else None


def read_cluster(name, value, *, strict=False):
    """Addresses of a cluster's hosts as {hosts, user, password}; as `search`."""
    like = "addresses such as https://user:password@host:9200, parted by commas"
    found = [_parts(name, each.strip(), like, ("https", "http")) for each in value.split(",")]
    for parts in found:
        if not parts.hostname or parts.path.strip("/") or parts.query:
            raise BadSetting(f"{name} must be {like}, each with a host and nothing after its port.")
        if strict and parts.scheme != "https" and parts.hostname not in LOOPBACK:
            raise BadSetting(f"{name} must begin with https: what people wrote would be readable on the way.")
    accounts = {(unquote(parts.username or ""), unquote(parts.password or "")) for parts in found} - {("", "")}
    if len(accounts) > 1:
        raise BadSetting(f"{name} must name the same user and password for each host.")
    [(user, password)] = accounts or {("", "")}
    if not (user and password) and (strict or user or password):
        raise BadSetting(f"{name} must be {like}, and names no user with a password.")
    return {"hosts": [_host(parts) for parts in found], "user": user, "password": password}


def _host(parts):
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{'' if parts.port else ':9200'}"


def _readable(name):
    """The variable as the path of a file that can be read, or ""; raises BadSetting."""
    path = text(name)
    if path and not (Path(path).is_file() and os.access(path, os.R_OK)):
        raise BadSetting(f"{name} must be a file that Fora can read, and {path} is none.")
    return path


def _parts(name, value, like, schemes):
    try:
        parts = urlsplit(value)
        is_known = parts.scheme in schemes and parts.netloc and not parts.fragment
        is_known = is_known and parts.port != 0  # asking for the port is what finds one that is no number
    except ValueError:
        is_known = False
    if not is_known:
        raise BadSetting(f"{name} must be {like}: it cannot be read. Odd characters of a password are written as %40.")
    return parts


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
