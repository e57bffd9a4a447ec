"""Links in mails that stop mails of one kind, without signing in: they stop mail and nothing else."""

from django.contrib.auth import get_user_model
from django.core import signing

from notifications.registry import known

SALT = "notifications.stop"


def stop_token(user, kind):
    """A word for one person and one kind of notice. It does not expire: people unsubscribe from old mails."""
    return signing.dumps([user.ref, kind], salt=SALT)


def read_stop_token(token):
    """(user, NoticeKind) a token was made for, or (None, None)."""
    try:
        ref, name = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None, None
    kind, user = known(name), get_user_model().objects.filter(ref=ref).first()
    return (user, kind) if kind and kind.label and user else (None, None)
