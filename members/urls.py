from django.urls import path

from members import views

urlpatterns = [
    path("people/", views.person_list, name="people"),
    path("people/<slug:ref>/", views.person_detail, name="person"),
    path("spaces/", views.space_list, name="spaces"),
    path("spaces/new/", views.space_new, name="space_new"),
    path("spaces/<slug:ref>/", views.space_detail, name="space"),
    path("spaces/<slug:ref>/join/", views.space_join, name="space_join"),
    path("spaces/<slug:ref>/leave/", views.space_leave, name="space_leave"),
    path("spaces/<slug:ref>/ask/", views.space_ask, name="space_ask"),
    path("spaces/<slug:ref>/ask/withdraw/", views.space_ask_withdraw, name="space_ask_withdraw"),
    path("spaces/<slug:ref>/terms/", views.space_terms, name="space_terms"),
    path("spaces/<slug:ref>/accept/", views.space_accept, name="space_accept"),
    path("spaces/<slug:ref>/decline/", views.space_decline, name="space_decline"),
    path("spaces/<slug:ref>/people/", views.space_people, name="space_people"),
    path("spaces/<slug:ref>/people/<slug:person>/", views.space_person, name="space_person"),
    path("spaces/<slug:ref>/people/<slug:person>/out/", views.space_take_out, name="space_take_out"),
    path("spaces/<slug:ref>/people/<slug:person>/keeper/", views.space_hand_over, name="space_hand_over"),
    path("spaces/<slug:ref>/settings/", views.space_settings, name="space_settings"),
    path("spaces/<slug:ref>/kind/", views.space_kind, name="space_kind"),
    path("spaces/<slug:ref>/widenings/<slug:widening>/", views.space_widening, name="space_widening"),
    path("spaces/<slug:ref>/archive/", views.space_archive, name="space_archive"),
    path("spaces/<slug:ref>/close/", views.space_close, name="space_close"),
    path("spaces/<slug:ref>/invite/", views.space_invite, name="space_invite"),
    path("spaces/<slug:ref>/invitations/<slug:invitation>/", views.space_invitation, name="space_invitation"),
    path("spaces/<slug:ref>/requests/<slug:asked>/", views.space_request, name="space_request"),
    path("spaces/<slug:ref>/outsiders/", views.space_outsider, name="space_outsider"),
    path(
        "spaces/<slug:ref>/outsiders/<slug:asked>/withdraw/",
        views.space_outsider_withdraw,
        name="space_outsider_withdraw",
    ),
    path("welcome/<str:token>/", views.welcome, name="welcome"),
]
