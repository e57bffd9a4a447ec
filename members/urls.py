from django.urls import path

from members import views

urlpatterns = [
    path("people/", views.person_list, name="people"),
    path("people/profile/", views.profile_edit, name="profile_edit"),
    path("people/silenced/", views.silence_list, name="silences"),
    path("people/<slug:ref>/", views.person_detail, name="person"),
    path("people/<slug:ref>/photo/", views.person_photo, name="person_photo"),
    path("people/<slug:ref>/write/", views.contact, name="contact"),
    path("people/<slug:ref>/silence/", views.person_silence, name="person_silence"),
    path("messages/", views.message_list, name="messages"),
    path("messages/<slug:ref>/", views.message, name="message"),
    path("messages/<slug:ref>/report/", views.message_report, name="message_report"),
    path("spaces/", views.space_list, name="spaces"),
    path("spaces/<slug:ref>/", views.space_detail, name="space"),
    path("spaces/<slug:ref>/join/", views.space_join, name="space_join"),
    path("spaces/<slug:ref>/leave/", views.space_leave, name="space_leave"),
    path("welcome/<str:token>/", views.welcome, name="welcome"),
]
