"""A topic as lists show it: what is the same for all who are told the same is drawn once (`core.drawn`)."""

from dataclasses import dataclass
from datetime import datetime

from forum.faces import Face, Signature
from moderation.attribution import NOBODY
from moderation.handling import Label, mark_of

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

    mark, new_count: as the querysets have them. label: of its opening post, None for none that is shown.
    """

    url: str
    title: str
    language: str
    kind: str
    is_answered: bool
    needs_more_at: datetime | None
    pinned_at: datetime | None
    locked_at: datetime | None
    held_at: datetime | None
    hidden_at: datetime | None
    withdrawn_at: datetime | None
    bumped_at: datetime
    reply_count: int
    mark: int
    new_count: int
    face: Face
    last_face: Face
    subjects: tuple[Subject, ...]
    label: Label | None


def last_signed(topic):
    """How the last post of a topic of `for_rows` is signed; as nobody's where no post of it stands."""
    return Signature(
        topic.last_author_id, topic.last_attribution or NOBODY, topic.last_institution_id, topic.last_role or ""
    )


def row_of(topic, faces):
    """The row of a topic of `asked.listed`. faces: of it and of its last post."""
    return TopicRow(
        url=topic.get_absolute_url(),
        title=topic.title,
        language=topic.language,
        kind=topic.kind,
        is_answered=topic.is_answered,
        needs_more_at=topic.needs_more_at,
        pinned_at=topic.pinned_at,
        locked_at=topic.locked_at,
        held_at=topic.held_at,
        hidden_at=topic.hidden_at,
        withdrawn_at=topic.withdrawn_at,
        bumped_at=topic.bumped_at,
        reply_count=topic.reply_count,
        mark=topic.mark,
        new_count=topic.new_count,
        face=faces.away(topic, topic.label_key),
        last_face=faces.away(last_signed(topic), topic.last_handling_id),
        subjects=tuple(
            Subject(each.get_absolute_url(), each.name, each.name_language) for each in topic.subjects[:MOST_SUBJECTS]
        ),
        label=mark_of(topic.label_key),
    )
