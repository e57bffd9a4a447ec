"""Wagtail's own queue (django-tasks-db), worked off inside the lane `tasks`."""

from datetime import timedelta

from django.utils import timezone
from django_tasks_db.compat import DEFAULT_TASK_BACKEND_ALIAS, TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from core.heartbeat import workers_heard_of
from core.lease import MOST_ATTEMPTS
from core.places import worker_name

SILENT_FOR_GOOD = timedelta(minutes=5)


class Killed(Exception):
    """The task was running each time its worker died; it is not tried again."""


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
    """Rows that this worker was running when it was killed, for at the start of its lane it runs none."""
    for row in DBTaskResult.objects.running():
        if row.worker_ids[-1:] == [worker_name()]:
            _give_back(row)


def give_back_of_silent_workers():
    """Rows of workers that have given no sign for minutes: on a machine, say, that never comes back.

    `worker --once` gives no signs, so what was only just begun is left to whoever began it.
    """
    heard = set(workers_heard_of(within=SILENT_FOR_GOOD))
    for row in DBTaskResult.objects.running().filter(started_at__lt=timezone.now() - SILENT_FOR_GOOD):
        if row.worker_ids[-1:] and row.worker_ids[-1] not in heard:
            _give_back(row)


def _give_back(row):
    """Ready again; after ten such ends it has failed."""
    if len(row.worker_ids) >= MOST_ATTEMPTS:
        row.set_failed(Killed(f"{len(row.worker_ids)} workers died while this task ran."))
    else:
        DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.RUNNING).update(
            status=TaskResultStatus.READY, started_at=None
        )
