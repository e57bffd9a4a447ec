"""When a space's people were told that nobody keeps it; a new password or address is something to be told of."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0012_stamps'),
    ]

    operations = [
        migrations.AddField(
            model_name='space',
            name='unkept_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='accountevent',
            name='kind',
            field=models.CharField(choices=[('new_device', 'Your account was signed in to from a new device.'), ('factor_added', 'A second factor was added to your account.'), ('factor_removed', 'A second factor was removed from your account.'), ('new_codes', 'New recovery codes were made for your account.'), ('recovery_asked', 'Somebody asked to get back into your account.'), ('recovery_confirmed', 'Two people have confirmed that you lost your way in.'), ('recovery_stopped', 'The way back into your account was stopped.'), ('recovered', 'Your account was opened again with a new password.'), ('new_password', 'The password of your account was changed.'), ('new_address', 'The e-mail address of your account was changed.')], max_length=20),
        ),
        migrations.AlterField(
            model_name='spaceevent',
            name='kind',
            field=models.CharField(choices=[('changed', 'Its settings were changed'), ('ends', 'Its end comes'), ('leaving', 'Memberships come to their end'), ('unkept', 'Nobody keeps it any more'), ('kept', 'Somebody keeps it again'), ('archived', 'It was archived, because nobody was left to keep it')], max_length=10),
        ),
    ]
