"""What must be well for Fora to serve: database, search engine, worker."""

import importlib.util

from django.db import DatabaseError, connection


def parts():
    """{name: {ok, said}} of each part."""
    found = {"database": _database()}
    if importlib.util.find_spec("search.health"):
        from search.health import engine  # noqa: PLC0415

        found["engine"] = engine()
    if importlib.util.find_spec("core.heartbeat"):
        from core.heartbeat import worker  # noqa: PLC0415

        found["worker"] = worker()
    return found


def _database():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return {"ok": False, "said": str(error)}
    return {"ok": True, "said": connection.vendor}
