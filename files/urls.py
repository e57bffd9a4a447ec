from django.urls import path

from files import views

urlpatterns = [
    path("upload/", views.upload, name="file_upload"),
    path("<slug:ref>/", views.download, name="file"),
    path("<slug:ref>/picture/", views.picture, name="file_picture"),
    path("<slug:ref>/text/", views.text, name="file_text"),
]
