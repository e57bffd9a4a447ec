from django.db import migrations, models
from django.db.models import Q

import core.ids


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_following")]

    operations = [
        # Both tables' columns are new: nothing is in them yet.
        migrations.RemoveField("delivery", "once"),
        migrations.AddField("delivery", "once", models.CharField(blank=True, default="", max_length=60), False),
        migrations.AddConstraint(
            "delivery",
            models.UniqueConstraint(condition=~Q(once=""), fields=("once",), name="queued_a_single_time"),
        ),
        migrations.AddField("follow", "ref", core.ids.RefField()),
    ]
