from core.lanes import lane


@lane("erasing", pause=60.0)
def erase():
    from moderation.actions import erase_due  # noqa: PLC0415  (models: loaded after the lanes are registered)
    from moderation.tombstones import write_down  # noqa: PLC0415  (as above)

    return erase_due() + write_down()
