"""What must exist: each room says so in an idempotent `ensure()`, run after every migrate and every test flush."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models.signals import post_migrate

from core.models import ensure
from core.triggers import make_triggers


def migrations_are_behind():
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def ensured_by(app_config, ensure):
    """Run a room's `ensure` after each migrate, once the database has all its tables."""

    def run(**kwargs):
        if not migrations_are_behind():
            ensure()

    post_migrate.connect(run, sender=app_config, weak=False, dispatch_uid=f"ensure-{app_config.label}")


def ensure_core():
    ensure()
    make_triggers()
    call_command("createcachetable", verbosity=0)
