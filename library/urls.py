from django.urls import path

from library import views

urlpatterns = [path("", views.lesson_list, name="library"), path("write/", views.lesson_write, name="lesson_write")]
