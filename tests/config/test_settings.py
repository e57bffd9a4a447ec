"""What a deployment gets: headers, cookies and limits of THREATS section 4, and a sentence for each wrong value."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from config.env import ROOT

GOOD = {
    "FORA_SECRET_KEY": "only-for-a-test-Zq7mX2vT9cLw4RkB8nHs5JdYp3GfUe6A9x",
    "FORA_HOSTS": "fora.example.org",
    "FORA_BASE_URL": "https://fora.example.org",
    "DJANGO_SETTINGS_MODULE": "config.settings.prod",
}
TELL = """
import json
from django.conf import settings

names = [name for name in dir(settings) if name.isupper()]
print(json.dumps({name: getattr(settings, name) for name in names}, default=lambda value: type(value).__name__))
"""


def python(var, *arguments, **changes):
    """A Python that reads production settings; a change to None takes the variable away."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("FORA_", "DJANGO_", "PORT"))}
    path = os.pathsep.join([str(ROOT), str(ROOT / "site")])
    found = {**clean, **GOOD, "FORA_VAR": str(var), "PYTHONPATH": path, **changes}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={name: value for name, value in found.items() if value is not None},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def production(tmp_path_factory):
    """Every production setting, by name."""
    done = python(tmp_path_factory.mktemp("var"), "-c", TELL)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def asked(production, *names):
    return {name: production[name] for name in names}


# --- THREATS section 4


def test_cookies_are_bound_to_host_and_https_and_out_of_reach_of_scripts(production):
    expected = {
        "SESSION_COOKIE_NAME": "__Host-sid",
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "SESSION_COOKIE_DOMAIN": None,
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "CSRF_COOKIE_SECURE": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_PATH": "/",
        "CSRF_COOKIE_DOMAIN": None,
    }

    assert asked(production, *expected) == expected


def test_sessions_last_twelve_hours_at_most_and_end_with_the_browser(production):
    expected = {
        "SESSION_COOKIE_AGE": 12 * 60 * 60,
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "SESSION_SAVE_EVERY_REQUEST": False,
        "SESSION_ENGINE": "core.sessions",
        "ACCOUNT_SESSION_REMEMBER": False,
    }

    assert asked(production, *expected) == expected


def test_https_is_kept_to_for_two_years(production):
    expected = {
        "SECURE_HSTS_SECONDS": 63_072_000,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_REDIRECT_EXEMPT": ["^healthz$", "^readyz$"],
    }

    assert asked(production, *expected) == expected


def test_isolating_headers_are_on(production):
    expected = {
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "X_FRAME_OPTIONS": "DENY",
    }

    assert asked(production, *expected) == expected


def test_the_proxy_is_believed_in_what_it_alone_can_say(production):
    expected = {
        "ALLAUTH_TRUSTED_PROXY_COUNT": 1,
        "SECURE_PROXY_SSL_HEADER": ["HTTP_X_FORWARDED_PROTO", "https"],
        "USE_X_FORWARDED_HOST": False,
        "USE_X_FORWARDED_PORT": False,
        "ALLOWED_HOSTS": ["fora.example.org"],
        "CSRF_TRUSTED_ORIGINS": ["https://fora.example.org"],
        "BASE_URL": "https://fora.example.org",
    }

    assert asked(production, *expected) == expected


