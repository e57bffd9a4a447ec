from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("forum", "0012_translations"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["markup_version"], name="posts_by_markup"),
        ),
    ]
