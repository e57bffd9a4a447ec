from core.lanes import lane


@lane("forum", pause=600)
def throw_away_old_unsent():
    from forum import actions  # noqa: PLC0415  (models: loaded after the lanes are registered)

    return actions.throw_away_old_unsent()
