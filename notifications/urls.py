from django.urls import path

from notifications import views

urlpatterns = [
    path("", views.notice_list, name="notices"),
    path("read/", views.notices_read, name="notices_read"),
    path("choices/", views.choices, name="notice_choices"),
    path("following/", views.following, name="following"),
    path("follow/<str:thing>/", views.follow, name="follow"),
    path("stop/<str:token>/", views.mail_stop, name="mail_stop"),
    path("<slug:ref>/", views.notice, name="notice"),
]
