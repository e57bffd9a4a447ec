from core.lanes import lane


@lane("spaces", pause=60.0)
def keep_up_spaces():
    from members.actions.conduct import end_suspensions  # noqa: PLC0415  (as below)
    from members.actions.keeping_up import keep_up_spaces as keep_up  # noqa: PLC0415  (models: loaded after the lanes)
    from members.actions.recovery import expire_recoveries  # noqa: PLC0415  (as above)

    return keep_up() + expire_recoveries() + end_suspensions()
