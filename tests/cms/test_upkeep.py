"""Wagtail's own indexes: a row that is gone when its turn comes is no failure."""

import pytest
from django.db.models import ObjectDoesNotExist
from django_tasks_db.models import DBTaskResult
from wagtail.models import ReferenceIndex

from cms.upkeep import update_references
from core.places import place
from core.queue import run_one
from tests.factories.cms import make_page, make_picture, with_picture


def run_all():
    with place():
        while run_one():
            pass
    return set(DBTaskResult.objects.values_list("task_path", "status"))


@pytest.mark.django_db(transaction=True)
def test_rows_that_were_replaced_or_deleted_meanwhile_fail_no_task(caplog):
    page = make_page("members")
    page.title = "Again"
    page.save()
    page.delete()

    assert run_all() == {
        ("cms.upkeep.update_references", "SUCCESSFUL"),
        ("cms.upkeep.update_search", "SUCCESSFUL"),
    }
    assert [entry for entry in caplog.records if entry.levelname in {"ERROR", "CRITICAL"}] == []


@pytest.mark.django_db(transaction=True)
def test_rows_that_are_there_are_indexed():
    picture = make_picture()
    make_page("members", **with_picture(picture))

    run_all()

    assert ReferenceIndex.get_references_to(picture).count() == 1


@pytest.mark.django_db
def test_another_row_that_is_missing_is_still_a_failure(monkeypatch):
    page = make_page()

    def fail(*args):
        raise ObjectDoesNotExist

    monkeypatch.setattr(ReferenceIndex, "create_or_update_for_object", fail)

    with pytest.raises(ObjectDoesNotExist):
        update_references.func("library", "lessonpage", str(page.pk))
