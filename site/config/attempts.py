"""What was refused is recorded too: a rule's no, and whoever opens or sends a form to what is not theirs to see."""

import logging
from http.client import FORBIDDEN, NOT_FOUND

from django.db import DatabaseError, transaction

from core import things
from core.audit import UNKNOWN, record
from core.database import impatient
from core.ids import ALPHABET, LENGTH
from core.limits import allow
from core.refusals import noting_refusals
from forum.origins import conceals

logger = logging.getLogger(__name__)

MOST = 10  # a minute and person: enough to see that somebody tries doors, too few to fill the log
REFUSED = {FORBIDDEN, NOT_FOUND}
NO_KEY = f"post:{ALPHABET[0] * LENGTH}"  # is asked for in the place of a thing that is not there


def attempts(get_response):
    """Record refused attempts of people who are signed in, after the transaction that they were refused in.

    A 404 is recorded alike whether there is such a thing or not, or the time it takes would tell.
    """

    def answer(request):
        with noting_refusals() as noted:
            response = get_response(request)
        if _is_refused(request, response, noted) and request.user.is_authenticated:
            _note(request, noted[-1] if noted else None)
        return response

    return answer


def _is_refused(request, response, noted):
    """An address that is none of ours is no attempt: browsers ask for some by themselves. Nor is a form whose token is
    too old."""
    if getattr(response, "is_no_attempt", False):
        return False
    if request.method in ("GET", "HEAD"):
        return response.status_code in REFUSED and request.resolver_match is not None
    return request.method == "POST" and (bool(noted) or response.status_code in REFUSED)


def _note(request, thing):
    """Write the entry. Where it can't be written the answer, which gives nothing away, comes all the same."""
    try:
        with impatient(), transaction.atomic():
            if allow("denied", request.user.ref, MOST, 60):
                _record(request, thing)
    except DatabaseError as error:
        logger.error("That somebody was refused could not be recorded: %s", error)


def _record(request, thing):
    match = request.resolver_match
    known = {kind.model for kind in things.kinds().values()}
    if type(thing) in known:
        key, place = things.key_of(thing), things.place_of(thing)
    else:
        key, place = _named_by(match) if match else ("", UNKNOWN)
    if conceals(key, request.user):  # who else tries what only its writer is offered?
        return
    reason = (match.view_name or "") if match else ""
    record("core.denied", by=request.user, on=key, reason=reason, outcome="denied", place=place)


def _named_by(match):
    """(key, place) of the thing that an address names by key or ref, or as a page by its path: in two queries, whether
    there is one or not, so that the time it takes does not tell.

    What is missing is shown to auditors as little as what is sealed: else their own attempts would tell them apart.
    """
    ref = match.kwargs.get("ref", "") or "".join(match.args).rstrip("/").rpartition("/")[2]  # a page's slug is its ref
    key = match.kwargs.get("key", "") or things.key_with(ref)
    place = things.place_at(key or NO_KEY)
    return ("", UNKNOWN) if place is None else (key, place)
