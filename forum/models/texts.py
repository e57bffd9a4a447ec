"""Which of several texts a reader gets."""

from django.utils.translation import get_language


def best_of(texts):
    """Of rows with a `language`, the one in the reader's, else in English, else any; None without one."""
    by_language = {text.language: text for text in texts}
    best = by_language.get(get_language()) or by_language.get("en")
    return best or next(iter(by_language.values()), None)
