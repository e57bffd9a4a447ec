"""Every URL pattern and who may open it: public, member, space (members, and the gate asks further) or staff.

`manage.py routes` compares this with the patterns there are; one that is missing here fails `make check`.
What is staff's or member's answers everybody else with the one 404. Wagtail's own patterns under /admin/ are
declared by their prefix: all of them are staff's.
"""

PUBLIC, MEMBER, SPACE, STAFF = "public", "member", "space", "staff"

ROUTES = {
    "home": PUBLIC,
    "protection": PUBLIC,
    "set_language": PUBLIC,
    "set_theme": PUBLIC,
    "styleguide": STAFF,
    "healthz": PUBLIC,
    "readyz": PUBLIC,
    # accounts: open to anybody, since they are how one gets in; the ones below ask allauth for a signed-in person
    "account_signup": PUBLIC,
    "account_login": PUBLIC,
    "account_confirm_login_code": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_reauthenticate": PUBLIC,
    "account_email": PUBLIC,
    "account_email_verification_sent": PUBLIC,
    "account_confirm_email": PUBLIC,
    "account_change_password": PUBLIC,
    "account_set_password": PUBLIC,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "welcome": PUBLIC,
    # members
    "people": MEMBER,
    "person": MEMBER,
    "spaces": MEMBER,
    "space": SPACE,
    "space_join": SPACE,
    "space_leave": SPACE,
    # thesaurus
    "thesaurus": PUBLIC,
    "concept": PUBLIC,
    # notifications
    "notices": MEMBER,
    "notices_read": MEMBER,
    "search": PUBLIC,
    # library: public pages are read by everybody, the others by members
    "library": PUBLIC,
    "lesson_write": STAFF,
    "wagtail_serve": PUBLIC,
    "picture": PUBLIC,
    # forum: public boards are read by everybody, the others by those who hold their audience
    "forum": PUBLIC,
    "board": PUBLIC,
    "topic": PUBLIC,
    "post": PUBLIC,
    "post_history": PUBLIC,
    "forum_catch_up": MEMBER,
    "forum_preview": MEMBER,
    "topic_new": MEMBER,
    "topic_reply": MEMBER,
    "topic_lock": MEMBER,
    "topic_unlock": MEMBER,
    "topic_pin": MEMBER,
    "topic_unpin": MEMBER,
    "topic_hide": MEMBER,
    "topic_restore": MEMBER,
    "post_edit": MEMBER,
    "post_report": MEMBER,
    "post_withdraw": MEMBER,
    "post_hide": MEMBER,
    "post_restore": MEMBER,
    # moderation: members, and each place asks whether they moderate it
    "reports": MEMBER,
    "report_decide": MEMBER,
    # files: whoever may see what holds one
    "file": PUBLIC,
    "file_picture": PUBLIC,
    "file_text": PUBLIC,
    # members, and each place asks whether they moderate it
    "file_decide": MEMBER,
}

# Patterns whose names are not ours, by the address they stand under.
PREFIXES = {
    "admin/": STAFF,
}
