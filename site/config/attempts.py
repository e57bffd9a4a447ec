"""What was refused is recorded too: a rule's no, and a form sent to what is not the sender's to see."""

from http.client import NOT_FOUND

from core import things
from core.audit import UNKNOWN, record
from core.limits import allow
from core.refusals import noting_refusals

MOST = 10  # a minute and person: enough to see that somebody tries doors, too few to fill the log


def attempts(get_response):
    """Record refused attempts of people who are signed in, after the transaction that they were refused in.

    A 404 is recorded alike whether there is such a thing or not, or the time it takes would tell.
    """

    def answer(request):
        with noting_refusals() as noted:
            response = get_response(request)
        if request.method == "POST" and (noted or response.status_code == NOT_FOUND) and request.user.is_authenticated:
            _note(request, noted[-1] if noted else None)
        return response

    return answer


def _note(request, thing):
    if not allow("denied", request.user.ref, MOST, 60):
        return
    match = request.resolver_match
    known = {kind.model for kind in things.kinds().values()}
    key = things.key_of(thing) if type(thing) in known else _key_named(match.kwargs if match else {})
    reason = (match.view_name or "") if match else ""
    # What is missing is shown to auditors as little as what is sealed: else their own attempts would tell them apart.
    place = None if key else UNKNOWN
    record("core.denied", by=request.user, on=key, reason=reason, outcome="denied", place=place)


def _key_named(kwargs):
    """The key of the thing that an address names by key or ref; "" where there is none."""
    key, ref = kwargs.get("key", ""), kwargs.get("ref", "")
    kinds = [kind for kind in things.kinds().values() if not kind.model._meta.proxy]
    keys = [key] if key else [f"{kind.name}:{ref}" for kind in kinds]
    found = [each for each in keys if _exists(each)]
    return found[0] if found else ""


def _exists(key):
    kind = things.kind_of(key)
    return bool(kind) and kind.model._base_manager.filter(ref=key.partition(":")[2]).exists()
