"""Wagtail's own indexes (what points at what; the editors' search), kept up by a task for each row that was saved."""

from django.apps import apps
from django.db.models import ObjectDoesNotExist
from django_tasks import task
from modelsearch import signal_handlers as search_handlers
from modelsearch.tasks import insert_or_update_object_task
from wagtail import signal_handlers as reference_handlers
from wagtail.tasks import update_reference_index_task


def _unless_gone(keep_up, app_label, model_name, pk):
    """A row that was replaced or deleted before its turn came stands in no index, and that is no failure."""
    try:
        keep_up(app_label, model_name, pk)
    except ObjectDoesNotExist:
        if apps.get_model(app_label, model_name).objects.filter(pk=pk).exists():
            raise


@task()
def update_references(app_label, model_name, pk):
    _unless_gone(update_reference_index_task.func, app_label, model_name, pk)


@task()
def update_search(app_label, model_name, pk):
    _unless_gone(insert_or_update_object_task.func, app_label, model_name, pk)


def shrug_at_gaps():
    """Let Wagtail's receivers queue our tasks in the place of theirs: they know of no other way to say so."""
    reference_handlers.update_reference_index_task = update_references
    search_handlers.insert_or_update_object_task = update_search
