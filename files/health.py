"""What /readyz says of files: whether documents can be opened in isolation, and whether the virus scanner answers."""

from django.conf import settings

from files import scanner
from files.extraction import health as extraction


def documents():
    """{"ok", "said"}: how documents are opened here."""
    refused = extraction.refused()
    if refused is None:
        return {"ok": True, "said": "no worker has said how"}
    if not refused:
        return {"ok": True, "said": "isolated"}
    if settings.EXTRACT_UNISOLATED:
        return {"ok": True, "said": f"not isolated ({refused}), as FORA_EXTRACT_UNISOLATED allows"}
    return {"ok": False, "said": f"not isolated ({refused}): documents are not taken"}


def virus_scanner():
    """{"ok", "said"}: whether clamd answers, where FORA_CLAMAV names one."""
    if not scanner.is_wanted():
        return {"ok": True, "said": "none"}
    try:
        scanner.greet()
    except scanner.ScannerAway as error:
        return {"ok": False, "said": f"clamd does not answer: {error}"}
    return {"ok": True, "said": "clamd answers"}
