from django.urls import path

from library import views

urlpatterns = [
    path("", views.lesson_list, name="library"),
    path("write/", views.lesson_write, name="lesson_write"),
    path("write/from/t/<slug:ref>/", views.lesson_write_from, name="lesson_write_from"),
]
