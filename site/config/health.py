"""What must be well for Fora to serve: database, search engine, worker, the reading of documents, virus scanner."""

from django.db import DatabaseError, connection

from core.heartbeat import worker
from files.health import documents, virus_scanner
from search.health import engine


def parts():
    """{name: {ok, said}} of each part."""
    asked = {
        "database": _database,
        "engine": engine,
        "worker": worker,
        "documents": documents,
        "viruses": virus_scanner,
    }
    return {name: _asked(part) for name, part in asked.items()}


def _asked(part):
    """What a part says of itself; several ask the database, which may be what is missing."""
    try:
        return part()
    except DatabaseError as error:
        return {"ok": False, "said": str(error).strip()}


def _database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"ok": True, "said": connection.vendor}
