from django.db import migrations, models


class Migration(migrations.Migration):
    """What waits is gone within a day: nothing is carried over."""

    dependencies = [
        ("forum", "0002_topic_concepts"),
    ]

    operations = [
        migrations.RemoveField(model_name="unsent", name="title"),
        migrations.RemoveField(model_name="unsent", name="body"),
        migrations.AddField(model_name="unsent", name="typed", field=models.JSONField(default=dict)),
    ]
