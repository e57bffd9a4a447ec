"""What must be well for Fora to serve: database, search engine, worker, the reading of documents, virus scanner."""

from django.db import DatabaseError, connection

from core.heartbeat import worker
from files.health import documents, virus_scanner
from search.health import engine


def parts():
    """{name: {ok, said}} of each part."""
    return {
        "database": _database(),
        "engine": engine(),
        "worker": worker(),
        "documents": documents(),
        "viruses": virus_scanner(),
    }


def _database():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return {"ok": False, "said": str(error)}
    return {"ok": True, "said": connection.vendor}
