"""Seals of the audit log, and the place of each entry. Entries from before say `unknown`: in doubt nobody is shown them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0002_sign")]

    operations = [
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first", models.BigIntegerField(unique=True)),
                ("last", models.BigIntegerField(unique=True)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("previous", models.CharField(blank=True, max_length=64, unique=True)),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last__gte", models.F("first"))), name="a_seal_goes_forward"
                    )
                ],
            },
        ),
        migrations.AddField(
            "auditentry", "place", models.CharField(blank=True, default="unknown", max_length=40), preserve_default=False
        ),
        migrations.AddIndex("auditentry", models.Index(fields=["actor", "at"], name="audit_by_actor")),
        migrations.AddIndex("auditentry", models.Index(fields=["verb", "at"], name="audit_by_verb")),
    ]
