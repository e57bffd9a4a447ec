from django.urls import path

from members import views

urlpatterns = [
    path("people/", views.person_list, name="people"),
    path("people/<slug:ref>/", views.person_detail, name="person"),
    path("spaces/", views.space_list, name="spaces"),
    path("spaces/<slug:ref>/", views.space_detail, name="space"),
    path("spaces/<slug:ref>/join/", views.space_join, name="space_join"),
    path("spaces/<slug:ref>/leave/", views.space_leave, name="space_leave"),
    path("recovery/", views.recovery, name="recovery"),
    path("recovery/stop/", views.recovery_stop, name="recovery_stop"),
    path("recovery/stop/<str:token>/", views.recovery_stop_by_mail, name="recovery_stop_by_mail"),
    path("recovery/open/<str:token>/", views.recovery_open, name="recovery_open"),
    path("recovery/requests/", views.recovery_list, name="recovery_requests"),
    path("recovery/requests/<slug:ref>/", views.recovery_detail, name="recovery_request"),
    path("welcome/<str:token>/", views.welcome, name="welcome"),
]
