from django.urls import path

from notifications import views

urlpatterns = [
    path("", views.notice_list, name="notices"),
    path("read/", views.notices_read, name="notices_read"),
]
