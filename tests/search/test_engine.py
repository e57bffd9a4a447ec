"""Which engine is in use, and engines that are none of readers' business."""

from datetime import UTC, datetime

import pytest

from search.document import COMMONS, Document
from search.engine import engine, scratch
from search.engines.base import Question
from search.engines.elasticsearch import ElasticEngine
from search.engines.tantivy import TantivyEngine
from search.query import parse

PREFIX = "fora-test-engine"


@pytest.fixture(params=["embedded", "cluster"])
def form(request, db, settings, tmp_path):
    settings.INDEX_ROOT, settings.SEARCH_PREFIX = tmp_path / "index", PREFIX
    settings.SEARCH = request.getfixturevalue("elastic") if request.param == "cluster" else None
    yield request.param
    engine().remove()
    engine().close()


def test_the_engine_in_use_follows_the_settings(form):
    assert type(engine()) is {"embedded": TantivyEngine, "cluster": ElasticEngine}[form]
    assert engine() is engine()


def test_a_scratch_engine_is_of_the_kind_in_use_and_touches_nothing_else(form):
    with engine().turn(), engine().beside() as copy:
        copy.write(COMMONS, [Document("post:1", "members", "Live", "words", datetime(2026, 1, 1, tzinfo=UTC))])
        copy.take_over()

    with scratch() as made:
        made.write(COMMONS, [Document("post:2", "members", "Scratch", "words", datetime(2026, 1, 1, tzinfo=UTC))])
        asked = Question(audiences=frozenset({"members"}), query=parse("words"))
        found = [[hit.key for hit in each.search(asked).hits] for each in (made, engine())]

    assert (type(made), found) == (type(engine()), [["post:2"], ["post:1"]])
    assert engine().versions(COMMONS) == {"post:1": 0}
    assert not made_is_there(made)


def made_is_there(made):
    if isinstance(made, TantivyEngine):
        return made.root.exists()
    return bool(made._client.indices.get_alias(index=f"{made.prefix}.*").body)
