"""From the link in a mail to the first page of a member, step by step; each works on a phone and without script."""

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.gate import is_member
from core.ids import new_ref
from core.limits import allow
from core.panels import panels_for
from core.refusals import Refusal
from core.views import not_found_unless
from members import actions, rules, second_factor
from members.forms import AboutForm, AccountForm, FirstPasskeyForm
from members.links import digest_of
from members.models import Invitation, Space, User
from members.steps import next_step, progress
from members.views.factors import as_json

ATTEMPTS_AN_HOUR = 20
PASSKEY, PASSWORD = "passkey", "password"  # the ways between which the buttons choose
TO_BE = "members.to_be"  # in the session: {invitation: ref of the account that is to be}
UNKNOWN, USED, BEGUN, REVOKED, EXPIRED, GONE, TAKEN, OTHER = (
    "unknown", "used", "begun", "revoked", "expired", "gone", "taken", "other",
)  # fmt: skip


@require_safe
def invited(request, token):
    """Where the link in the mail leads: who invites, what Fora is, and what comes. Opening it uses nothing up: mail
    programs look at links before people do."""
    invitation = _behind(token)
    if reason := _what_is_wrong(invitation, request.user):
        return _refused(request, reason, invitation)
    with translation.override(_language_for(request, invitation)):
        shown = {"invitation": invitation, "token": token, "is_factor_asked": second_factor.is_asked_of(request.user)}
        return _spoken(render(request, "members/coming_in/invited.html", shown))


@require_http_methods(["GET", "HEAD", "POST"])
def invited_account(request, token):
    """Name, language, and passkey or password; then the account is there, and its owner signed in."""
    invitation = _behind(token)
    if reason := _what_is_wrong(invitation, request.user):
        return _refused(request, reason, invitation)
    if request.method == "POST" and not allow("invited", invitation.ref, ATTEMPTS_AN_HOUR, 3600):
        return render(request, "errors/429.html", {"again": request.path}, status=429)
    with translation.override(_language_for(request, invitation)):
        return _spoken(_make_account(request, token, invitation))


def _make_account(request, token, invitation):
    way = request.POST.get("way")
    known = {"name": invitation.name, "language": translation.get_language()}
    if way == PASSWORD:  # back from the passkey's page
        form = AccountForm(invitation=invitation, initial={**known, **request.POST.dict()})
    else:
        form = AccountForm(request.POST or None, invitation=invitation, initial=known, by_passkey=way == PASSKEY)
    if form.is_bound and form.is_valid():
        try:
            if way == PASSKEY:
                return _ask_passkey(request, invitation, form.cleaned_data)
            return _sign_in(request, actions.take_up(invitation, **form.cleaned_data))
        except actions.LinkUsed:
            return _refused(request, _what_is_wrong(_behind(token), request.user) or USED, invitation)
        except actions.OtherAddress as refusal:
            form.add_error("email", refusal.message)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
    shown = {"form": form, "steps": progress("account", request.user)}
    return render(request, "members/coming_in/account.html", shown)


def _ask_passkey(request, invitation, person):
    """The page that asks for a passkey, until one answers that counts: then the account is there.

    person: what was typed, as the form has it. Raises what take_up does.
    """
    actions.require_open_to(person["email"], invitation)
    to_be = User(ref=_ref_for(request, invitation), **person)
    form = FirstPasskeyForm(request.POST if "credential" in request.POST else None, user=to_be)
    if form.is_bound and form.is_valid():
        name = get_adapter().generate_authenticator_name(to_be, Authenticator.Type.WEBAUTHN)
        passkey = actions.FirstPasskey(to_be.ref, name, form.cleaned_data["credential"])
        return _sign_in(request, actions.take_up(invitation, passkey=passkey, **person))
    shown = {
        "form": form,
        "person": person,
        "along": [*person.items(), ("way", PASSKEY)],
        "passkey_options": as_json(auth.begin_registration(to_be, passwordless=True)),
        "steps": progress("account", request.user),
    }
    return render(request, "members/coming_in/passkey.html", shown)


def _ref_for(request, invitation):
    """The ref that the account will have. It stays the same however often a passkey is made, so that a device keeps the
    last of them alone; what a passkey was asked for another account counts for nothing here."""
    kept = request.session.get(TO_BE, {})
    if invitation.ref not in kept:
        auth.clear_state()
        kept = request.session[TO_BE] = {invitation.ref: new_ref()}
    return kept[invitation.ref]


