"""Whether documents may be opened here, and whether they are: for uploads, and for /readyz."""

import time

from django.conf import settings

from files.extraction.reading import isolation_refused

AGAIN = 60  # seconds until a kernel that refused is asked once more

_known = {"refused": None, "until": 0.0}


def may_read():
    """Whether a document may be opened: in isolation, or because the operators said that it may be without."""
    return settings.EXTRACT_UNISOLATED or not refused()


def refused():
    """Why a child cannot be isolated here, empty if it can. Asked of the kernel once; if it says no, every minute."""
    if _known["refused"] is None or (_known["refused"] and time.monotonic() > _known["until"]):
        _known.update(refused=isolation_refused(), until=time.monotonic() + AGAIN)
    return _known["refused"]
