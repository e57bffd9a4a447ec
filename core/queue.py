"""Wagtail's own queue (django-tasks-db), worked off inside the lane `tasks`."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django_tasks_db.compat import DEFAULT_TASK_BACKEND_ALIAS, TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from core.ids import new_ref
from core.lease import MOST_ATTEMPTS

# A worker on a machine that never comes back cannot give its rows back itself.
LONGEST_TASK = timedelta(hours=6)


class Killed(Exception):
    """The task was running each time its worker died; it is not tried again."""


def worker_name():
    """This data folder's worker, the same after each start: at most one works on a folder (core/worker.py)."""
    path = settings.VAR / "worker" / "name"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(new_ref())
    return path.read_text()


def run_one():
    """Run one task that is ready, if there is one; returns how many ran."""
    ready = DBTaskResult.objects.ready().filter(backend_name=DEFAULT_TASK_BACKEND_ALIAS)
    if not ready.exists():  # the library's own look takes the database's write lock
        return 0
    worker = Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0.2,
        batch=True,
        backend_name=DEFAULT_TASK_BACKEND_ALIAS,
        startup_delay=False,
        max_tasks=1,
        worker_id=worker_name(),
    )
    worker.run()
    return worker._run_tasks


def give_back_abandoned():
    """Rows that this worker was running when it was killed are ready again; after ten such ends they have failed."""
    mine, long_ago = worker_name(), timezone.now() - LONGEST_TASK
    for row in DBTaskResult.objects.running():
        if row.worker_ids[-1:] == [mine] or row.started_at < long_ago:
            _give_back(row)


def _give_back(row):
    if len(row.worker_ids) >= MOST_ATTEMPTS:
        row.set_failed(Killed(f"{len(row.worker_ids)} workers died while this task ran."))
    else:
        DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.RUNNING).update(
            status=TaskResultStatus.READY, started_at=None
        )