def test_the_policy_for_contents_allows_nothing_from_elsewhere_and_nothing_inline(production):
    policy = production["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]

    assert policy["default-src"] == ["'none'"]
    assert {source for sources in policy.values() for source in sources} == {"'none'", "'self'"}
    assert {name for name, sources in policy.items() if sources == ["'none'"]} == {
        "default-src",
        "base-uri",
        "object-src",
        "frame-ancestors",
    }


def test_passwords_are_long_checked_and_kept_with_argon2(production):
    validators = {
        each["NAME"].rpartition(".")[2]: each.get("OPTIONS", {}) for each in production["AUTH_PASSWORD_VALIDATORS"]
    }

    assert production["PASSWORD_HASHERS"][0] == "django.contrib.auth.hashers.Argon2PasswordHasher"
    assert validators["LongEnough"] == {"min_length": 15}
    assert {"CommonPasswordValidator", "UserAttributeSimilarityValidator", "NotKnown"} <= set(validators)


def test_a_second_factor_is_asked_of_all_codes_work_once_and_passkeys_ask_who_holds_them(production):
    expected = {
        "FORA_MFA": "all",
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_WEBAUTHN_USER_VERIFICATION": "required",
        "MFA_TOTP_PERIOD": 30,
        "MFA_TOTP_TOLERANCE": 0,
        "MFA_RECOVERY_CODE_DIGITS": 12,
        "MFA_RECOVERY_CODES_SHOW_ONCE": True,
    }

    assert asked(production, *expected) == expected
    assert not {"MFA_TRUST_ENABLED", "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN", "MFA_TOTP_INSECURE_BYPASS_CODE"} & set(
        production
    )


def test_sessions_end_as_the_threat_model_says(production):
    expected = {
        "SESSION_IDLE": [60 * 60, 15 * 60],
        "SESSION_ABSOLUTE": [12 * 60 * 60, 4 * 60 * 60],
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "SESSION_SAVE_EVERY_REQUEST": False,
        "SESSION_ENGINE": "core.sessions",
        "DEVICE_COOKIE_NAME": "__Host-device",
    }

    assert asked(production, *expected) == expected


@pytest.mark.parametrize("value", ["none", "off", "0", "ALL"])
def test_a_second_factor_cannot_be_switched_off(tmp_path, value):
    done = python(tmp_path, "manage.py", "check", FORA_MFA=value)

    assert done.returncode != 0
    assert f"FORA_MFA must be one of all, staff, and is {value}." in done.stderr


def test_limits_are_those_of_the_threat_model(production):
    limits = production["ACCOUNT_RATE_LIMITS"]

    assert limits["login_failed"] == "10/m/ip,5/5m/key"
    assert limits["reset_password"] == "20/m/ip,5/h/key"
    assert asked(production, "SEARCHES_PER_MINUTE", "DOWNLOADS_PER_HOUR", "UPLOAD_MAX_BYTES", "PICTURE_MAX_PIXELS") == {
        "SEARCHES_PER_MINUTE": 60,
        "DOWNLOADS_PER_HOUR": 120,
        "UPLOAD_MAX_BYTES": 25 * 1024 * 1024,
        "PICTURE_MAX_PIXELS": 40_000_000,
    }
    assert production["ACCOUNT_REAUTHENTICATION_TIMEOUT"] <= 300
    assert production["ACCOUNT_PREVENT_ENUMERATION"] is True


def test_limits_are_kept_where_all_processes_see_them_and_flooding_pages_lifts_none(production):
    caches = production["CACHES"]

    assert {name: cache["BACKEND"].rpartition(".")[2] for name, cache in caches.items()} == {
        "default": "DatabaseCache",
        "pages": "DatabaseCache",
        "limits": "Table",
        "renditions": "DatabaseCache",
    }
    assert caches["default"]["OPTIONS"]["MAX_ENTRIES"] == 1_000_000
    assert caches["default"]["LOCATION"] not in {caches["pages"]["LOCATION"], caches["renditions"]["LOCATION"]}


def test_nothing_of_a_visitor_is_cached_for_others_and_nothing_is_shown_of_errors(production):
    middleware = production["MIDDLEWARE"]

    assert [name for name in middleware if "cache" in name.lower()] == []
    assert asked(production, "DEBUG", "DEMO_ALLOWED", "WAGTAILREDIRECTS_AUTO_CREATE") == {
        "DEBUG": False,
        "DEMO_ALLOWED": False,
        "WAGTAILREDIRECTS_AUTO_CREATE": False,
    }


def test_check_deploy_finds_nothing(tmp_path):
    done = python(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING")

    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), done.stderr


def test_tests_loosen_only_what_tests_must():
    assert settings.DEBUG is False
    assert settings.SESSION_COOKIE_HTTPONLY is True
    assert settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["default-src"] == ["'none'"]


# --- a wrong value is one sentence

UNREADABLE = "it cannot be read. Odd characters of a password are written as %40."
DATABASE = "must be an address such as postgres://user:password@host:5432/name"
REDIS = "must be an address such as redis://:password@host:6379/0"
# Each bears the password "hush", and the sentence doesn't.
DATABASES_THAT_ARE_NONE = [
    ("hush", f"{DATABASE}: {UNREADABLE}"),
    ("mysql://fora:hush@db/fora", f"{DATABASE}: {UNREADABLE}"),
    ("postgres://fora:hush@db:port/fora", f"{DATABASE}: {UNREADABLE}"),
    ("postgres://fora:hu/sh@db/fora", f"{DATABASE}: {UNREADABLE}"),
    ("postgres://fora:hu#sh@db/fora", f"{DATABASE}: {UNREADABLE}"),
    ("postgres://fora:hush@[::1/fora", f"{DATABASE}: {UNREADABLE}"),
    ("postgres://fora:hush@/fora", f"{DATABASE}, and names no host."),
    ("postgres://fora:hush@db/", f"{DATABASE}, and names no database."),
    ("postgres://:hush@db/fora", f"{DATABASE}, and names no user."),
    ("postgres://fora:hush@db/fora?ssl=hush", "holds an option that is not known: ssl."),
    (
        "postgres://fora:hush@db/fora?sslmode=hush",
        "holds no sslmode that there is: it must be one of allow, disable, prefer, require, verify-ca, verify-full.",
    ),
]
REDISES_THAT_ARE_NONE = [
    ("localhost:6379", f"{REDIS}: {UNREADABLE}"),
    ("memcached://:hush@cache:11211", f"{REDIS}: {UNREADABLE}"),
    ("redis://:hush@cache:port/0", f"{REDIS}: {UNREADABLE}"),
    ("redis://:hush@/0", f"{REDIS}, and names no host."),
    ("redis://:hush@cache/hush", f"{REDIS}, and its last part is no number of a database."),
    ("redis://:hush@cache/-1", f"{REDIS}, and its last part is no number of a database."),
]

CLUSTER = "addresses such as https://user:password@host:9200, parted by commas"
WRONG = [
    (
        {"FORA_SECRET_KEY": None},
        "FORA_SECRET_KEY is not set: it must hold 50 or more random characters that nobody else knows.",
    ),
    ({"FORA_SECRET_KEY": "short"}, "FORA_SECRET_KEY is too easy to guess: it must hold 50 or more random characters."),
    ({"FORA_SECRET_KEY": "a" * 60}, "FORA_SECRET_KEY is too easy to guess: it must hold 50 or more random characters."),
    ({"FORA_HOSTS": ""}, "FORA_HOSTS is not set: it must hold the host names of this site, parted by commas."),
    ({"FORA_HOSTS": "*"}, "FORA_HOSTS must hold plain host names parted by commas, and * is none."),
    (
        {"FORA_HOSTS": ".example.org"},
        "FORA_HOSTS must hold plain host names parted by commas, and .example.org is none.",
    ),
    (
        {"FORA_HOSTS": "fora.example.org:443"},
        "FORA_HOSTS must hold plain host names parted by commas, and fora.example.org:443 is none.",
    ),
    (
        {"FORA_HOSTS": "https://fora.example.org"},
        "FORA_HOSTS must hold plain host names parted by commas, and https://fora.example.org is none.",
    ),
    (
        {"FORA_HOSTS": "fora.example.org,"},
        "FORA_HOSTS must hold plain host names parted by commas, and an empty one is none.",
    ),
    (
        {"FORA_BASE_URL": None},
        "FORA_BASE_URL is not set: it must hold the address of this site, such as https://fora.example.org.",
    ),
    (
        {"FORA_BASE_URL": "http://fora.example.org"},
        "FORA_BASE_URL must be an address such as https://fora.example.org, and is http://fora.example.org.",
    ),
    (
        {"FORA_BASE_URL": "https://fora.example.org/fora"},
        "FORA_BASE_URL must be an address such as https://fora.example.org, and is https://fora.example.org/fora.",
    ),
    (
        {"FORA_BASE_URL": "https://fora.example.org:port"},
        "FORA_BASE_URL must be an address such as https://fora.example.org, and is https://fora.example.org:port.",
    ),
    (
        {"FORA_BASE_URL": "https://evil.example"},
        "FORA_BASE_URL leads to evil.example, which is not among the site's host names.",
    ),
    (
        {"FORA_VAR": ""},
        "FORA_VAR is not set: it must hold the folder for the database, files and index, outside the program's own.",
    ),
    ({"FORA_VAR": "/dev/null/fora"}, "Fora cannot write into /dev/null/fora: Not a directory."),
    ({"FORA_PROXIES": "0"}, "FORA_PROXIES must be a number from 1 to 9, and is 0."),
    ({"FORA_PROXIES": "one"}, "FORA_PROXIES must be a number from 1 to 9, and is one."),
    ({"FORA_MAIL_PORT": "smtp"}, "FORA_MAIL_PORT must be a number from 1 to 65535, and is smtp."),
    ({"FORA_MAIL_TLS": "maybe"}, "FORA_MAIL_TLS must be 1 or 0, and is maybe."),
    ({"FORA_SSL_REDIRECT": "2"}, "FORA_SSL_REDIRECT must be 1 or 0, and is 2."),
    *(({"FORA_DATABASE_URL": value}, f"FORA_DATABASE_URL {trouble}") for value, trouble in DATABASES_THAT_ARE_NONE),
    *(({"FORA_REDIS_URL": value}, f"FORA_REDIS_URL {trouble}") for value, trouble in REDISES_THAT_ARE_NONE),
    (
        {"FORA_SEARCH_URL": "search.example.org"},
        f"FORA_SEARCH_URL must be {CLUSTER}: it cannot be read. Odd characters of a password are written as %40.",
    ),
    (
        {"FORA_SEARCH_URL": "https://fora:hush@search.example.org:9200/path"},
        f"FORA_SEARCH_URL must be {CLUSTER}, each with a host and nothing after its port.",
    ),
    (
        {"FORA_SEARCH_URL": "http://fora:hush@search.example.org:9200"},
        "FORA_SEARCH_URL must begin with https: what people wrote would be readable on the way.",
    ),
    (
        {"FORA_SEARCH_URL": "https://search.example.org:9200"},
        f"FORA_SEARCH_URL must be {CLUSTER}, and names no user with a password.",
    ),
    (
        {"FORA_SEARCH_URL": "https://fora:hush@one.example.org:9200,https://fora:other@two.example.org:9200"},
        "FORA_SEARCH_URL must name the same user and password for each host.",
    ),
    (
        {"FORA_SEARCH_CA": "/nowhere/ca.crt"},
        "FORA_SEARCH_CA must be a file that Fora can read, and /nowhere/ca.crt is none.",
    ),
    ({"FORA_EXTRACT_UNISOLATED": "perhaps"}, "FORA_EXTRACT_UNISOLATED must be 1 or 0, and is perhaps."),
    ({"FORA_CLAMAV": "clamd"}, "FORA_CLAMAV must be unix:/path or host:port, and is clamd."),
    ({"FORA_CLAMAV": "unix:clamd.ctl"}, "FORA_CLAMAV must be unix:/path or host:port, and is unix:clamd.ctl."),
    ({"FORA_CLAMAV": "clamd:0"}, "FORA_CLAMAV must be unix:/path or host:port, and is clamd:0."),
    ({"FORA_LOG_LEVEL": "loud"}, "FORA_LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR, and is loud."),
]


@pytest.mark.slow
@pytest.mark.parametrize(("changes", "sentence"), WRONG, ids=[str(index) for index in range(len(WRONG))])
def test_a_wrong_value_stops_a_command_with_one_sentence(tmp_path, changes, sentence):
    done = python(tmp_path, "manage.py", "check", **changes)

    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"{sentence}\n")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        WRONG[0],
        ({"PORT": "80a"}, "PORT must be a number from 1 to 65535, and is 80a."),
        ({"FORA_WEB_WORKERS": "0"}, "FORA_WEB_WORKERS must be a number from 1 to 64, and is 0."),
    ],
    ids=["secret", "port", "workers"],
)
def test_a_wrong_value_stops_the_web_server_with_one_sentence(tmp_path, changes, sentence):
    done = python(tmp_path, "-m", "config.web", **changes)

    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"{sentence}\n")


