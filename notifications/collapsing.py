"""Notices of one kind about parts of one whole are shown as one: "4 answers in …". What is in a group was found to be
visible to its reader before; so nothing that they may see no more is counted."""

from dataclasses import dataclass

from notifications.registry import known
from notifications.sentences import sentence, several


@dataclass(frozen=True)
class Group:
    """notices: the newest first; all of them unread, or none."""

    notices: list

    @property
    def newest(self):
        return self.notices[0]

    @property
    def oldest(self):
        """Where a reader goes on: the others follow it."""
        return self.notices[-1]

    @property
    def many(self):
        return len(self.notices)

    def said(self, things, actor):
        """What is said of it. things: {key: row} with those of the notices; actor: of the newest, as readers see
        it, or None: then it was somebody."""
        kind, thing = known(self.newest.kind), things[self.newest.key]
        return several(kind, thing, self.many) if self.many > 1 else sentence(kind, thing, actor)


def collapsed(notices):
    """[Group] of notices that come newest first, in order of the newest of each."""
    groups = {}
    for notice in notices:
        kind = known(notice.kind)
        is_part = notice.within and kind and kind.several
        group = (notice.within, notice.kind, notice.read_at is None) if is_part else notice.pk
        groups.setdefault(group, []).append(notice)
    return [Group(group) for group in groups.values()]
