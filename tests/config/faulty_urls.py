"""The site's addresses, with a page that refuses, one that fails and one that misses its database."""

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.urls import path

from config.urls import handler400, handler403, handler404, handler429, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500", "urlpatterns"]


def refuse(request):
    raise PermissionDenied("the inside of a rule")


def fail(request):
    raise RuntimeError("the inside of a fault")


def miss(request):
    raise OperationalError("the inside of a database")


urlpatterns = [path("refuses/", refuse), path("fails/", fail), path("misses/", miss), *urlpatterns]
