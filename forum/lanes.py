from core.lanes import lane


@lane("reminders", pause=30)
def remind():
    from forum import actions  # noqa: PLC0415  (models: loaded after the lanes are registered)

    return actions.remind()


@lane("forum", pause=600)
def keep_up():
    from forum import actions  # noqa: PLC0415  (models: loaded after the lanes are registered)

    return actions.throw_away_old_unsent() + actions.throw_away_old_drafts() + actions.render_anew()
