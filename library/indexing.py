from core.moments import standing
from core.things import key_of
from library.models import LessonPage
from library.models.lesson import PARTS
from search.document import Document
from search.indexing import Source, register


def lesson_rows():
    pages = LessonPage.objects.live().filter(**standing("state__")).for_things()
    return pages.select_related("locale", "author").prefetch_related("concepts")


def lesson_document(lesson):
    """A lesson's words, its blocks' texts included, for the readers of its section."""
    return Document(
        key=key_of(lesson),
        audience=lesson.audience_key,
        title=lesson.title,
        body="\n".join([lesson.summary, *_texts(lesson)]),
        language=lesson.language,
        concepts=tuple(key_of(concept) for concept in lesson.concepts.all()),
        work=str(lesson.translation_key),
        author=key_of(lesson.author) if lesson.author else "",
        date=lesson.first_published_at,
    )


def _texts(lesson):
    """The plain text of every block, in order; each block knows how to give its own."""
    for part in PARTS:
        blocks = getattr(lesson, part)
        yield from map(str, blocks.stream_block.get_searchable_content(blocks))


register(Source("lesson", rows=lesson_rows, document=lesson_document))
