from collections import defaultdict
from dataclasses import replace

from core.gate import PUBLIC
from core.moments import standing
from core.things import Place, key_of
from files.holders import Holder
from files.holders import register as register_holder
from files.models import StoredFile
from library.models import LessonAttachment, LessonFile, LessonPage
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


def files_of(lesson):
    """Keys of the files that any version of the work has brought along: which of them readers find may change with
    each version that is published."""
    held = LessonFile.objects.filter(lesson__translation_key=lesson.translation_key).values("file")
    named = lesson.attachments.filter(file__isnull=False).values("file")
    files = StoredFile.objects.filter(pk__in=held) | StoredFile.objects.filter(pk__in=named)
    return [f"file:{ref}" for ref in files.values_list("ref", flat=True)]


def holding_documents(refs):
    """What search knows of the places of lessons' files: the published lesson that brings one along, a public one
    before others, with its translations that do so too."""
    lessons = defaultdict(list)
    for ref, lesson in _bringing(lesson_rows(), refs):
        lessons[ref].append(lesson)
    return {ref: _one_of(found) for ref, found in lessons.items()}


def holding_places(refs, user):
    """{ref: Place}: the lesson that brings a file along, of those that this person may read."""
    found = _bringing(LessonPage.objects.visible_to(user).select_related("locale"), refs)
    return {ref: Place(lesson.title, lesson.language, lesson.get_absolute_url()) for ref, lesson in reversed(found)}


def _bringing(lessons, refs):
    """[(ref of a LessonFile, lesson that brings its file along)], a file's own lesson first, then the oldest."""
    named = LessonAttachment.objects.filter(file__lesson_file__ref__in=refs)
    named = named.values_list("file__lesson_file__ref", "file__lesson_file__lesson", "page").distinct()
    rows = sorted((ref, page != own, page) for ref, own, page in named)
    by_pk = {lesson.pk: lesson for lesson in lessons.filter(pk__in={page for _, _, page in rows})} if rows else {}
    return [(ref, by_pk[page]) for ref, _, page in rows if page in by_pk]


def _one_of(lessons):
    documents = [lesson_document(lesson) for lesson in lessons]
    widest = next((each for each in documents if each.audience == PUBLIC), documents[0])
    others = tuple(each.key for each in documents if each is not widest)
    return replace(widest, tree=(*widest.tree, *others))


def _texts(lesson):
    """The plain text of every block, in order; each block knows how to give its own."""
    for part in PARTS:
        blocks = getattr(lesson, part)
        yield from map(str, blocks.stream_block.get_searchable_content(blocks))


register(Source("lesson", rows=lesson_rows, document=lesson_document, below=files_of))
register_holder(Holder("lessonfile", documents=holding_documents, places=holding_places))
