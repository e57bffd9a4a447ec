import pytest

from core.collation import LONGEST, sort_key

# Each list stands as a good dictionary of its language has it.
ORDERS = {
    "en": ["Adams", "de Vries", "Evans", "O’Brien", "Zola"],
    "fr": ["cote", "Coter", "Éluard", "Faure", "œuvre", "zèle"],
    "es": ["nube", "nuzco", "ñame", "ñu", "oca"],
    "uk": ["Ганна", "Ґанок", "Дзвін", "Енеїда", "Євген", "Жук", "Ирій", "Іван", "Їжак", "Йосип", "Щука", "Юрій", "Яна"],
    "ar": ["أحمد", "باسم", "خالد", "سعاد", "ياسر"],
}


@pytest.mark.parametrize("language", ORDERS)
def test_names_stand_in_the_order_of_their_alphabet(language):
    names = list(ORDERS[language])
    names.reverse()

    assert sorted(names, key=sort_key) == ORDERS[language]


def test_neither_capitals_nor_accents_nor_width_count():
    assert {sort_key(name) for name in ("Zoé", "zoe", "ZOÈ", "Ｚｏé", "Zoe\u0301")} == {"zoe"}


def test_a_key_is_no_longer_than_its_column():
    assert len(sort_key("ﷺ" * 200)) == LONGEST
