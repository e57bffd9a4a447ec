"""Addresses. What each may be opened by stands in routes.py; a pattern that is missing there fails `make check`."""

from django.urls import include, path

from config import operating, views

urlpatterns = [
    path("", views.home, name="home"),
    path("protection/", views.protection, name="protection"),
    path("language/", views.set_language, name="set_language"),
    path("theme/", views.set_theme, name="set_theme"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("accounts/", include("members.account_urls")),  # before allauth's: it draws some of those anew
    path("operations/", operating.operations, name="operations"),
    path("operations/mail/again/", operating.mail_again, name="mails_again"),
    path("operations/mail/<slug:ref>/again/", operating.mail_again, name="mail_again"),
    path("accounts/", include("allauth.account.urls")),
    path("", include("members.urls")),
    path("thesaurus/", include("thesaurus.urls")),
    path("notices/", include("notifications.urls")),
    path("search/", include("search.urls")),
    path("files/", include("files.urls")),
    path("forum/", include("forum.urls")),
    path("moderation/", include("moderation.urls")),
    path("library/", include("library.urls")),
    path("admin/", include("cms.doors")),
    path("", include("cms.urls")),
]

handler400 = "config.views.bad_request"
handler403 = "config.views.forbidden"
handler404 = "config.views.not_found"
handler429 = "config.views.too_many"  # allauth's
handler500 = "config.views.server_error"