@require_safe
def coming_in(request):
    """On to whatever comes next for who is signed in."""
    if not request.user.is_authenticated:
        return _to_sign_in(request)
    return redirect(next_step(request.user) if rules.is_coming_in(request.user) else "home")


@require_http_methods(["GET", "HEAD", "POST"])
def coming_in_about(request):
    """The short profile. The institution is shown: it is what the invitation was for."""
    if not request.user.is_authenticated:
        not_found_unless(request.method != "POST")  # which gives back what was typed
        return _to_sign_in(request)
    if not rules.is_coming_in(request.user):
        return redirect("home")
    user = request.user
    profile = getattr(user, "profile", None)
    said = {}
    if profile:
        speaks = list(profile.languages.values_list("code", flat=True))
        said = {"job_title": profile.job_title, "speaks": speaks, "time_zone": user.time_zone}
    form = AboutForm(request.POST or None, initial=said or {"speaks": [user.language]})
    if request.method == "POST" and form.is_valid():
        actions.introduce(user, **form.cleaned_data)
        return redirect(next_step(user))
    shown = {"form": form, "institution": user.invitation.institution, "steps": progress("about", user)}
    return render(request, "members/coming_in/about.html", shown)


@require_safe
def first_steps(request):
    """The first page of a new member, and for later: what to do here, and whom to ask."""
    not_found_unless(is_member(request.user))
    invitation = Invitation.objects.filter(user=request.user).select_related("invited_by__entry").first()
    stewards = User.objects.visible_to(request.user).filter(appointments__role="steward", appointments__ended_at=None)
    inviter = invitation.invited_by if invitation else None
    shown = {
        "spaces": Space.objects.held_by(request.user).in_order(),
        "wishes": request.user.join_requests.filter(ended_at=None).select_related("space"),
        "inviter": inviter if inviter and inviter.is_member else None,
        "stewards": stewards.exclude(pk=request.user.pk).for_listing().order_by("entry__listed_as", "ref")[:5],
        "panels": panels_for(request, "first_steps"),
    }
    return render(request, "members/coming_in/first_steps.html", shown)


def _behind(token):
    """The invitation that a token opens, or None for a token that is nobody's."""
    known = Invitation.objects.select_related("institution", "invited_by__entry", "approved_by", "space", "user")
    return known.filter(digest=digest_of(token)).first()


def _what_is_wrong(invitation, reader):
    """Why an invitation opens nothing, for its holder; "" if it does."""
    if invitation is None:
        return UNKNOWN
    if invitation.revoked_at:
        return REVOKED
    if invitation.used_at:
        return USED if invitation.user is None or invitation.user.accepted_at else BEGUN
    if invitation.expires_at <= timezone.now():
        return EXPIRED
    if not rules.stands_for(invitation):
        return GONE
    return OTHER if reader.is_authenticated else ""


def _refused(request, reason, invitation):
    """Says what happened, and what to do next. Who follows their own link once more goes on where they were."""
    if reason in (USED, BEGUN) and request.user.is_authenticated and request.user == invitation.user:
        return redirect("coming_in")
    status = {UNKNOWN: 404, OTHER: 409}.get(reason, 410)
    return render(request, "members/coming_in/refused.html", {"reason": reason}, status=status)


def _language_for(request, invitation):
    """The language that this browser has chosen, else that of the invitation."""
    has_chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) in settings.INTERFACE_LANGUAGES
    is_spoken = invitation.language in settings.INTERFACE_LANGUAGES
    return translation.get_language() if has_chosen or not is_spoken else invitation.language


def _spoken(response):
    response.headers["Content-Language"] = translation.get_language()
    return response


def _sign_in(request, user):
    """Sign in who has just chosen a password, or made a passkey, as by that, and lead them on: past the recovery codes
    that came with the passkey."""
    passkey = user.authenticator_set.filter(type=Authenticator.Type.WEBAUTHN).first()
    if passkey is None:
        login = Login(user=user, email=user.email, redirect_url=reverse("coming_in"))
        return perform_password_login(request, {"email": user.email}, login)
    del request.session[TO_BE]
    request.session[second_factor.WAY_ON] = reverse("coming_in")
    login = Login(user=user, email=user.email, redirect_url=reverse("mfa_view_recovery_codes"))
    return perform_passwordless_login(request, passkey, login)


def _to_sign_in(request):
    messages.info(request, _("Please sign in: then you go on where you left off."))
    return redirect(f"{reverse('account_login')}?next={request.path}")
