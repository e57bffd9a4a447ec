"""The 400 hostile texts that others have collected, and what may never be found in a page because of one."""

import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from bleach._vendor import html5lib  # the one parser here that reads as browsers do

SAMPLE = Path(__file__).parents[3] / "shared" / "data" / "bad" / "xss_sample.jsonl"
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
    """All of them as SimpleNamespace(id, vector, html); skips the test, and says so, where they are missing."""
    if not SAMPLE.exists():
        pytest.skip(f"{SAMPLE} is missing: the hostile texts were not tried", allow_module_level=True)
    return [SimpleNamespace(**json.loads(line)) for line in SAMPLE.read_text(encoding="utf-8").strip().split("\n")]


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
