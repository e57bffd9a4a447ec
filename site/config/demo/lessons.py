"""The demo's lessons, through the library's actions."""

import re
from datetime import timedelta

from django.core.files.base import ContentFile
from wagtail.rich_text import RichText

from cms.actions import open_pictures
from cms.models import Picture, PictureText
from cms.pictures import to_open
from config.demo.drawing import drawn
from config.demo.texts import lessons
from core import markup
from library.actions import date_lesson, publish_lesson, submit_lesson, translate_lesson, write_lesson
from library.blocks import LessonBlocks
from library.models.lesson import PARTS
from thesaurus.models import Concept

SOURCE = re.compile(r"^— (.+)$", re.MULTILINE)


def load_lessons(world):
    """Each lesson with its translations: written and submitted by its author where he or she may, published by the
    editor, and dated back."""
    editor = world.people["editor"]
    for texts in lessons():
        original = next(iter(texts.values()))
        lesson = _write(world, original, editor)
        world.lessons[original.head["id"]] = lesson
        for language, text in texts.items():
            if text is not original:
                page = translate_lesson(lesson, by=editor, language=language, fields=_fields(world, text))
                _publish(world, page, text, editor)


def _write(world, text, editor):
    author = world.people[text.head["author"]]
    by = author if author.roles & {"trainer", "editor"} else editor
    lesson = write_lesson(
        by=by,
        language=text.head["language"],
        audience=text.head["audience"],
        fields=_fields(world, text),
        concepts=Concept.objects.filter(slug__in=text.head["concepts"]),
        files=[world.file(name, by) for name in text.head.get("attachments", [])],
    )
    if by != editor:
        submit_lesson(lesson, by=by)
    return _publish(world, lesson, text, editor)


def _publish(world, lesson, text, editor):
    lesson = publish_lesson(lesson, by=editor)
    date_lesson(lesson, world.now - timedelta(days=text.head["days_ago"]))
    if to_open(lesson).exists():
        open_pictures(lesson, by=editor)
    return lesson


def _fields(world, text):
    head = text.head
    return {
        "title": head["title"],
        "summary": head["summary"],
        "jurisdiction": head["jurisdiction"],
        "phase": Concept.objects.get(slug=head["phase"]),
        "event_date": head["event_date"],
        "review_date": head["review_date"],
        "author": world.people[head["author"]],
        "contact": world.people[head["contact"]],
        **{part: _blocks(world, text, part) for part in PARTS},
    }


def _blocks(world, text, part):
    """One part as blocks; what stands apart in the text (quotations, steps, tables, pictures) ends the discussion."""
    found = [("paragraph", RichText(markup.render(world.linked(text.sections[part])).html))]
    if part == "discussion":
        found += [_block(kind, body) for kind, body in text.blocks]
        found += [("picture", _picture(world, name, text)) for name in text.head.get("pictures", [])]
    return LessonBlocks().to_python(
        [{"type": kind, "value": LessonBlocks().child_blocks[kind].get_prep_value(value)} for kind, value in found]
    )


def _block(kind, body):
    if kind == "quote":
        source = SOURCE.search(body)
        return kind, {"text": SOURCE.sub("", body).strip(), "source": source[1] if source else ""}
    if kind == "steps":
        return kind, [re.sub(r"^\d+\.\s*", "", line) for line in body.splitlines() if line.strip()]
    if kind == "table":
        caption, _, rows = body.partition("\n")
        return kind, {"caption": caption.strip(), "rows": rows.strip()}
    return kind, body


def _picture(world, name, text):
    row = world.files[name]
    if name not in world.pictures:
        content = drawn(**{key: row[key] for key in ("width", "height", "boxes", "arrows")})
        picture = Picture(title=row["title"], uploaded_by_user=world.people[row["uploader"]])
        picture.file.save(row["name"], ContentFile(content), save=False)
        picture.width, picture.height = row["width"], row["height"]
        picture.save()
        PictureText.objects.bulk_create(
            PictureText(picture=picture, language=language, alt=alt) for language, alt in row["alt"].items()
        )
        world.pictures[name] = picture
    return {"picture": world.pictures[name], "caption": row["caption"][text.head["language"]]}
