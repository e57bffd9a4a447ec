"""`make run` as it is, on an empty site: the tests here start real processes and have no use for the demo."""

from config.settings.dev import *  # noqa: F403
from config.settings.dev import INSTALLED_APPS

DEMO_ALLOWED = False
INSTALLED_APPS = [*INSTALLED_APPS, "tests.run.lame"]
