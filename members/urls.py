from django.urls import path

from members import views

urlpatterns = [
    path("people/", views.person_list, name="people"),
    path("people/<slug:ref>/", views.person_detail, name="person"),
    path("spaces/", views.space_list, name="spaces"),
    path("spaces/<slug:ref>/", views.space_detail, name="space"),
    path("spaces/<slug:ref>/join/", views.space_join, name="space_join"),
    path("spaces/<slug:ref>/leave/", views.space_leave, name="space_leave"),
    path("audit/", views.audit, name="audit"),
    path("audit/export/", views.audit_export, name="audit_export"),
    path("spaces/<slug:ref>/log/", views.space_log, name="space_log"),
    path("roles/", views.roles, name="roles"),
    path("roles/<slug:ref>/", views.standing, name="standing"),
    path("roles/<slug:ref>/account/", views.standing_account, name="standing_account"),
    path("welcome/<str:token>/", views.welcome, name="welcome"),
]
