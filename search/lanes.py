from core.lanes import lane


@lane("index", pause=0.1)
def index():
    from search.work import run_once  # noqa: PLC0415  (models: loaded after the lanes are registered)

    return run_once()
