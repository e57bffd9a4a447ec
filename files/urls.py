from django.urls import path

from files import views

urlpatterns = [
    path("<slug:ref>/", views.download, name="file"),
    path("<slug:ref>/picture/", views.picture, name="file_picture"),
    path("<slug:ref>/text/", views.text, name="file_text"),
    path("<slug:ref>/decide/", views.decide, name="file_decide"),
]
