from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0015_no_contact_messages"),
    ]

    operations = [
        migrations.AlterField(
            model_name="chartertext",
            name="markup_version",
            field=models.PositiveSmallIntegerField(),
        ),
    ]
