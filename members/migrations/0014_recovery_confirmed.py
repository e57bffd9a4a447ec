from datetime import timedelta

from django.db import migrations, models


def confirmed_a_day_before(apps, schema_editor):
    """The second word set the moment from which a way back opened: a day later."""
    requests = apps.get_model("members", "RecoveryRequest").objects.filter(opens_at__isnull=False)
    for request in requests:
        request.confirmed_at = request.opens_at - timedelta(hours=24)
        request.save(update_fields=["confirmed_at"])


class Migration(migrations.Migration):
    dependencies = [("members", "0013_kept_and_told")]

    operations = [
        migrations.AddField("recoveryrequest", "confirmed_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunPython(confirmed_a_day_before, migrations.RunPython.noop),
    ]
