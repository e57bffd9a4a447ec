from files.extraction.sections import WORDS, Block, paragraphs, sections


def cut(*blocks):
    return [(section.heading, section.text) for section in sections(blocks)]


def test_running_text_is_cut_at_headings():
    found = cut(
        Block("Before."), Block("One", True), Block("First."), Block("Second."), Block("Two", True), Block("Third.")
    )

    assert found == [("", "Before."), ("One", "First.\n\nSecond."), ("Two", "Third.")]


def test_headings_with_nothing_between_them_are_one():
    assert cut(Block("Chapter", True), Block("Part", True), Block("Text.")) == [("Chapter › Part", "Text.")]


def test_a_heading_at_the_end_is_kept():
    assert cut(Block("Text."), Block("Annex", True)) == [("", "Text."), ("Annex", "")]


def test_a_long_section_is_cut_at_paragraph_ends_into_even_parts_under_its_heading():
    blocks = [Block(f"{number} " + "word " * 99) for number in range(12)]

    found = list(sections([Block("Long", True), *blocks]))

    assert [section.heading for section in found] == ["Long", "Long"]
    assert [len(section.text.split()) for section in found] == [600, 600]
    assert [text for section in found for text in section.paragraphs] == [block.text for block in blocks]


def test_a_paragraph_without_end_is_cut_at_sentences_and_one_without_those_at_words():
    sentences = "Seven words stand in this one sentence. " * 300
    endless = "word " * 1800

    of_sentences = [len(section.text.split()) for section in sections([Block(sentences)])]
    of_words = [len(section.text.split()) for section in sections([Block(endless)])]

    assert (sum(of_sentences), max(of_sentences)) == (2100, 497)
    assert (sum(of_words), max(of_words)) == (1800, WORDS)
    assert all(section.text.endswith(".") for section in sections([Block(sentences)]))


def test_nothing_is_no_section():
    assert (cut(), paragraphs(" \n\n ")) == ([], [])


def test_paragraphs_are_parted_by_empty_lines():
    assert paragraphs("One\nline.\n\nTwo.\n \nThree.") == [Block("One\nline."), Block("Two."), Block("Three.")]
