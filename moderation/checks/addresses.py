"""Mail addresses, also as people hide them from machines: name (at) court [dot] org."""

import re

ADDRESS = re.compile(r"(?<![\w.+-])[\w+-](?:[\w.+-]{0,62}[\w+-])?@(?:[\w-]{1,40}\.){1,5}[^\W\d_]{2,24}(?![\w@])")
HIDDEN = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64} ?[\[(] ?(?:at|arobase|arroba|AT) ?[\])] ?[\w-]{1,40}"
    r"(?: ?(?:\.|[\[(] ?(?:dot|point|punto|DOT) ?[\])]) ?[\w-]{1,40}){1,4}"
)
# Set aside for examples (RFC 2606).
EXAMPLES = re.compile(
    r"@(?:[\w-]{1,40}\.){0,4}(?:example(?:\.(?:com|org|net))?|test|invalid|localhost)$", re.IGNORECASE
)


def places(text):
    """[(start, end)] of the mail addresses in a Text."""
    found = [match.span() for match in ADDRESS.finditer(text.plain) if not EXAMPLES.search(match[0])]
    return found + [match.span() for match in HIDDEN.finditer(text.plain)]
