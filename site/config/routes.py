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
    # second factors and sessions: allauth or we ask for a signed-in person
    "mfa_index": PUBLIC,
    "mfa_authenticate": PUBLIC,
    "mfa_reauthenticate": PUBLIC,
    "mfa_activate_totp": PUBLIC,
    "totp_picture": PUBLIC,
    "mfa_deactivate_totp": PUBLIC,
    "mfa_view_recovery_codes": PUBLIC,
    "mfa_generate_recovery_codes": PUBLIC,
    "mfa_list_webauthn": PUBLIC,
    "mfa_add_webauthn": PUBLIC,
    "mfa_edit_webauthn": PUBLIC,
    "mfa_remove_webauthn": PUBLIC,
    "mfa_login_webauthn": PUBLIC,
    "mfa_reauthenticate_webauthn": PUBLIC,
    "sessions": PUBLIC,
    # the way back for who has lost everything
    "recovery": PUBLIC,
    "recovery_open": PUBLIC,
    "recovery_stop": PUBLIC,
    "recovery_stop_by_mail": PUBLIC,
    "recovery_requests": STAFF,
    "recovery_request": STAFF,
    # coming in: whoever holds a link; then who is signed in and not yet a member
    "invited": PUBLIC,
    "invited_account": PUBLIC,
    "coming_in": PUBLIC,
    "coming_in_about": PUBLIC,
    "charter": PUBLIC,
    "charter_version": PUBLIC,
    "charter_accept": PUBLIC,
    "charter_edit": STAFF,
    "charter_publish": MEMBER,
    "charter_throw_away": MEMBER,
    "first_steps": MEMBER,
    # stewards, and members who are focal points of their institution; what only takes a form is a member's here, and
    # asks for the steward itself
    "invitations": MEMBER,
    "invitation": MEMBER,
    "invitation_new": MEMBER,
    "invitation_resend": MEMBER,
    "invitation_revoke": MEMBER,
    "invitation_approve": MEMBER,
    "invitation_refuse": MEMBER,
    "institutions": STAFF,
    "institution": STAFF,
    "institution_new": STAFF,
    "focal_point_add": MEMBER,
    "focal_point_end": MEMBER,
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
    "notice": MEMBER,
    "notice_choices": MEMBER,
    "mail_stop": PUBLIC,
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
