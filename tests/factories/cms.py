"""Pages and pictures, boring where nothing is asked."""

from itertools import count

from django.core.files.base import ContentFile
from wagtail.rich_text import RichText

from cms.ensure import library_section
from cms.models import Picture, PictureText, SectionPage
from library.models import LessonPage
from library.models.lesson import PARTS
from tests.factories import files

_numbers = count(1)


def make_page(audience="members", language="en", *, live=True, text="What was seen.", under=None, **fields):
    """A lesson in the library's section of this language and audience, or under another page."""
    parent = under or library_section(language, audience)
    number = next(_numbers)
    page = LessonPage(
        **{"title": f"Lesson {number}", "summary": f"Summary {number}.", **fields},
        **{part: [("paragraph", RichText(f"<p>{text}</p>"))] for part in PARTS if part not in fields},
        locale=parent.locale,
        live=False,
    )
    parent.refresh_from_db()
    parent.add_child(instance=page)
    revision = page.save_revision()
    if live:
        revision.publish()
        page.refresh_from_db()
    return page


def make_section(under, title="A shelf", **fields):
    under.refresh_from_db()
    return under.add_child(instance=SectionPage(title=title, locale=under.locale, **fields))


def make_picture(audience="members", type_name="jpg", texts=None, **options):
    """A picture as an upload makes it, then shown to this audience."""
    number = next(_numbers)
    upload = ContentFile(files.picture(type_name, **options).read(), name=f"picture{number}.{type_name}")
    picture = Picture.objects.create(title=f"Picture {number}", file=upload)
    Picture.objects.filter(pk=picture.pk).update(audience=audience)
    for language, alt in (texts or {"en": "What it shows"}).items():
        PictureText.objects.create(picture=picture, language=language, alt=alt)
    picture.refresh_from_db()
    return picture


def with_picture(picture):
    """A page's fields so that it shows this picture."""
    return {"observation": [("picture", {"picture": picture, "caption": ""})]}
