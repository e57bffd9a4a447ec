"""Who may do what with lessons, beyond what `cms.rules` says of every page."""

from cms import rules as pages
from library.copying import reaches_editors


def can_write(user) -> bool:
    """Whether this person writes lessons: whoever enters the editors' screens."""
    return pages.can_enter(user)


def can_add(user, section) -> bool:
    return can_write(user) and section.permissions_for_user(user).can_add_subpage()


def can_copy(user, topic) -> bool:
    """Whether this person makes a lesson of posts of a topic: where all who read lessons read the topic too. Whether a
    post's label allows it is asked of each post."""
    return topic.stands and reaches_editors(topic) and can_write(user)


def can_translate(user, lesson) -> bool:
    """Whoever may publish has translations made: they are drafts of the same work."""
    return pages.can_publish(user, lesson)
