"""What is done with what somebody shared, and the label that it bears may forbid. The list is closed, since each of
these is enforced where it is done; which label forbids which is the room moderation's to say."""

from core.things import kind_of_row

QUOTE = "quote"  # quoting it outside of its own topic
MAIL_TEXT = "mail"  # its text in a mail
EXPORT_TEXT = "export"  # its text in an export
SNIPPET = "snippet"  # pieces of its text among search results
LESSON = "lesson"  # copying it into a lesson
NAME_AUTHOR = "name"  # saying who wrote it, anywhere but where it stands
DEEDS = (QUOTE, MAIL_TEXT, EXPORT_TEXT, SNIPPET, LESSON, NAME_AUTHOR)


def allows(thing, deed) -> bool:
    """Whether a deed may be done with a thing; its own kind knows. What bears no label, as a lesson, allows all."""
    return kind_of_row(thing).allows(thing, deed)