def test_several_hosts_of_a_cluster_are_read(tmp_path):
    here = "http://fora:h%40sh@localhost:9201,http://localhost"
    one, two = (
        json.loads(python(tmp_path, "-c", TELL, FORA_SEARCH_URL=url).stdout)["SEARCH"]
        for url in ("https://fora:h%40sh@one.example.org, https://fora:h%40sh@two.example.org:9300", here)
    )

    account = {"user": "fora", "password": "h@sh", "ca": ""}
    assert one == {"hosts": ["https://one.example.org:9200", "https://two.example.org:9300"], **account}
    assert two == {"hosts": ["http://localhost:9201", "http://localhost:9200"], **account}


def test_several_hosts_and_proxies_are_read(tmp_path):
    done = python(tmp_path, "-c", TELL, FORA_HOSTS="Fora.example.org, www.example.org", FORA_PROXIES="2")

    told = json.loads(done.stdout)
    assert told["ALLOWED_HOSTS"] == ["fora.example.org", "www.example.org"]
    assert told["ALLAUTH_TRUSTED_PROXY_COUNT"] == 2


# --- both forms work in production


def production_with(tmp_path, **changes):
    done = python(tmp_path, "-c", TELL, **changes)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("value", [None, "", "  "])
def test_without_an_address_everything_lies_in_the_data_folder(tmp_path, value):
    told = production_with(tmp_path, FORA_DATABASE_URL=value, FORA_REDIS_URL=value)

    assert told["DATABASES"]["default"]["ENGINE"] == "config.sqlite"
    assert {cache["BACKEND"] for cache in told["CACHES"].values()} == {
        "django.core.cache.backends.db.DatabaseCache",
        "core.caches.Table",
    }


