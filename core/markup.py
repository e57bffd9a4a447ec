"""What people write becomes HTML here and nowhere else: Markdown, then bleach, then nh3 as a second, independent gate.

Mentions and links to things of ours leave `render` as references (`<a data-key="topic:…">`); `fill` turns them into
links for one reader, who learns nothing of a thing that he or she may not see.
"""

import html
import re
import threading
from dataclasses import dataclass
from urllib.parse import urlsplit

import bleach
import nh3
from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.rules_inline import linkify

from core import footnotes, things
from core.addresses import KIND_BY_PREFIX
from core.ids import ALPHABET, LENGTH

VERSION = 2

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
INLINE = {"a", "strong", "em", "s", "code", "br", "sup", "span"}
TAGS = BLOCKS | INLINE
ATTRIBUTES = {
    "a": {"href", "data-key"},
    **{tag: {"dir"} for tag in BLOCKS - {"hr", "pre", "ol"}},
    "ol": {"start", "dir"},
    "li": {"dir", "id"},
    "sup": {"id"},
    "span": {"class"},
}
SCHEMES = {"http", "https", "mailto"}
WITH_DIRECTION = {"paragraph_open", "heading_open", "list_item_open", "blockquote_open", "th_open", "td_open"}

# bleach's time grows with the square of the elements beside each other: a text of more marks than words is shown as
# it was typed. 50,000 characters of prose make some 2,000 elements.
MOST_TOKENS = 20_000
# Longer than any word before a `://` that could be a scheme.
LONGEST_SCHEME = 40

_KEY = rf"[a-z]+:[{ALPHABET}]{{{LENGTH}}}"
# Exactly what leaves the second gate for a reference: anything more is a link of somebody else's.
_REFERENCE = re.compile(rf'<a data-key="({_KEY})"(?: href="(#p\d+)")?(?: rel="[a-z ]*")?>(.*?)</a>', re.DOTALL)
_TAG_IN_LINE = re.compile(r"</?(?:a|strong|em|s|code|span)\b[^>]*>")  # parts no words
_TAG = re.compile(r"<[^>]+>")
_LETTER = re.compile(r"\w")
_REF = re.compile(rf"^([{ALPHABET}]{{{LENGTH}}})/?$")
_LINK = re.compile(r"^(?:https?://|mailto:|/|#)", re.IGNORECASE)
_ROLE = re.compile(r"^role:(?:moderators|keepers)$")  # those who hold a role in the place of a text: shown, and no link
_MENTION = re.compile(r"^mention$")
_PLACE = re.compile(r"#p\d{1,7}$")  # a post in its topic
# Marks that make a line read as something else; forms refuse them, but Markdown knows other ways to write a character.
_OVERRIDES = re.compile(r"[\u202a\u202b\u202d\u202e]")


@dataclass(frozen=True)
class Rendered:
    """html: cleaned, with references unfilled. references: the keys it names, in order, each once."""

    html: str
    references: tuple = ()


@dataclass(frozen=True)
class Opened:
    """pieces: HTML, then for each reference its key, place and label, and the HTML after it."""

    pieces: tuple

    @property
    def keys(self):
        return self.pieces[1::4]


def render(body):
    """Markdown to clean HTML. `body` is untrusted; the result is safe to store, and to show once `fill`ed."""
    parser, env = _tools().parser, {}
    tokens = parser.parse(body, env)
    if _count(tokens) > MOST_TOKENS:
        return Rendered(clean(f"<pre>{escape(body)}</pre>"))
    keys = list(dict.fromkeys(_reference_keys(tokens)))
    return Rendered(clean(parser.renderer.render(tokens, parser.options, env)), tuple(keys))


def clean(dirty):
    """HTML with nothing left but the tags and attributes above; through bleach, then nh3."""
    sound = dirty.encode("utf-8", "replace").decode()  # a lone surrogate would stop the second gate
    return _second_gate(_tools().bleach.clean(sound))


def fill(texts, user):
    """The stored HTML of several texts for one reader, each safe to show; one query for each kind referred to."""
    places = [f"t{number}" for number in range(1, len(texts) + 1)] if len(texts) > 1 else [""]
    return fill_opened([opened(text, place) for text, place in zip(texts, places, strict=False)], user)


def opened(text, place=""):
    """Stored HTML cut at its references, for `fill_opened`: what of filling is the same for every reader. place: a name
    that no other text of the page has, for its footnotes.

    It passes the second gate again: a row that came into the table by another way is no danger either.
    """
    return Opened(tuple(_REFERENCE.split(footnotes.scoped(_second_gate(text), place))))


def fill_opened(texts, user, seen=None, *, in_place=True):
    """As `fill`, of texts that were `opened` before. seen: {key: row} that this reader was found to see already.
    in_place: False for a text that its page has once more; then its footnotes are those of the other."""
    seen = seen or {}
    asked = {key for text in texts for key in text.keys} - seen.keys()
    known = {**seen, **things.resolve(asked, user, to_name=True)}
    filled = ["".join(_filled(text, known)) for text in texts]
    return [mark_safe(text if in_place else footnotes.without_places(text)) for text in filled]  # noqa: S308


def plain(body):
    """The words of a Markdown text, as `words` gives them."""
    return words(render(body).html)


