from core.lanes import lane


@lane("index", pause=0.1)
def index():
    from search.work import run_once  # noqa: PLC0415  (models: loaded after the lanes are registered)

    return run_once()


@lane("search", pause=3600)
def keep_up():
    from search import upkeep  # noqa: PLC0415  (models: loaded after the lanes are registered)

    upkeep.compare_daily()
    return upkeep.forget_old_queries()
