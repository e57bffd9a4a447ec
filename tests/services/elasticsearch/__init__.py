"""A private Elasticsearch for a test run: one node or three, with security and a password, gone at the end."""

import contextlib
import os
import tempfile
from pathlib import Path

from tests.services.elasticsearch.nodes import Cluster
from tests.services.elasticsearch.unpacking import ADVICE, home

__all__ = ["ADVICE", "cluster", "find", "running", "servers"]

find = home


@contextlib.contextmanager
def cluster(nodes=1, *, tls=False):
    """A started Cluster of one node or three; nothing of it is left afterwards."""
    with tempfile.TemporaryDirectory(prefix="fora-elasticsearch-", ignore_cleanup_errors=True) as folder:
        made = Cluster(Path(folder), nodes, tls=tls)
        try:
            made.start()
            yield made
        finally:
            made.stop()


def servers(url, ca=""):
    """An address as settings.SEARCH has it."""
    from config.env import read_cluster

    return {**read_cluster("FORA_SEARCH_URL", url), "ca": str(ca)}


@contextlib.contextmanager
def running():
    """What a test run has to be told of it: the cluster whose address FORA_TEST_SEARCH_URL holds, or one of its own."""
    if given := os.environ.get("FORA_TEST_SEARCH_URL"):
        yield {"FORA_TEST_SEARCH_URL": given}
        return
    with cluster() as made:
        yield {"FORA_TEST_SEARCH_URL": made.url}
