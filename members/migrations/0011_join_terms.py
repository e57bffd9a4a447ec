"""A request to join says when its terms were accepted; requests that wait already are asked at the door."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0010_roles")]

    operations = [
        migrations.AddField("joinrequest", "terms_at", models.DateTimeField(blank=True, null=True)),
    ]
