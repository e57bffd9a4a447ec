from django.db import migrations
from django.utils import timezone


def queue_what_was_found(apps, schema_editor):
    """Each file that the virus scanner said something of, and nobody decided on, has an item."""
    found = apps.get_model("files", "StoredFile").objects.filter(state="waiting", erased_at=None).exclude(finding="")
    items = apps.get_model("moderation", "ReviewItem").objects
    events = apps.get_model("moderation", "ReviewEvent").objects
    for ref, at in found.values_list("ref", "scanned_at"):
        at = at or timezone.now()
        item = items.create(key=f"file:{ref}", why="file", opened_at=at, version=1)
        events.create(item=item, version=1, at=at, what="opened", why="file")


class Migration(migrations.Migration):

    dependencies = [
        ('files', '0004_labels_and_origins'),
        ('moderation', '0002_labels_and_queue'),
    ]

    operations = [
        migrations.RunPython(queue_what_was_found, migrations.RunPython.noop),
    ]
