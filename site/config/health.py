"""What must be well for Fora to serve: database, search engine, worker."""

from django.db import DatabaseError, connection

from core.heartbeat import worker
from search.health import engine


def parts():
    """{name: {ok, said}} of each part."""
    return {"database": _database(), "engine": engine(), "worker": worker()}


def _database():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return {"ok": False, "said": str(error)}
    return {"ok": True, "said": connection.vendor}
