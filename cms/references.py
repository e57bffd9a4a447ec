"""Wagtail's index of what points at what, kept up by a task for each row that was saved."""

from django.apps import apps
from django.db.models import ObjectDoesNotExist
from django_tasks import task
from wagtail import signal_handlers
from wagtail.tasks import update_reference_index_task


@task()
def update_references(app_label, model_name, pk):
    """As Wagtail does; but a row that was replaced or deleted before its turn points at nothing, and is no failure."""
    try:
        update_reference_index_task.func(app_label, model_name, pk)
    except ObjectDoesNotExist:
        if apps.get_model(app_label, model_name).objects.filter(pk=pk).exists():
            raise


def shrug_at_gaps():
    """Let Wagtail's receivers queue our task in the place of theirs: they know of no other way to say so."""
    signal_handlers.update_reference_index_task = update_references
