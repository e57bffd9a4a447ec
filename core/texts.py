"""Words that people type or read: the best of several languages, a number, lines."""

from django.utils.translation import get_language


def best_of(texts):
    """Of rows with a `language`, the one in the reader's, else in English, else any; None without one."""
    by_language = {text.language: text for text in texts}
    best = by_language.get(get_language()) or by_language.get("en")
    return best or next(iter(by_language.values()), None)


def number_in(word, *, digits=6):
    """The number that a word of an address or a form is, of no more than so many digits; None for any other word, for
    "" and for None."""
    return int(word) if word and word.isascii() and word.isdigit() and len(word) <= digits else None


def lines_in(text):
    """[line]: what stands on each line of a text, without empty ones, each once and in order."""
    return list(dict.fromkeys(filter(None, (line.strip() for line in text.splitlines()))))
