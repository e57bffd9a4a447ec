"""Mentions and quotes: how they are typed, and how a text names them."""

import re
from itertools import islice

from django.contrib.auth import get_user_model

from core import markup, things
from forum.faces import face_away

MOST_MENTIONS = 10
MOST_WORDS = 6
MOST_TYPED = 50
CODE = re.compile(r"(```.*?(?:```|\Z)|`[^`\n]*`)", re.DOTALL)
# "@" that begins a word, then a name of up to six words on the same line.
TYPED = re.compile(r"(?<![\w@/.\]])@(?P<words>[^\W\d_][^\s@\[\]]*(?:[ \t]+[^\s@\[\]]+){0,5})")
REFERENCE = re.compile(r"@\[((?:[^\]\\]|\\.)*)\]\((?:person:[a-z0-9]{10}|role:[a-z]+)\)")
TRAILING = ".,;:!?)]}»”’\"'…،؛؟"


def with_mentions(body, audience_key):
    """The text with `@Full Name` turned into a reference, where exactly one member who may read it has that name.

    `@[Name](person:ref)` is left as it is, and so is everything inside code.
    """
    if "@" not in body:
        return body
    parts = CODE.split(body)
    known = _people_named(_candidates(parts[::2]), audience_key)
    if not known:
        return body
    parts[::2] = [TYPED.sub(lambda match: _reference(match, known), part) for part in parts[::2]]
    return "".join(parts)


def names_too_many(body):
    """Whether a text mentions more people than are told of it."""
    parts = CODE.split(body)[::2] if "@" in body else ()
    return sum(len(REFERENCE.findall(part)) + len(TYPED.findall(part)) for part in parts) > MOST_MENTIONS


def people_in(keys, audience_key):
    """The mentioned members (at most ten) who hold the audience now, from a text's references in order."""
    refs = [key.partition(":")[2] for key in keys if key.startswith("person:")]
    people = get_user_model().objects.holding(audience_key).filter(ref__in=refs)
    by_ref = {person.ref: person for person in people}
    return [by_ref[ref] for ref in refs if ref in by_ref][:MOST_MENTIONS]


def sources_for(bodies, user):
    """The Markdown of several texts for somebody who did not write them.

    One that refers to what this person may not see comes as its plain words: the label of a link may name a thing
    that the page itself shows as "[link]".
    """
    references = [set(markup.render(body).references) if "[" in body or "://" in body else set() for body in bodies]
    seen = things.visible_keys(set().union(*references), user)
    return [body if keys <= seen else markup.plain(body) for body, keys in zip(bodies, references, strict=True)]


def with_names(body):
    """The Markdown with mentions as they were typed: `@Full Name`."""
    return REFERENCE.sub(lambda match: f"@{match[1]}", body)


def quotation(post, user):
    """The beginning of an answer to a post: its face, linked, and its own words without what it quotes itself."""
    own = [line for line in sources_for([post.body], user)[0].splitlines() if not line.startswith(">")]
    said = REFERENCE.sub(lambda match: match[1], "\n".join(own).strip())
    lines = [f"[{_escaped(face_away(post).name)}](post:{post.ref}):", "", *said.splitlines()]
    return "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n"


def _candidates(texts):
    """All names that the words behind the first fifty @ may be: one word, two words … of each."""
    typed = islice((match["words"] for text in texts for match in TYPED.finditer(text)), MOST_TYPED)
    return {name for words in typed for name, _end in _prefixes(words)}


def _prefixes(words):
    """(name, length in the text) of the first six, five … one words, without punctuation that follows them."""
    ends = [match.end() for match in re.finditer(r"\S+", words)][:MOST_WORDS]
    for end in reversed(ends):
        typed = words[:end]
        bare = typed.rstrip(TRAILING)
        for form in dict.fromkeys([typed, bare]):
            yield " ".join(form.split()), len(form)


def _people_named(names, audience_key):
    """{name: ref} for names that exactly one reader has."""
    found = {}
    readers = get_user_model().objects.holding(audience_key).named()
    for name, ref in readers.filter(name__in=names).values_list("name", "ref"):
        found.setdefault(name, []).append(ref)
    return {name: refs[0] for name, refs in found.items() if len(refs) == 1}


def _reference(match, known):
    for name, length in _prefixes(match["words"]):
        if name in known:
            return f"@[{_escaped(name)}](person:{known[name]}){match['words'][length:]}"
    return match[0]


def _escaped(name):
    return re.sub(r"([\\\[\]`*_<>])", r"\\\1", name)
