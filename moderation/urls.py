from django.urls import path

from moderation import views

urlpatterns = [
    path("", views.review_queue, name="review_queue"),
    path("reports/", views.reports, name="reports"),
    path("decide/", views.review_bulk, name="review_bulk"),
    path("of/<str:key>/", views.review_of, name="review_of"),
    path("items/<slug:ref>/", views.review_item, name="review_item"),
    path("items/<slug:ref>/decide/", views.review_decide, name="review_decide"),
    path("items/<slug:ref>/claim/", views.review_claim, name="review_claim"),
    path("items/<slug:ref>/release/", views.review_release, name="review_release"),
    path("items/<slug:ref>/assign/", views.review_assign, name="review_assign"),
    path("replies/", views.reply_list, name="replies"),
    path("replies/new/", views.reply_new, name="reply_new"),
    path("replies/<slug:ref>/", views.reply_edit, name="reply_edit"),
    path("replies/<slug:ref>/retire/", views.reply_retire, name="reply_retire"),
    path("words/", views.watched_words, name="watched_words"),
    path("words/try/", views.watched_words_try, name="watched_words_try"),
    path("words/<slug:ref>/remove/", views.watched_word_remove, name="watched_word_remove"),
    path("delete/<str:key>/", views.delete, name="delete"),
    path("deletions/", views.deletions, name="deletions"),
    path("deletions/<slug:ref>/keep/", views.deletion_keep, name="deletion_keep"),
    path("deletions/<slug:ref>/erase/", views.deletion_erase, name="deletion_erase"),
    path("holds/", views.holds, name="holds"),
    path("holds/on/<str:key>/", views.hold, name="hold"),
    path("flags/<slug:ref>/", views.flag, name="flag"),
]
