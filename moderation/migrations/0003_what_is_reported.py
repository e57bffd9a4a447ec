from django.db import migrations, models


def queue_what_is_reported(apps, schema_editor):
    """Each thing with an open report has an item, as old as the first of them."""
    flags = apps.get_model("moderation", "Flag").objects.filter(closed_at=None)
    items = apps.get_model("moderation", "ReviewItem").objects
    events = apps.get_model("moderation", "ReviewEvent").objects
    for key, at in flags.values_list("key").annotate(first=models.Min("at")).values_list("key", "first"):
        item = items.create(key=key, why="flag", opened_at=at, version=1)
        events.create(item=item, version=1, at=at, what="opened", why="flag")


class Migration(migrations.Migration):

    dependencies = [
        ('moderation', '0002_labels_and_queue'),
    ]

    operations = [
        migrations.RunPython(queue_what_is_reported, migrations.RunPython.noop),
    ]
