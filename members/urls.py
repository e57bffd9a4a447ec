from django.urls import path

from members import views

urlpatterns = [
    path("people/", views.person_list, name="people"),
    path("people/<slug:ref>/", views.person_detail, name="person"),
    path("spaces/", views.space_list, name="spaces"),
    path("spaces/<slug:ref>/", views.space_detail, name="space"),
    path("spaces/<slug:ref>/join/", views.space_join, name="space_join"),
    path("spaces/<slug:ref>/leave/", views.space_leave, name="space_leave"),
    path("welcome/<str:token>/", views.welcome, name="welcome"),
]
