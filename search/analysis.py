"""One analysis for documents, queries and snippets, whichever engine runs: text in, terms with their places out.

A term says in which language it was read: `en:protect`, `uk:свідок`. So the same letters in two languages stay two
terms, their frequencies are each language's own, and one field holds all. Numbers belong to no language.
"""

import re
import unicodedata
from functools import cache, partial
from importlib.metadata import version
from itertools import chain

import simplemma
import tantivy

LANGUAGES = ("en", "fr", "es", "ar", "uk")
LONGEST = 100
MOST_KEPT = 1 << 16  # words of a language, of which it is remembered how they are read
LAYOUT = 2  # raise it when terms change
# Stems and lemmas are these libraries'. The index's name carries all three, so where one changes it is built again.
VERSION = f"{LAYOUT}-{version('tantivy')}-{version('simplemma')}"

LATIN = ("en", "fr", "es")
_APOSTROPHES = "'’ʼ‘`´ʹ′＇"
_CYRILLIC = "\u0400-\u052f"
_ARABIC = "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc"
# Marks above and below letters, vowel signs, and what is not seen: soft hyphens, joiners, marks of direction.
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u08d3-\u08ff"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
    "\u00ad\u200c-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufe0e\ufe0f\ufeff"
)
_LETTER = r"[^\W_ʼʹʻ]"
# In Ukrainian the apostrophe stands inside a word (зв'язок); elsewhere it parts two (l'accusé, witness's).
_RUN = rf"{_LETTER}+(?:(?:[{_MARKS}]|(?<=[{_CYRILLIC}])[{_APOSTROPHES}](?=[{_CYRILLIC}])){_LETTER}*)*"
_WORD = re.compile(f"(?P<word>{_RUN})")
# French articles and the like that lost their vowel (l'accusé, jusqu'au) are no words of their own.
_FRENCH_WORD = re.compile(
    rf"(?:(?<![^\W_])(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu)[{_APOSTROPHES}](?={_LETTER}))?(?P<word>{_RUN})", re.I
)
_PLAIN = re.compile(rf"{_LETTER}+")
_DROPPED = re.compile(rf"[{_MARKS}{_APOSTROPHES}\u0640]")
_CYRILLIC_LETTER = re.compile(f"[{_CYRILLIC}]")
_ARABIC_LETTER = re.compile(f"(?![٠-٩۰-۹])[{_ARABIC}]")

_LATIN_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "þ": "th", "ħ": "h"}
)
_ARABIC_LETTERS = str.maketrans(
    dict(zip("آأإٱىئؤیک", "ااااييويك", strict=True))
    | dict(zip("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789", strict=True))
)
_STEMMED = {"en": "english", "fr": "french", "es": "spanish", "ar": "arabic"}


def tokens(text, language):
    """[(term, start, end)] of a text, the place of a term being its place in the list; start and end are offsets
    into the text as it came in, whatever normalising did to its length.

    `language` is one of LANGUAGES, or anything else for "by its script". A word in another script than the
    language's is read in that script's own language, so a Latin name in an Arabic text is found by its name.
    No stop words are dropped.
    """
    known = _terms(language)
    return [
        (term, match.start("word"), match.end())
        for match in _word_in(language).finditer(text)
        for term in known[match["word"][: 2 * LONGEST]]
    ]


def terms(text, language):
    """The terms alone."""
    return _read(_terms(language), _written(_word_in(language), text))


def folded_tokens(text):
    """[(word, start, end)]: as `tokens`, but the words folded and not stemmed, the same in every language."""
    return [
        (word, match.start(), match.end())
        for match in _WORD.finditer(text)
        for word in _folded[match[0][: 2 * LONGEST]]
    ]


def folded(text):
    """The folded, unstemmed words of a text, for quotes and exact words."""
    return _read(_folded, _written(_WORD, text))


def indexed(text, language):
    """(terms, folded words) of a text, as `terms` and `folded` give them: both at once, for an index."""
    written = _written(_WORD, text)
    own = written if _word_in(language) is _WORD else _written(_word_in(language), text)
    return _read(_terms(language), own), _read(_folded, written)


def languages_of(text):
    """Every language that the script of some word allows; all five where there is no letter."""
    found = set()
    for match in _WORD.finditer(text):
        found.update(_languages_of(match[0]))
    return tuple(language for language in LANGUAGES if language in (found or LANGUAGES))


# What is indexed needs no places in the text, and looking for them took half the time.
def _written(pattern, text):
    return [word[: 2 * LONGEST] for word in pattern.findall(text)]


def _read(known, written):
    """What each written word is read as, one after the other."""
    return list(chain.from_iterable(map(known.__getitem__, written)))


def _word_in(language):
    """What a written word looks like; its one group is the word without what stands before it and is none."""
    return _FRENCH_WORD if language == "fr" else _WORD


