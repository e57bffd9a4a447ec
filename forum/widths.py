"""What a text quotes, links to or attaches, and fewer people can read than the place it is written for."""

from core import markup, things
from files.models import StoredFile
from forum.rules import is_narrower


def narrower_in(body, files, audience_key, user):
    """[audiences] narrower than this one among the things that a text names and its writer may see, and among the
    places where the same files hang already; each once."""
    names = markup.render(body).references if "[" in body or "://" in body else ()
    found = [things.kind_of_row(row).audience(row) for row in things.resolve(set(names), user).values()]
    found += [file.audience_id for file in _twins(files, user)]
    keys = {getattr(each, "key", each) for each in found if each}
    return _audiences({key for key in keys if is_narrower(key, audience_key)})


def _twins(files, user):
    """Files that this person may see elsewhere with the very bytes of those that are to be attached."""
    sent = {file.sha256 for file in files}
    if not sent:
        return ()
    return StoredFile.objects.visible_to(user).filter(sha256__in=sent, audience__isnull=False).only("audience_id")


def _audiences(keys):
    if not keys:
        return []
    audiences = StoredFile._meta.get_field("audience").related_model.objects
    return list(audiences.filter(key__in=keys).select_related("space").order_by("key"))
