from django.urls import path

from forum import views

urlpatterns = [
    path("", views.board_list, name="forum"),
    path("read/", views.catch_up, name="forum_catch_up"),
    path("preview/", views.preview, name="forum_preview"),
    path("s/<slug:ref>/new/", views.board_new, name="board_new"),
    path("b/<slug:ref>/", views.topic_list, name="board"),
    path("b/<slug:ref>/new/", views.topic_new, name="topic_new"),
    path("t/<slug:ref>/", views.topic_detail, name="topic"),
    path("t/<slug:ref>/reply/", views.topic_reply, name="topic_reply"),
    path("t/<slug:ref>/lock/", views.topic_lock, name="topic_lock"),
    path("t/<slug:ref>/unlock/", views.topic_unlock, name="topic_unlock"),
    path("t/<slug:ref>/pin/", views.topic_pin, name="topic_pin"),
    path("t/<slug:ref>/unpin/", views.topic_unpin, name="topic_unpin"),
    path("t/<slug:ref>/hide/", views.topic_hide, name="topic_hide"),
    path("t/<slug:ref>/restore/", views.topic_restore, name="topic_restore"),
    path("p/<slug:ref>/", views.post_detail, name="post"),
    path("p/<slug:ref>/edit/", views.post_edit, name="post_edit"),
    path("p/<slug:ref>/history/", views.post_history, name="post_history"),
    path("p/<slug:ref>/report/", views.post_report, name="post_report"),
    path("p/<slug:ref>/withdraw/", views.post_withdraw, name="post_withdraw"),
    path("p/<slug:ref>/hide/", views.post_hide, name="post_hide"),
    path("p/<slug:ref>/restore/", views.post_restore, name="post_restore"),
]
