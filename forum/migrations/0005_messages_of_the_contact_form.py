"""What two people wrote each other by the contact form becomes a private conversation of theirs.

A message keeps its ref, so what notices and reports say of it still leads to it. One that never arrived
(`unheard_at`) does not arrive now.
"""

from django.db import migrations

from core.ids import new_ref


def move(apps, schema_editor):
    by_pair = {}
    for message in apps.get_model("members", "ContactMessage").objects.order_by("created_at", "id"):
        by_pair.setdefault(frozenset({message.sender_id, message.recipient_id}), []).append(message)
    for pair, written in by_pair.items():
        _converse(apps, pair, written)
    # Heard of, and chosen, under the new name.
    for model, kind in [("Notice", "kind"), ("Preference", "kind")]:
        rows = apps.get_model("notifications", model).objects.filter(**{kind: "members.message"})
        rows.update(**{kind: "forum.message"})


def _converse(apps, pair, written):
    models = {name: apps.get_model("forum", name).objects for name in ("Conversation", "Participant", "Message")}
    conversation = models["Conversation"].create(
        ref=new_ref(), started_at=written[0].created_at, bumped_at=written[-1].created_at, last_number=len(written)
    )
    for person in pair:
        models["Participant"].create(
            conversation=conversation, user_id=person, joined_at=written[0].created_at, read_number=len(written),
            arrived_at=_reached(person, written),
        )  # fmt: skip
    models["Message"].bulk_create(
        models["Message"].model(
            ref=each.ref, conversation=conversation, number=number, author_id=each.sender_id, body=each.body,
            body_html="", markup_version=0, once=each.once, created_at=each.created_at, hidden_at=each.hidden_at,
            held_at=each.unheard_at,
        )
        for number, each in enumerate(written, 1)
    )  # fmt: skip


def _reached(person, written):
    """When the first message reached somebody, or was theirs; None where none did."""
    return next((each.created_at for each in written if person == each.sender_id or not each.unheard_at), None)


class Migration(migrations.Migration):
    dependencies = [
        ("forum", "0004_forum_in_full"),
        ("members", "0014_recovery_confirmed"),
        ("notifications", "0003_following"),
    ]
    run_before = [("members", "0016_no_contact_messages")]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
