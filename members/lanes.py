from core.lanes import lane


@lane("spaces", pause=60.0)
def keep_up_spaces():
    from members.actions.keeping_up import keep_up_spaces as keep_up  # noqa: PLC0415  (models: loaded after the lanes)

    return keep_up()
