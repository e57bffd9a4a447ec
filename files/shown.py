"""A file as a list shows it, told apart from its row: what is drawn once for many readers holds nothing else of it."""

from dataclasses import dataclass

from moderation.handling import Label, mark_of


@dataclass(frozen=True)
class ShownFile:
    """state, finding, reading: as StoredFile has them, in words too; text_url: "" where there is no text to be read.

    label: None for none that is shown.
    """

    ref: str
    url: str
    text_url: str
    name: str
    type: str
    size: int
    language: str
    language_name: str
    state: str
    finding: str
    get_finding_display: str
    reading: str
    get_reading_display: str
    is_being_read: bool
    label: Label | None


def shown(file):
    """A StoredFile as a list shows it."""
    is_readable = file.state == file.STORED and file.reading in {file.READ, file.PARTLY}
    return ShownFile(
        ref=file.ref,
        url=file.get_absolute_url(),
        text_url=file.text_url() if is_readable else "",
        name=file.name,
        type=str(file.get_type_display()),
        size=file.size,
        language=file.language,
        language_name=str(file.get_language_display()),
        state=file.state,
        finding=file.finding,
        get_finding_display=str(file.get_finding_display()),
        reading=file.reading,
        get_reading_display=str(file.get_reading_display()),
        is_being_read=file.is_being_read,
        label=mark_of(file.handling_id),
    )
