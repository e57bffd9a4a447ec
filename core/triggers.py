"""Triggers that make the audit log insert-only, for SQLite and PostgreSQL."""

from django.db import connection

SQLITE = [
    """
    CREATE TRIGGER IF NOT EXISTS audit_no_update BEFORE UPDATE ON core_auditentry
    BEGIN SELECT RAISE(ABORT, 'the audit log is insert-only'); END
""",
    """
    CREATE TRIGGER IF NOT EXISTS audit_no_delete BEFORE DELETE ON core_auditentry
    BEGIN SELECT RAISE(ABORT, 'the audit log is insert-only'); END
""",
    """
    CREATE TRIGGER IF NOT EXISTS seal_no_update BEFORE UPDATE ON core_auditseal
    BEGIN SELECT RAISE(ABORT, 'the audit log is insert-only'); END
""",
    """
    CREATE TRIGGER IF NOT EXISTS seal_no_delete BEFORE DELETE ON core_auditseal
    BEGIN SELECT RAISE(ABORT, 'the audit log is insert-only'); END
""",
]
POSTGRESQL = [
    """
    CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the audit log is insert-only'; END $$
""",
    """
    CREATE OR REPLACE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON core_auditentry
    FOR EACH ROW EXECUTE FUNCTION audit_refuse()
""",
    """
    CREATE OR REPLACE TRIGGER audit_no_truncate BEFORE TRUNCATE ON core_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()
""",
    """
    CREATE OR REPLACE TRIGGER seal_no_change BEFORE UPDATE OR DELETE ON core_auditseal
    FOR EACH ROW EXECUTE FUNCTION audit_refuse()
""",
    """
    CREATE OR REPLACE TRIGGER seal_no_truncate BEFORE TRUNCATE ON core_auditseal
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()
""",
]
DROP = {
    "sqlite": [
        "DROP TRIGGER IF EXISTS audit_no_update",
        "DROP TRIGGER IF EXISTS audit_no_delete",
        "DROP TRIGGER IF EXISTS seal_no_update",
        "DROP TRIGGER IF EXISTS seal_no_delete",
    ],
    "postgresql": [
        "DROP TRIGGER IF EXISTS audit_no_change ON core_auditentry",
        "DROP TRIGGER IF EXISTS audit_no_truncate ON core_auditentry",
        "DROP TRIGGER IF EXISTS seal_no_change ON core_auditseal",
        "DROP TRIGGER IF EXISTS seal_no_truncate ON core_auditseal",
    ],
}


def make_triggers():
    """Make them again: remaking a table on SQLite drops its triggers, so this runs after each migrate."""
    _execute(SQLITE if connection.vendor == "sqlite" else POSTGRESQL)


def drop_triggers():
    """For the one test fixture that has to empty the tables."""
    _execute(DROP[connection.vendor])


def _execute(statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
