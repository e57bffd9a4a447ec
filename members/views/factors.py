"""Setting up second factors, and being asked again who one is. allauth's flows; what changes a factor ends the other
sessions, is audited and told."""

import json
import re

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import ReauthenticateView
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal import auth
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.refusals import NotAllowed
from core.views import not_found_unless
from members import actions, doors, rules, second_factor, sessions
from members.models import AccountEvent
from members.steps import FACTOR, progress

fresh = doors.freshly_signed_in
GROUPS = re.compile(".{1,4}")
MOST = 2000  # characters of an address to go on to


class ChangesFactors:
    """A view whose form adds a factor or makes new codes."""

    kind = AccountEvent.FACTOR_ADDED
    type = Authenticator.Type.TOTP

    def form_valid(self, form):
        user = self.request.user
        with transaction.atomic():
            response = super().form_valid(form)
            actions.change_factors(user, by=user, kind=self.kind, factor=self.type)
        added = user.authenticator_set.filter(type=self.type).latest("pk")
        sessions.go_on(self.request, user, factor=added)
        return response


class OnTheWay:
    """A page that is a step for who is coming in, and must have a second factor: it shows where on the way one is."""

    def get_context_data(self, **kwargs):
        user = self.request.user
        is_step = rules.is_coming_in(user) and second_factor.is_asked_of(user)
        return {**super().get_context_data(**kwargs), "steps": progress(FACTOR, user) if is_step else []}


class AsksPasskey:
    """A view whose page asks for a passkey: with what it is asked, as the script takes it."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        asked = context.get("js_data", {}).get("request_options", {})
        known = asked.get("publicKey", {}).get("allowCredentials")
        return {**context, "passkey_options": as_json(asked), "has_passkey": bool(known)}


def as_json(options):
    return json.dumps(options, cls=DjangoJSONEncoder)


class Show(AsksPasskey, base.AuthenticateView):
    """The second step of signing in."""


class ActivateTotp(OnTheWay, ChangesFactors, totp.ActivateTOTPView):
    def get_context_data(self, **kwargs):
        """With the key in groups of four, as people read and type it."""
        context = super().get_context_data(**kwargs)
        return {**context, "secret": " ".join(GROUPS.findall(context["form"].secret))}


class AddPasskey(OnTheWay, ChangesFactors, webauthn.AddWebAuthnView):
    type = Authenticator.Type.WEBAUTHN

    def get_context_data(self, **kwargs):
        """With what the passkey is asked for: that it opens the door by itself, and asks who holds it."""
        context = super().get_context_data(**kwargs)
        asked = auth.begin_registration(self.request.user, passwordless=True)
        return {**context, "passkey_options": as_json(asked)}


class NewCodes(ChangesFactors, recovery_codes.GenerateRecoveryCodesView):
    kind = AccountEvent.NEW_CODES
    type = Authenticator.Type.RECOVERY_CODES


class Factors(OnTheWay, base.IndexView):
    """What somebody has, and where to go on where that is all that is asked."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        user, codes = self.request.user, context["authenticators"].get(Authenticator.Type.RECOVERY_CODES)
        return {
            **context,
            "is_asked": second_factor.is_asked_of(user) and not second_factor.has_one(user),
            "left": len(codes.get_unused_codes()) if codes else 0,
        }


factor_list = Factors.as_view()


class Codes(OnTheWay, recovery_codes.ViewRecoveryCodesView):
    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return {**context, "way_on": self.request.session.pop(second_factor.WAY_ON, "") or "/"}


class SignInByPasskey(webauthn.LoginWebAuthnView):
    def form_invalid(self, form):
        """Back to the door, with the way on; the same for a passkey of nobody and one that is not right."""
        for error in form.errors.get("credential", []):
            messages.error(self.request, error)
        return doors.go(self.request, reverse("account_login"), way_on=self.request.POST.get("next", "")[:MOST])


class AskedAgain:
    """After the step-up the session has a new key, and what was kept of a form is taken."""

    def get_context_data(self, **kwargs):
        return {**super().get_context_data(**kwargs), "is_kept": doors.SUSPENDED in self.request.session}

    def form_valid(self, form):
        self._note(form)
        sessions.renew_key(self.request)
        url = get_next_redirect_url(self.request)
        answer = doors.resume(self.request, url) if url else None
        return answer or redirect(url or "home")


class AgainByPassword(AskedAgain, ReauthenticateView):
    def _note(self, form):
        reauthenticate_by_password(self.request)


class AgainByCode(AskedAgain, base.ReauthenticateView):
    def _note(self, form):
        form.save()


class AgainByPasskey(AsksPasskey, AskedAgain, webauthn.ReauthenticateWebAuthnView):
    def _note(self, form):
        form.save()

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form))


@require_safe
@login_required
def totp_picture(request):
    """The secret that is being set up, for the camera of a phone."""
    secret = request.session.get(SECRET_SESSION_KEY)
    not_found_unless(secret)
    adapter = get_adapter()
    return HttpResponse(adapter.build_totp_svg(adapter.build_totp_url(request.user, secret)), "image/svg+xml")


@require_http_methods(["GET", "HEAD", "POST"])
@fresh
def remove_factor(request, pk=None):
    """Take a passkey away, or (without a number) the app. The last one stays where one is asked for."""
    wanted = {"pk": pk, "type": Authenticator.Type.WEBAUTHN} if pk else {"type": Authenticator.Type.TOTP}
    factor = get_object_or_404(request.user.authenticator_set, **wanted)
    if request.method == "POST":
        try:
            actions.drop_factor(request.user, factor, by=request.user)
        except NotAllowed:
            messages.error(request, get_adapter().error_messages["cannot_delete_authenticator"])
            return redirect("mfa_index")
        sessions.go_on(request, request.user, forget_factors=not second_factor.has_one(request.user))
        letter = {Authenticator.Type.TOTP: "totp_deactivated", Authenticator.Type.WEBAUTHN: "webauthn_removed"}
        get_account_adapter().send_notification_mail(f"mfa/email/{letter[factor.type]}", request.user)
        messages.success(request, _("It is removed. Other devices are signed out."))
        return redirect("mfa_index")
    may_go = second_factor.may_go(request.user, factor)
    return render(request, "mfa/remove.html", {"factor": factor, "may_go": may_go})
