"""What people write becomes HTML here and nowhere else: Markdown, then bleach, then nh3 as a second, independent gate.

Mentions and links to things of ours leave `render` as references (`<a data-key="topic:…">`); `fill` turns them into
links for one reader, who learns nothing of a thing that he or she may not see.
"""

import html
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import bleach
import nh3
from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from core import things
from core.addresses import KIND_BY_PREFIX

VERSION = 1

BLOCKS = {
    "p",
    "blockquote",
    "ul",
    "ol",
    "li",
    "pre",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "hr",
}
INLINE = {"a", "strong", "em", "s", "code", "br"}
TAGS = BLOCKS | INLINE
ATTRIBUTES = {"a": {"href", "data-key"}, "ol": {"start"}, **{tag: {"dir"} for tag in BLOCKS - {"hr", "pre", "ol"}}}
ATTRIBUTES["ol"] |= {"dir"}
SCHEMES = {"http", "https", "mailto"}
WITH_DIRECTION = {"paragraph_open", "heading_open", "list_item_open", "blockquote_open", "th_open", "td_open"}

_bleach = bleach.Cleaner(
    tags=TAGS, attributes={tag: sorted(names) for tag, names in ATTRIBUTES.items()}, protocols=SCHEMES, strip=True
)
_REFERENCE = re.compile(r'<a data-key="([a-z]+:[a-z0-9]+)"[^>]*>(.*?)</a>', re.DOTALL)
_ADDRESS = re.compile(r"^/(?:[a-z]+/)*([a-z0-9]{10})/?(?:[?#].*)?$")


@dataclass(frozen=True)
class Rendered:
    """html: cleaned, with references unfilled. references: the keys it names, in order, each once."""

    html: str
    references: tuple = ()


def render(body):
    """Markdown to clean HTML. `body` is untrusted; the result is safe to store, and to show once `fill`ed."""
    tokens = _markdown.parse(body)
    keys = list(dict.fromkeys(_reference_keys(tokens)))
    return Rendered(clean(_markdown.renderer.render(tokens, _markdown.options, {})), tuple(keys))


def clean(dirty):
    """HTML with nothing left but the tags and attributes above; through bleach, then nh3."""
    return nh3.clean(
        _bleach.clean(dirty),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="nofollow noopener noreferrer",
        clean_content_tags={"script", "style"},
    )


def fill(texts, user):
    """The stored HTML of several texts for one reader, each safe to show; one query for each kind referred to."""
    known = things.resolve({key for text in texts for key in _keys_in(text)}, user)
    return [mark_safe(_REFERENCE.sub(lambda match: _link(match, known), clean(text))) for text in texts]  # noqa: S308


def plain(body):
    """The words of a Markdown text, for search and snippets: without marks, and without the labels of references,
    since a label may name what a later reader must not learn of."""
    shown = _REFERENCE.sub(" ", render(body).html)
    words = re.sub(r"<[^>]+>", lambda tag: "" if re.match(r"</?(a|strong|em|s|code)\b", tag[0]) else "\n", shown)
    return re.sub(r"\s*\n\s*", "\n", html.unescape(words)).strip()


def _keys_in(text):
    return [match[1] for match in _REFERENCE.finditer(text)]


def _link(match, known):
    key, label = match[1], match[2]
    row, kind = known.get(key), things.kind_of(key)
    is_person = key.startswith("person:")
    if row is None:
        return escape(_("@member") if is_person else _("[link]"))
    name = f"@{escape(kind.title(row))}" if is_person else (label or escape(kind.title(row)))
    mention = ' class="mention"' if is_person else ""
    return f'<a href="{escape(kind.url(row))}"{mention}><bdi>{name}</bdi></a>'


def _reference_keys(tokens):
    for token in tokens:
        for child in token.children or ():
            if child.type == "link_open" and "data-key" in child.attrs:
                yield child.attrs["data-key"]


def _allowed_link(url):
    return bool(things.KEY.match(url)) or url.partition(":")[0].lower() in SCHEMES or url.startswith(("/", "#"))


def _key_of_address(url):
    """The key behind an address of ours (`https://this.site/forum/t/REF/`), or None."""
    parts = urlsplit(url)
    if parts.netloc and parts.netloc != urlsplit(settings.BASE_URL).netloc:
        return None
    match = _ADDRESS.match(parts.path)
    return _kind_at(parts.path, match[1]) if match else None


def _kind_at(path, ref):
    name = next((kind for prefix, kind in KIND_BY_PREFIX.items() if path.startswith(prefix)), None)
    return f"{name}:{ref}" if name else None


def _point_at_things(state):
    """A markdown-it rule: links to things become references, everything else keeps its address."""
    for token in state.tokens:
        if token.type in WITH_DIRECTION:
            token.attrSet("dir", "auto")
        for place, child in enumerate(token.children or ()):
            if child.type == "link_open":
                _point(child, token.children, place)


def _point(link, siblings, place):
    url = link.attrGet("href") or ""
    key = url if things.KEY.match(url) else _key_of_address(url)
    if not key:
        return
    link.attrs = {"data-key": key}
    label = siblings[place + 1] if place + 1 < len(siblings) else None
    if label is not None and label.type == "text" and label.content.startswith(("http://", "https://")):
        label.content = ""
    before = siblings[place - 1] if place else None
    if key.startswith("person:") and before is not None and before.type == "text" and before.content.endswith("@"):
        before.content = before.content[:-1]


def _lower_headings(state):
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 2, 6)}"


def _parser():
    parser = MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True, "maxNesting": 20})
    parser.enable(["table", "strikethrough", "linkify"]).disable(["image", "html_block", "html_inline"])
    parser.validateLink = _allowed_link
    parser.core.ruler.push("point_at_things", _point_at_things)
    parser.core.ruler.push("lower_headings", _lower_headings)
    return parser


_markdown = _parser()
