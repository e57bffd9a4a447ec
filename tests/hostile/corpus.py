"""The 400 hostile texts that others have collected, and what may never be found in a page because of one."""

import json
import re
from types import SimpleNamespace

from bleach._vendor import html5lib  # the one parser here that reads as browsers do

from tests.services import require

RAW = {
    "script",
    "style",
    "svg",
    "math",
    "iframe",
    "object",
    "embed",
    "form",
    "input",
    "img",
    "video",
    "audio",
    "link",
    "meta",
    "base",
    "template",
    "noscript",
    "textarea",
    "xmp",
    "plaintext",
    "frameset",
    "marquee",
}
SCHEMES = re.compile(r"^(https?:|mailto:|/|#)", re.IGNORECASE)


def vectors():
    """All of them as SimpleNamespace(id, vector, html); needs ../shared."""
    sample = require("hostile texts").read_text(encoding="utf-8")
    return [SimpleNamespace(**json.loads(line)) for line in sample.strip().split("\n")]


def dangers_in(html):
    """What a browser would find in the HTML that may not be there, in words; [] if all is well."""
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return [danger for element in tree.iter() if isinstance(element.tag, str) for danger in _dangers_of(element)]


def _dangers_of(element):
    if element.tag in RAW or ":" in element.tag:
        yield f"<{element.tag}>"
    for name, value in element.attrib.items():
        name = str(name).lower()
        if name.startswith(("on", "hx-", "data-hx", "src", "srcset", "form", "action", "xlink")):
            yield f"{element.tag} {name}"
        if name in {"id", "style", "name", "target", "is", "slot", "background", "poster", "ping"}:
            yield f"{element.tag} {name}"
        if name == "class" and value != "mention":
            yield f"{element.tag} class={value}"
        if name == "href" and not SCHEMES.match(value):
            yield f"{element.tag} href={value}"
