"""Footnotes and tasks in Markdown: `a claim[^1]` with `[^1]: where it is from` below; `- [ ] to do` and `- [x] done`.

Notes come last, numbered in the order of their marks; a note that nothing refers to is not shown, a mark without a note
is what was typed. `scoped` makes their places (`fn-1`, and back `fr-1`) those of one text among several of a page.

mdit-py-plugins has a rule for them, but it looks for the end of each mark as far as the text goes: 24,000 characters of
`[^` below one note took it a minute.
"""

import re

from markdown_it.token import Token

MOST = 100
PLACE = re.compile(r"^f[nr]-\d{1,3}$")
BACK = "↩\ufe0e"
# What parts no words, once it is HTML.
MARKS = re.compile(rf'<sup\b.*?</sup>|<a href="#fr-\d+"[^>]*>{BACK}</a>')
_PLACES = re.compile(r'(<(?:sup|li)\b[^>]* id="|<a href="#)(f[nr]-\d{1,3}")')
_OWN_PLACES = re.compile(r' id="[a-z0-9-]*f[nr]-\d{1,3}"(?=[^<>]*>)')
_MARK = re.compile(r"\[\^([\w-]{1,30})\]")
_NOTE = re.compile(r"\[\^([\w-]{1,30})\]:[ \t]+(?=\S)")
_TASK = re.compile(r"^\[([ xX])\][ \u00a0]")


def add_to(parser):
    """Teach a markdown-it parser both. `parse` and `render` must be given the same `env`."""
    parser.block.ruler.before("reference", "footnote", _read_note)
    parser.inline.ruler.before("link", "footnote", _read_mark)
    parser.core.ruler.after("inline", "footnotes", _append_notes)
    parser.core.ruler.after("inline", "tasks", _draw_tasks)
    parser.add_render_rule("footnote_mark", _mark)


def scoped(text, place):
    """Clean HTML whose footnotes have their places below a name that no other text of the page has."""
    return _PLACES.sub(rf"\g<1>{place}-\g<2>", text) if place else text


def without_places(text):
    """The same, whose footnotes lead to the places of another text."""
    return _OWN_PLACES.sub("", text)


def _read_note(state, start, end, silent):
    """A block rule: the lines up to an empty one, or to the next note."""
    if state.is_code_block(start) or not (match := _NOTE.match(_line(state, start))):
        return False
    if not silent:
        after = start + 1
        while after < end and not state.isEmpty(after) and not _NOTE.match(_line(state, after)):
            after += 1
        text = state.getLines(start, after, state.blkIndent, False).strip()
        state.env.setdefault("notes", {}).setdefault(match[1], text[match.end() :])
        state.line = after
    return True


def _line(state, number):
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _read_mark(state, silent):
    """An inline rule: a mark whose note there is."""
    match = _MARK.match(state.src, state.pos, state.posMax)
    if not match or match[1] not in state.env.get("notes", {}):
        return False
    numbers = state.env.setdefault("numbers", {})
    if match[1] not in numbers and len(numbers) >= MOST:
        return False
    if not silent:
        is_first = match[1] not in numbers
        number = numbers.setdefault(match[1], len(numbers) + 1)
        state.push("footnote_mark", "", 0).meta = {"number": number, "is_first": is_first}
    state.pos = match.end()
    return True


def _mark(self, tokens, place, options, env):
    number, is_first = tokens[place].meta["number"], tokens[place].meta["is_first"]
    way_back = f' id="fr-{number}"' if is_first else ""
    return f'<sup{way_back}><a href="#fn-{number}">{number}</a></sup>'


def _append_notes(state):
    """A core rule: the notes that are referred to, behind everything. Reading one may find marks of others."""
    numbers, items, done = state.env.get("numbers", {}), [], 0
    while done < len(numbers):
        label, done = list(numbers)[done], done + 1
        items += _item(state, state.env["notes"][label], done)
    if items:
        opening, closing = Token("ordered_list_open", "ol", 1), Token("ordered_list_close", "ol", -1)
        state.tokens += [Token("hr", "hr", 0, markup="---", block=True), opening, *items, closing]
        for token in (opening, closing):
            token.block = True


def _item(state, text, number):
    inline = Token("inline", "", 0, content=text, children=[], block=True)
    state.md.inline.parse(text, state.md, state.env, inline.children)
    inline.children += [
        Token("text", "", 0, content=" "),
        Token("link_open", "a", 1, attrs={"href": f"#fr-{number}"}),
        Token("text", "", 0, content=BACK),
        Token("link_close", "a", -1),
    ]
    return [
        Token("list_item_open", "li", 1, attrs={"id": f"fn-{number}"}, block=True),
        Token("paragraph_open", "p", 1, block=True),
        inline,
        Token("paragraph_close", "p", -1, block=True),
        Token("list_item_close", "li", -1, block=True),
    ]


def _draw_tasks(state):
    """A core rule: the box of a task is a character, read aloud as what it is."""
    for item, inline in zip(state.tokens, state.tokens[2:], strict=False):
        if item.type == "list_item_open" and inline.type == "inline" and inline.children:
            first = inline.children[0]
            if first.type == "text" and (match := _TASK.match(first.content)):
                first.content = ("☐ " if match[1] == " " else "☑ ") + first.content[match.end() :]
