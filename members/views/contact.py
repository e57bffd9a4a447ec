from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.gate import is_member
from core.limits import allow
from core.paging import page_by_key
from core.refusals import Refusal
from core.views import not_found_unless
from members import actions, rules
from members.forms import MessageForm, ReportForm
from members.models import ContactMessage, Silence, User
from members.readers import moderators_of_message, recipient
from notifications.actions import read_about

DAY = 24 * 3600


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request, ref):
    """Write to a member, without learning an address."""
    person = get_object_or_404(User.objects.visible_to(request.user).for_listing(), ref=ref)
    takes_messages = rules.can_write_to(request.user, person)
    # What somebody wrote while the other closed this door stays theirs.
    not_found_unless(takes_messages or (request.POST.get("body") and request.user != person))
    form = MessageForm(request.POST or None)
    if not takes_messages:
        form.add_error(None, _("This person takes no messages from you now. Nothing was sent; your text is kept here."))
    elif request.method == "POST" and form.is_valid():
        if _may_write_now(request.user, person):
            message = actions.write_to(person, by=request.user, **form.cleaned_data)
            messages.success(request, _("Your message is sent."))
            return redirect(message)
        form.add_error(None, _("You have written many messages today. Please keep this one and send it tomorrow."))
    return render(request, "members/contact.html", {"person": person, "form": form, "seen": recipient(request.user)})


def _may_write_now(user, person):
    both = f"{user.pk}-{person.pk}"
    return allow("contact", user.pk, settings.MESSAGES_PER_DAY, DAY) and allow(
        "contact-one", both, settings.MESSAGES_PER_DAY_TO_ONE, DAY
    )


@require_safe
def message_list(request):
    """What one wrote and was sent, the newest first."""
    not_found_unless(is_member(request.user))
    mine = ContactMessage.objects.visible_to(request.user).of(request.user).for_listing()
    page = page_by_key(mine, request.GET.get("after"), request.GET.get("before"), order=["-created_at", "-ref"])
    return render(request, "members/message_list.html", {"page": page})


@require_safe
def message(request, ref):
    """One message, for the two whom it concerns, and for moderators while it is reported."""
    found = _message(request, ref)
    if found.recipient_id == request.user.pk:
        read_about([f"message:{found.ref}"], by=request.user)
    is_mine = found.sender_id == request.user.pk
    context = {
        "message": found,
        "is_mine": is_mine,
        "other": found.recipient if is_mine else found.sender,
        "can_answer": not is_mine and rules.can_write_to(request.user, found.sender),
        "can_report": rules.can_report_message(request.user, found),
    }
    return render(request, "members/message.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def message_report(request, ref):
    found = _message(request, ref)
    not_found_unless(rules.can_report_message(request.user, found))
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.report_message(found, by=request.user, **form.cleaned_data)
        messages.success(request, _("The moderators will look at it."))
        return redirect("messages")
    seen = moderators_of_message(found, request.user)
    return render(request, "members/message_report.html", {"message": found, "form": form, "seen": seen})


def _message(request, ref):
    return get_object_or_404(ContactMessage.objects.visible_to(request.user).for_listing(), ref=ref)


@require_POST
def person_silence(request, ref):
    """Mute or block somebody, or hear of them again."""
    person = get_object_or_404(User.objects.visible_to(request.user), ref=ref)
    kind = request.POST.get("kind")
    try:
        if kind in dict(Silence.KINDS):
            actions.silence(person, kind, by=request.user)
            messages.success(request, _("Done. This person is not told."))
        else:
            actions.hear_again(person, by=request.user)
            messages.success(request, _("You hear of this person again."))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("silences" if request.POST.get("from") == "list" else person)


@require_safe
def silence_list(request):
    """Whom one has muted or blocked."""
    not_found_unless(is_member(request.user))
    rows = (
        Silence.objects.visible_to(request.user)
        .select_related("other__entry")
        .order_by("other__entry__listed_as", "pk")
    )
    return render(request, "members/silence_list.html", {"rows": rows})
