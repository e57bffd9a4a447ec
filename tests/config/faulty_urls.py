"""The site's addresses, with one page that refuses and one that fails."""

from django.core.exceptions import PermissionDenied
from django.urls import path

from config.urls import handler400, handler403, handler404, handler429, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500", "urlpatterns"]


def refuse(request):
    raise PermissionDenied("the inside of a rule")


def fail(request):
    raise RuntimeError("the inside of a fault")


urlpatterns = [path("refuses/", refuse), path("fails/", fail), *urlpatterns]
