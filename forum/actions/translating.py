"""Posts in other languages, by the members: made, improved, taken back, hidden. No text leaves the server."""

from django.db import transaction
from django.utils import timezone

from core.audit import record
from core.refusals import require
from forum import refusals, rules
from forum.actions.drafts import drop_sent_draft
from forum.actions.locking import locked_post
from forum.actions.telling import document_of, tell_translator
from forum.columns import put
from forum.holding import why_held
from forum.models import Post, PostTranslation, TranslationVersion
from forum.models.worded import worded
from forum.origins import writer_of
from moderation.actions import flag, keep_after_all, note_change, note_decision, open_item, settle
from moderation.models import Flag
from notifications.live import notify
from search.live import refresh


@transaction.atomic
def translate_post(post, *, by, language, body, once, of_digest, made_from="", decision=None, draft=None):
    """Put a post into another language, or improve the translation that is there; sent again it changes nothing.

    of_digest: the `digest` of the post's text that it was made from; made_from: that of the translation as the form had
    it, "" for none; decision: what was decided on what was found in it; draft: (place, version) of the one it is sent
    from. Where posts wait for a moderator it does too, and what it said before with it. Raises NotAllowed, PostGone,
    SameLanguage, or TranslationChanged where there is another by now.
    """
    post = locked_post(post)
    require(rules.can_write, by, post.topic.board)
    if not rules.can_translate(by, post):
        raise refusals.PostGone
    if language == post.language:
        raise refusals.SameLanguage
    there = post.translations.to_improve(by, language)
    made = post.translations.filter(author=by, once=once).first()
    if made or (there and there.body == body and there.of_digest == of_digest):
        return made or there
    if there and made_from != there.digest:
        raise refusals.TranslationChanged(there)
    said = worded(body)
    translation = _improve(there, of_digest, said) if there else _begin(post, by, language, once, of_digest, said)
    _keep_version(translation, by)
    drop_sent_draft(draft, by=by)
    record("forum.translate_post", by=by, on=translation)
    note_decision(decision, on=translation, by=by)
    why = why_held(post.topic.board, body, language, by, is_named=True)
    if translation.held_at:
        note_change(translation)
    elif why:
        _take_away(translation, "held_at")
        open_item(translation, why)
        if translation.author_id != by.pk:
            tell_translator(translation, "held")
    else:
        note_change(translation)
        _tell(translation, is_new=not there)
    return translation


@transaction.atomic
def approve_translation(translation, *, by, reason=""):
    """Let a translation in that waited. Raises AnotherTranslation where there is one in this language by now."""
    translation = locked_translation(translation)
    require(rules.can_moderate_translation, by, translation)
    if translation.held_at:
        _refuse_if_another(translation)
        # Its readers find what it says from now on: `forum.versions`.
        put(translation, held_at=None, hidden_at=None, created_at=timezone.now())
        keep_after_all(translation, by=by)
        record("forum.approve_translation", by=by, on=translation, reason=reason)
        tell_translator(translation, "approved")
        _tell(translation, is_new=translation.versions.count() == 1)


@transaction.atomic
def reject_translation(translation, *, by, reason=""):
    """Never let a translation in; its author goes on seeing it."""
    translation = locked_translation(translation)
    require(rules.can_moderate_translation, by, translation)
    if translation.held_at and not translation.hidden_at:
        _take_away(translation, "hidden_at")
        record("forum.reject_translation", by=by, on=translation, reason=reason)
        tell_translator(translation, "rejected")


@transaction.atomic
def withdraw_translation(translation, *, by):
    """Take one's translation back, as long as nobody else has worked on it. Raises NotAllowed or OthersHelped."""
    translation = locked_translation(translation)
    if translation.withdrawn_at:
        return
    require(rules.can_withdraw_translation, by, translation)
    if translation.versions.exclude(by=by).exists():
        raise refusals.OthersHelped
    _take_away(translation, "withdrawn_at")
    if translation.held_at:
        settle(translation, "withdraw", by=None)
    record("forum.withdraw_translation", by=by, on=translation)


@transaction.atomic
def put_away_translation(translation, *, by, reason=""):
    """Take a translation out of members' sight, by a decision of the queue; another one can be made."""
    translation = locked_translation(translation)
    require(rules.can_moderate_translation, by, translation)
    if not translation.hidden_at:
        _take_away(translation, "hidden_at")
        record("forum.hide_translation", by=by, on=translation, reason=reason)
        tell_translator(translation, "hidden")


@transaction.atomic
def conceal_translation(translation):
    """Hide a translation because of the reports, until a moderator decides."""
    _take_away(locked_translation(translation), "hidden_at")


@transaction.atomic
def bring_back_translation(translation, *, by, reason=""):
    """Undo put_away_translation. Raises AnotherTranslation where there is one in this language by now."""
    translation = locked_translation(translation)
    require(rules.can_moderate_translation, by, translation)
    _refuse_if_another(translation)
    PostTranslation.objects.filter(pk=translation.pk).update(hidden_at=None)
    keep_after_all(translation, by=by)
    note_translations(translation.post)
    record("forum.restore_translation", by=by, on=translation, reason=reason)
    tell_translator(translation, "restored")
    refresh(translation)


@transaction.atomic
def report_translation(translation, *, by, reason="", why=Flag.OTHER):
    """Point a translation out to the moderators."""
    require(rules.can_report_translation, by, translation)
    return flag(translation, by=by, reason=reason, why=why)


def _refuse_if_another(translation):
    if translation.post.translations.standing().filter(language=translation.language).exists():
        raise refusals.AnotherTranslation


def _tell(translation, *, is_new):
    """Have a translation found that can be read from now on; the post's author hears of a new one."""
    note_translations(translation.post)
    refresh(translation)
    if is_new:
        notify("forum.translation", about=translation, to=writer_of(translation.post))


def _begin(post, by, language, once, of_digest, said):
    return PostTranslation.objects.create(
        post=post, language=language, author=by, once=once, of_digest=of_digest, **said
    )


def _improve(translation, of_digest, said):
    for name, value in {**said, "of_digest": of_digest}.items():
        setattr(translation, name, value)
    translation.save(update_fields=[*said, "of_digest"])
    return translation


def _keep_version(translation, by):
    number = translation.versions.count() + 1
    TranslationVersion.objects.create(translation=translation, number=number, body=translation.body, by=by)


def locked_translation(translation):
    """The translation, fresh, with its locked post."""
    post = locked_post(translation.post)
    fresh = PostTranslation.objects.get(pk=translation.pk)
    fresh.post = post
    return fresh


def _take_away(translation, moment):
    put(translation, **{moment: timezone.now()})
    note_translations(translation.post)
    refresh(translation, narrows=True)


def note_translations(post):
    """Whether the post has translations stands with it: pages ask for those of such posts alone."""
    stands = post.translations.standing().exists()
    Post.objects.filter(pk=post.pk).update(translated_at=timezone.now() if stands else None)
    refresh(document_of(post))  # a hit names the other languages of its work
