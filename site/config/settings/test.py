"""Settings of the tests: as dev, with quick hashing, a throw-away folder and mail in memory."""

import os
import tempfile

# Never the folder of a Fora that runs, and one for each of the processes that test at the same time.
os.environ["FORA_VAR"] = tempfile.mkdtemp(prefix="fora-test-")

from config.settings.dev import *  # noqa: F403
from config.settings.dev import MIDDLEWARE, STORAGES, VAR

DEBUG = False
BASE_URL = "http://testserver"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR / "fora.sqlite3",
        "TEST": {"NAME": VAR / "test.sqlite3"},
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;",
        },
    }
}
# Nothing is collected for tests: the live server serves static files itself.
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]
