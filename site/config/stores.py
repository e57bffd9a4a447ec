"""Where rows and cached things lie, for settings: SQLite and its tables, or PostgreSQL and Redis."""

from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as NotConnected
from redis.retry import Retry

# Milliseconds until the database gives a statement up, its waiting for locks included: a moment before the client
# would (config/postgresql/), for that costs the connection.
STATEMENT = 4900
IDLE = 60_000  # milliseconds that a transaction may stand idle, with all it locks
CONNECT = 3  # seconds until a connection to the database counts as failed
WAIT = 2  # seconds that a page waits for one (config/postgresql/base.py)
TABLE = "django.core.cache.backends.db.DatabaseCache"
# What allauth counts at the door, and which codes are used up.
DOORS = {"BACKEND": TABLE, "LOCATION": "cache_default", "OPTIONS": {"MAX_ENTRIES": 1_000_000}}
REDIS = 1  # seconds for an answer of Redis, and for a connection to it
# More than the web server has threads in one process; a connection is only made when one is wanted.
MOST_CONNECTIONS = 16
# A machine that vanishes with a lock in its hands is noticed within half a minute, not after two hours.
KEEPALIVE = {"tcp_keepalives_idle": 10, "tcp_keepalives_interval": 5, "tcp_keepalives_count": 3}


def sqlite(path, synchronous="FULL"):
    """Write-ahead log; a writer takes its lock at once instead of failing half-way, and waits 20 s for it.

    A thread keeps its connection: opening one, and reading again what the last one had in memory, took a third of a
    page's time.
    """
    return {
        "ENGINE": "config.sqlite",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous}; PRAGMA foreign_keys=ON;",
        },
    }


def postgresql(found):
    """Complete what `env.database` found, or None. A pool in each process; each connection is tried before it is
    used, so that a restart of the server costs nobody a page."""
    if found is None:
        return None
    from config.postgresql import Connection  # noqa: PLC0415  (psycopg is loaded only where it is used)

    server = {
        "statement_timeout": STATEMENT,
        "idle_in_transaction_session_timeout": IDLE,
        "client_connection_check_interval": STATEMENT,
        **KEEPALIVE,
    }
    options = {
        "application_name": "fora",
        **found["OPTIONS"],
        "connect_timeout": CONNECT,
        "options": " ".join(f"-c {name}={value}" for name, value in server.items()),
        # A network that swallows packets says nothing: unanswered data counts as a broken connection after this.
        "tcp_user_timeout": STATEMENT,
        "keepalives_idle": KEEPALIVE["tcp_keepalives_idle"],
        "keepalives_interval": KEEPALIVE["tcp_keepalives_interval"],
        "keepalives_count": KEEPALIVE["tcp_keepalives_count"],
        "pool": {
            "connection_class": Connection,
            "min_size": 1,
            "max_size": MOST_CONNECTIONS,
            "timeout": WAIT,
            "reconnect_timeout": CONNECT,
        },
    }
    return {**found, "ENGINE": "config.postgresql", "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}


def table_caches():
    """Two tables, so that flooding our own never lifts the limits and used codes that allauth keeps in `default`."""
    pages = {"BACKEND": TABLE, "LOCATION": "cache_pages", "OPTIONS": {"MAX_ENTRIES": 100_000}}
    return _named(DOORS, {**pages, "BACKEND": "core.caches.Table"}, pages)


def redis_caches(addresses):
    """One of two databases of Redis for what is ours; what allauth counts stands in the table here too, because Redis
    may be emptied at any moment. None for no addresses."""
    if addresses is None:
        return None
    options = {
        "socket_timeout": REDIS,
        "socket_connect_timeout": REDIS,
        # A connection that Redis closed when it was started again is opened again; one that is silent is not waited
        # for twice.
        "retry": Retry(NoBackoff(), 1, supported_errors=(NotConnected,)),
    }
    pages = {"LOCATION": addresses[1], "OPTIONS": options}
    limits = {"BACKEND": "core.caches.Strict", **pages}
    return _named({**DOORS, "BACKEND": "core.caches.Doors"}, limits, {"BACKEND": "core.caches.Forgiving", **pages})


def _named(default, limits, pages):
    # Wagtail keeps what it knows of drawn pictures under `renditions`, or else in `default`.
    return {
        "default": default,
        "limits": limits,
        "pages": pages,
        "renditions": {**pages, "KEY_PREFIX": "renditions"},
    }
