"""`make run`: one machine, plain http on localhost, mail into files. DEBUG stays off unless FORA_DEBUG=1."""

import contextlib
import os
import secrets

from config.env import number, one_of, yes_or_no
from config.settings.base import *  # noqa: F403
from config.settings.base import VAR


def local_secret():
    """A key of this copy's own, made once and kept under var/."""
    path = VAR / "secret_key"
    # Nobody else reads it, not even while it is written; and of two that start at once both have the same.
    own = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    if not path.exists():
        with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):
            os.link(own, path)
        own.unlink()
    return path.read_text()


DEBUG = yes_or_no("FORA_DEBUG", default=False)
SECRET_KEY = local_secret()
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
BASE_URL = f"http://localhost:{number('PORT', 8000, least=1, most=65535)}"
# Plain http: a `__Host-` cookie would never be sent back.
SESSION_COOKIE_NAME, SESSION_COOKIE_SECURE = "sid", False
CSRF_COOKIE_NAME, CSRF_COOKIE_SECURE = "csrf", False
DEVICE_COOKIE_NAME = "device"
FORA_MFA = one_of("FORA_MFA", "staff", ["all", "staff"])
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
WAGTAILADMIN_BASE_URL = BASE_URL
DEMO_ALLOWED = True
EXTRACT_UNISOLATED = yes_or_no("FORA_EXTRACT_UNISOLATED", default=True)
