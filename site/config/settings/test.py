"""Settings of the tests: as dev, with quick hashing, a throw-away folder and mail in memory."""

import os
import tempfile

# Never the folder of a Fora that runs, and one for each of the processes that test at the same time.
os.environ["FORA_VAR"] = tempfile.mkdtemp(prefix="fora-test-")
# Never the services of a Fora that runs either: only those that `make test-scaled` has started for this run.
is_scaled = os.environ.get("FORA_TEST_FORM") == "scaled"
os.environ.pop("FORA_SEARCH_CA", None)
os.environ.pop("FORA_MFA", None)
for name in ("FORA_DATABASE_URL", "FORA_REDIS_URL", "FORA_SEARCH_URL"):
    os.environ.pop(name, None)
    if is_scaled:
        os.environ[name] = os.environ[name.replace("FORA_", "FORA_TEST_")]
if is_scaled:
    # pytest-django gives each of its processes a database of its own; here each gets two of Redis.
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    os.environ["FORA_REDIS_URL"] += f"/{2 * process}"

from config.settings.dev import *  # noqa: E402, F403
from config.settings.dev import MIDDLEWARE, STORAGES, VAR  # noqa: E402
from config.stores import sqlite  # noqa: E402

DEBUG = False
BASE_URL = "http://testserver"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
# Nowhere else is there a `none`: most tests are about other things than the door. Those about it say `all` or `staff`.
FORA_MFA = "none"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
if not is_scaled:
    DATABASES = {"default": {**sqlite(VAR / "fora.sqlite3", synchronous="OFF"), "TEST": {"NAME": VAR / "test.sqlite3"}}}
# One for each process too, and gone with the cluster of the run.
SEARCH_PREFIX = VAR.name.lower()
# Nothing is collected for tests: the live server serves static files itself.
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]
