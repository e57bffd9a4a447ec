"""Who may do what with pages and pictures."""

from core.gate import is_member

WRITING = {"editor", "trainer"}  # the roles whose groups may enter (cms/ensure.py)


def can_enter(user) -> bool:
    """Whether this person uses the editors' screens: a member in good standing with a role that writes."""
    return is_member(user) and bool(user.roles & WRITING) and user.has_perm("wagtailadmin.access_admin")


def can_edit(user, page) -> bool:
    return can_enter(user) and page.permissions_for_user(user).can_edit()


def can_publish(user, page) -> bool:
    return can_enter(user) and page.permissions_for_user(user).can_publish()


def can_add_picture(user) -> bool:
    """Whether this person may bring pictures in, and say what they show."""
    return can_enter(user)


def can_open_pictures(user) -> bool:
    """Whether this person may let everybody see a picture: who publishes pages may."""
    return can_enter(user) and "editor" in user.roles


def can_moderate(user, page) -> bool:
    """Whether this person may take a page out of sight."""
    return is_member(user) and bool(user.roles & {"moderator", "editor"})
