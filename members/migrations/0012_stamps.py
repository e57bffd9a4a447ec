"""What is in the directory bears a stamp, and whoever is no member now is found at once."""

from django.db import migrations, models

import members.models.profile


GONE = models.Q(accepted_at=None) | models.Q(dormant_at__isnull=False) | models.Q(disabled_at__isnull=False)


def forget_everybody(apps, schema_editor):
    """A value that each entry had, so that a query counted them all."""
    apps.get_model("members", "EntryFacet").objects.filter(kind="all").delete()


class Migration(migrations.Migration):
    dependencies = [("members", "0011_join_terms")]

    operations = [
        migrations.AddField("entry", "stamp", models.IntegerField(default=members.models.profile.new_stamp)),
        migrations.AddIndex("entry", models.Index(fields=["stamp"], name="directory_state")),
        migrations.AddIndex("user", models.Index(condition=GONE, fields=["id"], name="people_gone")),
        migrations.RunPython(forget_everybody, migrations.RunPython.noop),
    ]
