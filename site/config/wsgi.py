import contextlib
import gc
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
for folder in (str(ROOT / "site"), str(ROOT)):
    if folder not in sys.path:
        sys.path.insert(0, folder)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

from core import parent  # noqa: E402

parent.watch()  # before Django is loaded: a worker must not outlive its server, not even while it starts

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()

from django.db import DatabaseError, connections  # noqa: E402

from config.views import rehearse  # noqa: E402  (models: loaded only now)
from core import things  # noqa: E402

rehearse()
with contextlib.suppress(DatabaseError):  # one that is away is asked when somebody comes
    things.read_ahead()
connections.close_all()

# What is loaded by now stays: looking through it for garbage again and again took a tenth of a page's time.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
