"""Lessons, written and published by the actions that people use; boring where nothing is asked."""

from itertools import count

from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from library import actions
from library.blocks import LessonBlocks
from library.models.lesson import PARTS

_numbers = count(1)


def blocks(*found):
    """[(kind, value)] as a part of a lesson."""
    stream = LessonBlocks()
    raw = [{"type": kind, "value": stream.child_blocks[kind].get_prep_value(value)} for kind, value in found]
    return stream.to_python(raw)


def text(html):
    return blocks(("paragraph", RichText(html)))


def fields(**details):
    """The fields of a lesson; its parts may be given as HTML."""
    number = next(_numbers)
    asked = {
        "title": f"Lesson {number}",
        "summary": f"What happened in case {number}.",
        **{part: f"<p>The {part} of lesson {number}.</p>" for part in PARTS},
        **details,
    }
    return {name: text(value) if name in PARTS and isinstance(value, str) else value for name, value in asked.items()}


def make_draft(by, *, language="en", audience="members", concepts=(), files=(), **details):
    details = {"author": by, **details}
    return actions.write_lesson(
        by=by, language=language, audience=audience, fields=fields(**details), concepts=concepts, files=files
    )


def make_lesson(editor, **details):
    """A published lesson."""
    return actions.publish_lesson(make_draft(editor, **details), by=editor)


def make_translation(lesson, editor, language, **details):
    page = actions.translate_lesson(lesson, by=editor, language=language, fields=fields(**details))
    return actions.publish_lesson(page, by=editor)


def form_data(files=(), waiting=(), removed=(), told=(), waited=(), action="", concepts=(), **details):
    """What the editors' form sends. Parts are [(block, what its form sends)]; a paragraph's is HTML."""
    asked = {
        "title": "Written in the form",
        "summary": "It happened, and this follows.",
        **{part: [("paragraph", f"<p>The {part}.</p>")] for part in PARTS},
        **details,
    }
    parts = {part: streamfield([_sent(*block) for block in asked.pop(part)]) for part in PARTS}
    data = nested_form_data({**asked, **parts, "comments": inline_formset([])})
    sent = {
        "concepts": [concept.ref for concept in concepts],
        "files-sent": list(files),
        "files-waiting": list(waiting),
        "files-removed": list(removed),
        "files-told": list(told),
        "files-waited": list(waited),
    }
    return {**data, **{name: value for name, value in sent.items() if value}, **({action: "on"} if action else {})}


def _sent(kind, value):
    return (kind, rich_text(value)) if kind == "paragraph" else (kind, value)
