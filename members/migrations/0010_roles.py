"""The role `admin` becomes `operator`; auditors are new; nobody is a superuser, and two of Wagtail's groups go."""

from django.db import migrations, models

ROLES = [
    ("steward", "Membership steward"),
    ("moderator", "Moderator"),
    ("editor", "Editor"),
    ("trainer", "Trainer"),
    ("auditor", "Auditor"),
    ("operator", "Operator"),
]


def rename(apps, old, new):
    apps.get_model("members", "Appointment").objects.filter(role=old).update(role=new)


def admins_become_operators(apps, schema_editor):
    rename(apps, "admin", "operator")
    apps.get_model("members", "User").objects.filter(is_superuser=True).update(is_superuser=False)
    # They held no rights; a group with nobody's rights in it is one that somebody gives some, one day.
    apps.get_model("auth", "Group").objects.filter(name__in=["Administrators", "Stewards"]).delete()


def operators_become_admins(apps, schema_editor):
    rename(apps, "operator", "admin")


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0009_profiles"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.AlterField("appointment", "role", models.CharField(choices=ROLES, max_length=20)),
        migrations.RunPython(admins_become_operators, operators_become_admins),
        migrations.AddConstraint(
            "user", models.CheckConstraint(condition=models.Q(is_superuser=False), name="nobody_is_superuser")
        ),
    ]
