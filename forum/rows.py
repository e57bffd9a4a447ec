"""A topic as lists show it: what is the same for all who are told the same is drawn once (`core.drawn`)."""

from dataclasses import dataclass
from datetime import datetime

from forum.faces import Face

MOST_SUBJECTS = 3


@dataclass(frozen=True)
class Subject:
    """A concept that a topic is about."""

    url: str
    name: str
    language: str


@dataclass(frozen=True)
class TopicRow:
    """All that forum/topic_row.html says of a topic to one reader, but for the moment of its last post in words.

    mark, new_count: as the querysets have them.
    """

    url: str
    title: str
    language: str
    is_question: bool
    pinned_at: datetime | None
    locked_at: datetime | None
    hidden_at: datetime | None
    withdrawn_at: datetime | None
    bumped_at: datetime
    reply_count: int
    mark: int
    new_count: int
    face: Face | None
    last_face: Face | None
    subjects: tuple[Subject, ...]


def row_of(topic, faces):
    """The row of a topic of `asked.listed`. faces: {person's id: Face}."""
    return TopicRow(
        url=topic.get_absolute_url(),
        title=topic.title,
        language=topic.language,
        is_question=topic.kind == topic.QUESTION,
        pinned_at=topic.pinned_at,
        locked_at=topic.locked_at,
        hidden_at=topic.hidden_at,
        withdrawn_at=topic.withdrawn_at,
        bumped_at=topic.bumped_at,
        reply_count=topic.reply_count,
        mark=topic.mark,
        new_count=topic.new_count,
        face=faces.get(topic.author_id),
        last_face=faces.get(topic.last_author_id),
        subjects=tuple(
            Subject(each.get_absolute_url(), each.name, each.name_language) for each in topic.subjects[:MOST_SUBJECTS]
        ),
    )
