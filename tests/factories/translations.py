"""Posts put into other languages by members."""

from core.forms import new_once
from forum import actions


def make_translation(post, by, language="fr", body="En français.", **details):
    given = {"once": new_once(), "of_digest": post.digest, **details}
    return actions.translate_post(post, by=by, language=language, body=body, **given)
