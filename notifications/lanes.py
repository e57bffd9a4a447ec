from core.lanes import lane


@lane("mail", pause=1.0)
def send_mail():
    from notifications.mailing import run_once  # noqa: PLC0415  (models: loaded after the lanes are registered)

    return run_once()


@lane("mail_upkeep", pause=3600)
def forget_mail():
    from notifications.actions import forget_old_deliveries  # noqa: PLC0415  (likewise)

    return forget_old_deliveries()


@lane("announcements", pause=0.5)
def announce_what_is_new():
    from notifications.announcing import run_once  # noqa: PLC0415  (likewise)

    return run_once()


@lane("digests", pause=30.0)
def queue_digests():
    from notifications.digests import run_once  # noqa: PLC0415  (likewise)

    return run_once()
