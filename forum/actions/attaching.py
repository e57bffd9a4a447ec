"""The files that hang on a post."""

from core import things
from files.actions import attach
from files.models import StoredFile


def hang(files, post, by):
    """Have a post hold these files of its writer's, under the face that it shows."""
    for file in files:
        attach(file, to=post, by=by, face=not post.is_faceless)


def further(files, post):
    """Those of the files that do not hang on the post already: a form that is sent twice brings each of them twice."""
    held = StoredFile.objects.standing().held_by([things.key_of(post)])
    known = set(held.values_list("name", "sha256_sent"))
    return [file for file in files if (file.name, file.sha256_sent) not in known]
