"""Links in mails that stop mails of one kind, without signing in: they stop mail and nothing else."""

import json

from django.contrib.auth import get_user_model
from django.core import signing

from core.sealing import Unreadable, seal, unseal
from notifications.registry import STOPPED_WITH, known

SALT = "notifications.stop"


def stop_token(user, kind):
    """A word for one person and one kind of notice. It does not expire: people unsubscribe from old mails.

    It is sealed, and another one each time: whoever sees a mail go by learns neither the kind nor which mails go to one
    reader.
    """
    return seal(json.dumps([SALT, user.ref, kind]))


def read_stop_token(token):
    """(user, NoticeKind) a token was made for, or (None, None)."""
    try:
        ref, name = _said_by(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None, None
    kind, user = known(name) or STOPPED_WITH.get(name), get_user_model().objects.filter(ref=ref).first()
    return (user, kind) if kind and kind.choice and user else (None, None)


def _said_by(token):
    try:
        salt, *said = json.loads(unseal(token))
    except Unreadable:
        return signing.loads(token, salt=SALT)  # in mails from before they were sealed
    return said if salt == SALT else (None, None)
