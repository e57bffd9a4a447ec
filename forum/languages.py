"""Which language a text is in, as far as its script says."""

import unicodedata

SCRIPTS = {"ARABIC": "ar", "CYRILLIC": "uk"}
LATIN = {"en", "fr", "es"}
ENOUGH = 400  # characters to look at


def language_of(text, said=""):
    """The language of a text: what its writer said, unless most of its letters are of another script."""
    letters = [unicodedata.name(character, "").partition(" ")[0] for character in text[:ENOUGH] if character.isalpha()]
    script = max(set(letters), key=letters.count, default="")
    if script in SCRIPTS:
        return SCRIPTS[script]
    return said if said in LATIN or (said and script != "LATIN") else "en"
