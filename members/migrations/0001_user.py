"""`User` alone, depending on nothing of ours: lower rooms name the user, so all else of this room comes second."""

import django.db.models.functions.text
import django.utils.timezone
from django.db import migrations, models

import core.ids

LANGUAGES = [("en", "English"), ("fr", "French"), ("es", "Spanish"), ("ar", "Arabic"), ("uk", "Ukrainian")]


class Migration(migrations.Migration):
    initial = True

    dependencies = [("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("is_superuser", models.BooleanField(default=False, help_text="Designates that this user has all permissions without explicitly assigning them.", verbose_name="superuser status")),  # noqa: E501
                ("ref", core.ids.RefField()),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mail address")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("sort_name", models.CharField(blank=True, max_length=120, verbose_name="name for sorting")),
                ("language", models.CharField(choices=LANGUAGES, default="en", max_length=5, verbose_name="language")),
                ("time_zone", models.CharField(default="UTC", max_length=40, verbose_name="time zone")),
                ("joined_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="joined at")),
                ("caught_up_at", models.DateTimeField(blank=True, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("dormant_at", models.DateTimeField(blank=True, null=True)),
                ("disabled_at", models.DateTimeField(blank=True, null=True)),
                ("is_active", models.BooleanField(default=True)),
                ("groups", models.ManyToManyField(blank=True, help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.", related_name="user_set", related_query_name="user", to="auth.group", verbose_name="groups")),  # noqa: E501
                ("user_permissions", models.ManyToManyField(blank=True, help_text="Specific permissions for this user.", related_name="user_set", related_query_name="user", to="auth.permission", verbose_name="user permissions")),  # noqa: E501
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(django.db.models.functions.text.Lower("email"), name="one_account_per_email"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("disabled_at", None), ("is_active", True)),
                            models.Q(("disabled_at__isnull", False), ("is_active", False)),
                            _connector="OR",
                        ),
                        name="inactive_is_disabled",
                    ),
                ],
            },
        ),
    ]
