from django.db import migrations

from core.collation import SortKeyField


class Migration(migrations.Migration):
    dependencies = [("members", "0003_sort_names")]

    operations = [
        migrations.AlterField(
            "user", "sort_name", SortKeyField(blank=True, max_length=120, verbose_name="name for sorting")
        ),
    ]
