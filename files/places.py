"""Where in a document something stands, in the words that fit the document."""

from django.utils.translation import gettext as _

from files.holders import places_of_holders


def part_of(page):
    """ "Page 3" of a PDF, "Slide 3" of a presentation; elsewhere the heading, or which section it is."""
    if page.file.type == "pdf":
        return _("page %(number)s") % {"number": page.number}
    if page.file.type == "pptx":
        return _("slide %(number)s") % {"number": page.number}
    if page.file.type == "xlsx" and page.heading:
        return _("sheet “%(name)s”") % {"name": page.heading}
    return page.heading or _("section %(number)s") % {"number": page.number}


def place_of(file, user):
    """The Place that a file hangs on, as far as this person may see it; or None."""
    return places_of_holders([file.holder], user).get(file.holder)


def places_of_files(files, user):
    """{key: Place} of what files hang on, as far as this person may see it."""
    found = places_of_holders([file.holder for file in files], user)
    return {f"file:{file.ref}": found[file.holder] for file in files if file.holder in found}


def places_of_pages(pages, user):
    """{key: Place} of what the pages' files hang on, as far as this person may see it."""
    found = places_of_holders([page.file.holder for page in pages], user)
    return {f"document:{page.ref}": found[page.file.holder] for page in pages if page.file.holder in found}