def words(rendered):
    """The words of rendered text, for search and snippets: without tags, and with "…" for the label of a reference,
    since it may name what a later reader must not learn of. Lines without a word, such as who is quoted, go."""
    shown = _TAG.sub("\n", _TAG_IN_LINE.sub("", footnotes.MARKS.sub("", _REFERENCE.sub("…", rendered))))
    lines = (line.strip() for line in html.unescape(shown).splitlines())
    return "\n".join(line for line in lines if _LETTER.search(line))


def _second_gate(text):
    cleaned = nh3.clean(
        text,
        tags=TAGS,
        attributes={**ATTRIBUTES, "*": set()},
        attribute_filter=_kept,
        url_schemes=SCHEMES,
        link_rel="nofollow noopener noreferrer",
        clean_content_tags={"script", "style"},
    )
    return _OVERRIDES.sub("", cleaned)


def _kept(tag, name, value):
    """The attribute's value; None drops it. An address that is neither whole nor from our root is no link; an id that
    is no footnote's could pass for one of the page's."""
    shape = {"href": _LINK, "id": footnotes.PLACE, "class": _MENTION}.get(name)
    return None if shape and not shape.match(value) else value


def _filled(text, known):
    yield text.pieces[0]
    for key, place, label, after in zip(*(text.pieces[start::4] for start in range(1, 5)), strict=True):
        yield _link(key, place or "", label, known)
        yield after


def _link(key, place, label, known):
    row, kind = known.get(key), things.kind_of(key)
    is_person = key.startswith("person:")
    if row is None:
        return escape(_("@member") if is_person else _("[link]"))
    name = f"@{escape(kind.title(row))}" if is_person else (label or escape(kind.title(row)))
    mention = ' class="mention"' if is_person else ""
    return f'<a href="{escape(kind.url(row))}{place}"{mention}><bdi>{name}</bdi></a>'


def _count(tokens):
    return len(tokens) + sum(len(token.children or ()) for token in tokens)


def _reference_keys(tokens):
    for token in tokens:
        for child in token.children or ():
            if child.type == "link_open" and "data-key" in child.attrs:
                yield child.attrs["data-key"]


def _allowed_link(url):
    return bool(_LINK.match(url) or things.kind_of(url) or _ROLE.match(url))


def _key_of_address(url):
    """The key behind an address of ours (`https://this.site/forum/t/REF/`), or None."""
    try:
        parts = urlsplit(url)
    except ValueError:  # such as `http://[`
        return None
    if parts.netloc and parts.netloc.lower() != urlsplit(settings.BASE_URL).netloc.lower():
        return None
    return next(filter(None, (_key_below(prefix, parts.path) for prefix in KIND_BY_PREFIX)), None)


def _key_below(prefix, path):
    match = _REF.match(path.removeprefix(prefix)) if path.startswith(prefix) else None
    return f"{KIND_BY_PREFIX[prefix]}:{match[1]}" if match else None


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
    if _ROLE.match(url):
        _show_role(link, siblings, place)
        return
    key = url if things.kind_of(url) else _key_of_address(url)
    if not key:
        return
    place_in_it = _PLACE.search(url)
    link.attrs = {"data-key": key, **({"href": place_in_it[0]} if place_in_it else {})}
    if link.info == "auto":  # a bare address: the thing's title says more
        siblings[place + 1].content = ""
    before = siblings[place - 1] if place else None
    if key.startswith("person:") and before is not None and before.type == "text" and before.content.endswith("@"):
        before.content = before.content[:-1]


def _show_role(link, siblings, place):
    """A link to a role becomes its words, marked as a mention."""
    closing = next(each for each in siblings[place:] if each.type == "link_close" and each.level == link.level)
    link.tag, closing.tag, link.attrs = "span", "span", {"class": "mention"}


def _lower_headings(state):
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 2, 6)}"


def _linkify(state, silent):
    """The library's rule, but it looks at the end of what is pending alone, where it would search all of it each
    time: thousands of `http://` took it many seconds."""
    head, state.pending = state.pending[:-LONGEST_SCHEME], state.pending[-LONGEST_SCHEME:]
    place = len(state.tokens)
    found = linkify(state, silent)
    if len(state.tokens) > place and state.tokens[place].type == "text":
        state.tokens[place].content = head + state.tokens[place].content
    else:
        state.pending = head + state.pending
    return found


def _parser():
    parser = MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True, "maxNesting": 20})
    parser.enable(["table", "strikethrough", "linkify"]).disable(["image", "html_block", "html_inline"])
    footnotes.add_to(parser)
    parser.validateLink = _allowed_link
    parser.inline.ruler.at("linkify", _linkify)
    parser.core.ruler.push("point_at_things", _point_at_things)
    parser.core.ruler.push("lower_headings", _lower_headings)
    return parser


class _Tools(threading.local):
    """bleach's cleaner keeps the text it works on in itself: shared, two requests' texts would run into each other."""

    def __init__(self):
        self.parser = _parser()
        self.bleach = bleach.Cleaner(
            tags=TAGS,
            attributes={tag: sorted(names) for tag, names in ATTRIBUTES.items()},
            protocols=SCHEMES,
            strip=True,
        )


_tools_of_thread = _Tools()


def _tools():
    return _tools_of_thread
