"""Addresses under accounts/: second factors under allauth's names, sessions, and the step-up. What allauth has beyond
these is not there: its browsers that are trusted, its codes by mail, its download of recovery codes."""

from allauth.account.views import password_set
from allauth.mfa.webauthn.views import edit_webauthn
from django.urls import path
from django.views.generic import RedirectView

from members import doors
from members.views import factors, session_list
from members.views.entering import NewAddress

urlpatterns = [
    path("reauthenticate/", factors.AgainByPassword.as_view(), name="account_reauthenticate"),
    path("password/set/", doors.freshly_signed_in(password_set), name="account_set_password"),
    path("email/", NewAddress.as_view(), name="account_email"),
    path("sessions/", session_list, name="sessions"),
    path("factors/", factors.factor_list, name="mfa_index"),
    path("factors/show/", factors.Show.as_view(), name="mfa_authenticate"),
    path("factors/again/", factors.AgainByCode.as_view(), name="mfa_reauthenticate"),
    path("factors/app/add/", factors.ActivateTotp.as_view(), name="mfa_activate_totp"),
    path("factors/app/picture/", factors.totp_picture, name="totp_picture"),
    path("factors/app/remove/", factors.remove_factor, name="mfa_deactivate_totp"),
    path("factors/codes/", factors.Codes.as_view(), name="mfa_view_recovery_codes"),
    path("factors/codes/new/", factors.NewCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("factors/passkeys/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    path("factors/passkeys/add/", factors.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("factors/passkeys/again/", factors.AgainByPasskey.as_view(), name="mfa_reauthenticate_webauthn"),
    path("factors/passkeys/login/", factors.SignInByPasskey.as_view(), name="mfa_login_webauthn"),
    path("factors/passkeys/<int:pk>/name/", edit_webauthn, name="mfa_edit_webauthn"),
    path("factors/passkeys/<int:pk>/remove/", factors.remove_factor, name="mfa_remove_webauthn"),
]
