from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("forum", "0010_messages_of_the_contact_form"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["markup_version"], name="posts_by_markup"),
        ),
    ]
