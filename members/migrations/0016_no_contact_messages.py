"""Messages between members are private conversations now; forum 0010 has moved those there were."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("members", "0015_conduct")]

    operations = [migrations.DeleteModel(name="ContactMessage")]