def _languages_of(word):
    if _CYRILLIC_LETTER.search(word):
        return ("uk",)
    if _ARABIC_LETTER.search(word):
        return ("ar",)
    return LATIN if any(letter.isalpha() for letter in word) else ()


class _Known(dict):
    """{written word: what it is read as}, filled as words come: a text is the same few thousand words over and over.

    A dictionary that is emptied when it is full costs a quarter of what `lru_cache` does for each word.
    """

    def __init__(self, read):
        super().__init__()
        self.read = read

    def __missing__(self, word):
        if len(self) >= MOST_KEPT:
            self.clear()
        found = self[word] = self.read(word)
        return found


def _terms(language):
    """{written word: its terms} for texts in a language."""
    return _terms_in(language if language in LANGUAGES else "")


@cache
def _terms_in(language):
    return _Known(partial(_terms_of, language=language))


def _terms_of(word, language):
    allowed = _languages_of(word)
    if not allowed:
        return _folded[word]
    own = language if language in allowed else allowed[0]
    return tuple(f"{own}:{_stem(plain, own)}"[:LONGEST] for plain in _folded[word])


def _folded_of(word):
    """The folded words that one written word stands for: none, one, or several where a sign spells a phrase (ﷺ)."""
    return tuple(plain[:LONGEST] for plain in _PLAIN.findall(_fold(word)))


_folded = _Known(_folded_of)


def _fold(word):
    if word.isascii():
        return word.lower()
    word = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())
    word = _DROPPED.sub("", word).translate(_ARABIC_LETTERS).translate(_LATIN_LETTERS).replace("ة", "ه")
    if _CYRILLIC_LETTER.search(word):
        # й and ї are letters of their own; ґ is often typed as г, and ё as е.
        return word.replace("ґ", "г").replace("ё", "е")
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


# What folding took away and a stemmer needs. Everything is folded first, so that accents typed or not give one term.
_RESTORED = {
    "es": (
        (re.compile(r"([aiu])cion$"), r"\1ción"),
        (re.compile(r"logia$"), "logía"),
    ),
    "fr": (
        (re.compile(r"ite(s?)$"), r"ité\1"),
        (re.compile(r"ee(s?)$"), r"ée\1"),
    ),
}


# "And the …": the stemmer leaves و and ف before the article alone, and treats final ه and ة each in its own way, though
# both are typed for one another.
_ARABIC_AND = re.compile(r"^[وف](?=(?:ال|لل|بال|كال)\w\w)|(?<=\w\w)ه$")
# With the article before it a word is a noun to the stemmer, without it perhaps a verb, and loses other letters: "the
# offices" was another term than "offices". So what it takes from one of the two is taken from both, and the plural's
# ending from each (measured: 0.012 nDCG@10 more on xquad-ar).
_ARABIC_LEFT = re.compile(r"^[لوفب](?=\w{3})|(?<=\w{3})ات?$")
# "Your", the stemmer thinks, of which courts (محاكم) are bereft.
_ARABIC_YOUR = re.compile(r"^(?!ال)(?=\w{3,}كم$)")


def _stem(word, language):
    if language == "uk":
        return _lemma(word)
    if language == "ar":
        return _arabic_stem(word)
    for pattern, accented in _RESTORED.get(language, ()):
        word = pattern.sub(accented, word)
    return _stemmed(word, language)


def _arabic_stem(word):
    as_noun = _ARABIC_YOUR.sub("ال", _ARABIC_AND.sub("", word))
    return _ARABIC_LEFT.sub("", _stemmed(as_noun, "ar"))


def _stemmed(word, language):
    stems = _stemmer(language).analyze(word)
    return _fold(stems[0]) if stems and stems[0] else word


@cache
def _stemmer(language):
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw())
    return builder.filter(tantivy.Filter.stemmer(_STEMMED[language])).build()


# The apostrophe stands after a labial or р, before я ю є ї; folding dropped it, the dictionary wants it.
_WITHOUT_APOSTROPHE = re.compile(r"([бпвмфрк])([яюєї])")
# Case endings of names and other words that no dictionary has.
_ENDING = re.compile(
    r"(?<=[\w]{4})(?:ськ(?:ий|ого|ому|им|а|ої|ій|у|ою|е|і|их|ими)|ого|ому|ами|ями|ові|еві|єві|ої|ій|ою|ею|єю|им|ом|ем|єм|"
    r"ах|ях|ам|ям|ів|їв|их|[аяуюіїиеєоь])$"
)


def _lemma(word):
    for candidate in (word, _WITHOUT_APOSTROPHE.sub(r"\1'\2", word)):
        if simplemma.is_known(candidate, lang="uk"):
            return _fold(simplemma.lemmatize(candidate, lang="uk"))
    return _ENDING.sub("", _fold(simplemma.lemmatize(word, lang="uk")))
