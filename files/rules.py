"""Who may do what with files. Who may read one is asked of its holder (querysets.py)."""

from core.gate import is_member


def can_upload(user) -> bool:
    return is_member(user)


def can_attach(user, file) -> bool:
    """Only who sent it puts it somewhere."""
    return is_member(user) and file.uploader_id == user.pk
