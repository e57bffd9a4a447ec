from django.urls import path

from files import views

urlpatterns = [
    path("<str:ref>/", views.download, name="file"),
    path("<str:ref>/picture/", views.picture, name="file_picture"),
]