def test_a_database_by_address_is_pooled_tried_before_use_and_waited_for_no_longer_than_threats_say(tmp_path):
    address = "postgresql://fora%40court:h%2Fu%23sh@db.example.org:5433/fora?sslmode=verify-full&sslrootcert=/ca.pem"

    found = production_with(tmp_path, FORA_DATABASE_URL=address)["DATABASES"]["default"]

    options = found["OPTIONS"]
    assert asked(found, "ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT", "CONN_MAX_AGE", "CONN_HEALTH_CHECKS") == {
        "ENGINE": "config.postgresql",
        "NAME": "fora",
        "USER": "fora@court",
        "PASSWORD": "h/u#sh",
        "HOST": "db.example.org",
        "PORT": 5433,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
    }
    assert asked(options, "sslmode", "sslrootcert", "connect_timeout") == {
        "sslmode": "verify-full",
        "sslrootcert": "/ca.pem",
        "connect_timeout": 3,
    }
    assert "-c statement_timeout=4900 " in options["options"]
    assert options["pool"]["timeout"] == 2


@pytest.mark.parametrize(
    ("address", "second"),
    [
        ("redis://:hush@cache", "redis://:hush@cache/1"),
        ("rediss://:hush@cache:6380/4", "rediss://:hush@cache:6380/5"),
    ],
)
def test_redis_keeps_nothing_of_what_allauth_counts_and_is_waited_for_a_second(tmp_path, address, second):
    caches = production_with(tmp_path, FORA_REDIS_URL=address)["CACHES"]
    default = caches.pop("default")

    assert (default["BACKEND"], default["LOCATION"]) == ("core.caches.Doors", "cache_default")
    assert default["OPTIONS"] == {"MAX_ENTRIES": 1_000_000}
    assert {name: cache["LOCATION"] for name, cache in caches.items()} == {
        "pages": second,
        "limits": second,
        "renditions": second,
    }
    for cache in caches.values():
        assert asked(cache["OPTIONS"], "socket_timeout", "socket_connect_timeout") == {
            "socket_timeout": 1,
            "socket_connect_timeout": 1,
        }


@pytest.mark.parametrize(
    ("said", "address"),
    [
        (None, None),
        ("unix:/run/clamav/clamd.ctl", ["unix", "/run/clamav/clamd.ctl"]),
        ("clamav:3310", ["tcp", "clamav", 3310]),
        ("[::1]:3310", ["tcp", "::1", 3310]),
    ],
)
def test_the_virus_scanner_is_a_socket_or_a_port(tmp_path, said, address):
    done = python(tmp_path, "-c", TELL, FORA_CLAMAV=said)

    assert json.loads(done.stdout)["CLAMAV"] == address


def test_documents_are_opened_in_isolation_only_unless_operators_say_otherwise(production, tmp_path):
    done = python(tmp_path, "-c", TELL, FORA_EXTRACT_UNISOLATED="1")

    assert [production["EXTRACT_UNISOLATED"], json.loads(done.stdout)["EXTRACT_UNISOLATED"]] == [False, True]
