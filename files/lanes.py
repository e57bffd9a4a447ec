import logging

from core.lanes import lane

logger = logging.getLogger(__name__)


@lane("files", pause=3600)
def sweep_files():
    from files.actions import sweep  # noqa: PLC0415  (models: loaded after the lanes are registered)

    swept = sweep()
    for ref in swept.missing:
        logger.error("The bytes of file:%s are missing on disk.", ref)
    return swept.rows + swept.strays


@lane("documents", pause=0.3)
def look_at_documents():
    from files.extraction.work import run_once  # noqa: PLC0415  (models: loaded after the lanes are registered)

    return run_once()
