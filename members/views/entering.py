from allauth.account.views import EmailView
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.refusals import Refusal
from core.views import not_found_unless
from members import actions
from members.forms import TOO_SOON, WelcomeForm, was_just_mailed
from members.links import welcomed_by


@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request, token):
    """Where a one-time link leads: choose a name and a password, then sign in."""
    user = welcomed_by(token)
    not_found_unless(user)
    form = WelcomeForm(request.POST or None, person=user, initial={"name": user.name})
    if request.method == "POST" and form.is_valid():
        try:
            actions.settle_in(user, **form.cleaned_data)
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("Your password is set. Please sign in."))
        return redirect("account_login")
    return render(request, "members/welcome.html", {"form": form, "person": user})


class NewAddress(EmailView):
    """allauth's, and says so where the link can't be sent again yet."""

    def post(self, request, *args, **options):
        if "action_send" in request.POST and was_just_mailed(request, request.POST.get("email", "")):
            messages.warning(request, TOO_SOON)
            return redirect("account_email")
        return super().post(request, *args, **options)
