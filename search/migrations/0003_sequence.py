"""PostgreSQL counts with a sequence, so that writers never wait for each other; SQLite goes on with its one row."""

from django.db import migrations


def make_sequence(apps, editor):
    if editor.connection.vendor != "postgresql":
        return
    editor.execute("CREATE SEQUENCE IF NOT EXISTS search_seq AS bigint")
    # Above whatever was given before, by the row or in rows that were brought over from SQLite.
    given = [
        apps.get_model("search", model).objects.order_by(f"-{field}").values_list(field, flat=True).first() or 0
        for model, field in (("Counter", "last"), ("Pending", "seq"), ("Indexed", "seq"))
    ]
    editor.execute("SELECT setval('search_seq', greatest(%s, (SELECT last_value FROM search_seq)))", [max(given) + 1])


def drop_sequence(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP SEQUENCE IF EXISTS search_seq")


class Migration(migrations.Migration):
    dependencies = [("search", "0002_query_log")]

    operations = [migrations.RunPython(make_sequence, drop_sequence)]
