from django.urls import path, re_path
from wagtail.views import serve

from cms import views

urlpatterns = [
    path("pictures/<slug:ref>/<str:spec>/", views.picture, name="picture"),
    # Pages stand below the five language homes and nowhere else.
    re_path(r"^((?:en|fr|es|ar|uk)/(?:[\w\-]+/)*)$", serve, name="wagtail_serve"),
]
