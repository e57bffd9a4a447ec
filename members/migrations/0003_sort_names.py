import unicodedata

from django.db import migrations

from core.collation import sort_key


def sorted_before(name):
    bare = (letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    return "".join(bare).casefold()[:120]


def sort_by_the_alphabets(apps, schema_editor):
    """Names that were sorted by themselves; what a person chose to be sorted by is left as it is."""
    users = apps.get_model("members", "User").objects
    for user in users.only("pk", "name", "sort_name").iterator():
        if user.sort_name == sorted_before(user.name) != sort_key(user.name):
            users.filter(pk=user.pk).update(sort_name=sort_key(user.name))


class Migration(migrations.Migration):
    dependencies = [("members", "0002_people_and_spaces")]

    operations = [migrations.RunPython(sort_by_the_alphabets, migrations.RunPython.noop, elidable=True)]
