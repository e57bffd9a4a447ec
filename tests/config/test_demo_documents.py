"""The demo's documents: their texts still make the files that are committed, and the files can be read."""

import subprocess
import sys
import zipfile
from collections import Counter
from datetime import UTC, datetime

import kreuzberg
import pypdfium2
import pytest

from config.demo import texts
from config.env import ROOT

DOCUMENTS = texts.FOLDER / "documents"
MOST = 60_000
# A sentence of each as its text has it, headings among them. Arabic must come back in the order it is spoken in.
SENTENCES = {
    "istimarat-iblagh-al-ifraj.docx": ["خامساً: إن لم يرد أن يعلم", "مع من أنت الآن، وهل الوقت مناسب؟"],
    "protokol-narady-priorytety.docx": ["журнал відвідування школи, цифровий", "6. Окрема думка"],
    "modelo-acuerdo-equipo-conjunto.docx": ["Anexo 1. Calendario de divulgación", "7.3 Salida"],
    "exposure-plan-handout.docx": ["Exercise 2: the rule that breaks (25 minutes)"],
    "kartka-potreb-rodyny.odt": ["3. Що закриваємо за тиждень", "на який номер, хто може відповісти"],
    "hoja-inventario-bienes.odt": ["Alimento, energía, alquiler", "7. Si hay que devolver"],
    "grille-cour-de-l-ecole.odt": ["n’a pas fait traduire par l’élève"],
    "threat-assessment-template.odt": ["4. What the household does"],
}
PAGES = {
    "dalil-al-muqabala-bi-mutarjim.pdf": (8, 7, "سمعت أنهم أخذوهم أخذوهم يغير المصدر"),
    "first-interview-guide.pdf": (13, 8, "5. When it becomes too much"),
    "pamiatka-ohliad-misca-udaru.pdf": (9, 7, "6. Хвилини 17–32: уламки"),
    "compte-rendu-consultation.pdf": (2, 1, "2. Réponses et décisions"),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """{name: bytes} of the documents, made anew as `make demo-documents` makes them."""
    folder = tmp_path_factory.mktemp("documents")
    command = [sys.executable, ROOT / "site" / "demo" / "make_documents.py", folder]
    subprocess.run(command, check=True, capture_output=True)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def committed():
    return {row["name"]: row for row in texts.table("files", "file") if row["kind"] in ("pdf", "docx", "odt")}


def content(name):
    return (texts.FOLDER / "files" / name).read_bytes()


def words(text):
    """The text as one line, however it was broken."""
    return " ".join(text.split())


def pages(name):
    with pypdfium2.PdfDocument(content(name)) as document:
        return [words(page.get_textpage().get_text_range()) for page in document]


def test_there_are_twelve_and_a_scan_in_three_formats_and_five_languages(committed, made):
    rows = [row for name, row in committed.items() if name in made]

    assert len(made) == len(list(DOCUMENTS.glob("*.md"))) == 13
    assert Counter(row["kind"] for row in rows) == {"pdf": 5, "docx": 4, "odt": 4}
    assert Counter(row["language"] for row in rows) == {"en": 3, "fr": 3, "es": 2, "ar": 2, "uk": 3}


def test_their_texts_make_the_committed_files_byte_for_byte(made):
    assert [name for name, written in sorted(made.items()) if written != content(name)] == []


def test_none_is_large(made):
    assert [name for name, written in made.items() if len(written) >= MOST] == []


@pytest.mark.parametrize("name", SENTENCES)
def test_an_office_document_gives_its_text_back(name):
    said = words(kreuzberg.extract_file_sync(texts.FOLDER / "files" / name).content)

    assert [sentence for sentence in SENTENCES[name] if sentence not in said] == []


@pytest.mark.parametrize("name", PAGES)
def test_a_pdf_gives_its_text_back_page_by_page(name):
    count, number, sentence = PAGES[name]

    said = pages(name)

    assert len(said) == count
    assert [place for place, page in enumerate(said, start=1) if sentence in page] == [number]


def test_the_scan_is_a_page_without_a_letter():
    with pypdfium2.PdfDocument(content("bordereau-scelles-numerise.pdf")) as document:
        kinds = [[each.type for each in page.get_objects()] for page in document]

    assert pages("bordereau-scelles-numerise.pdf") == [""]
    assert kinds == [[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]]


def test_a_document_names_who_made_and_who_saved_it():
    found = kreuzberg.extract_file_sync(texts.FOLDER / "files" / "exposure-plan-handout.docx").metadata
    with pypdfium2.PdfDocument(content("compte-rendu-consultation.pdf")) as document:
        said = document.get_metadata_dict(skip_empty=True)

    assert (found["created_by"], found["modified_by"]) == ("G. Adeyinka-Holm", "O. Hryniuk")
    assert (said["Author"], said["Creator"]) == ("C. Aubrecht", "Microsoft Word 2021")


@pytest.mark.parametrize("name", [name for name in SENTENCES if name.endswith(".docx")])
def test_only_the_arabic_word_document_runs_from_right_to_left(name):
    with zipfile.ZipFile(texts.FOLDER / "files" / name) as zipped:
        body = zipped.read("word/document.xml").decode()

    paragraphs, turned = body.count("<w:p>"), body.count("<w:bidi/>")
    is_arabic = name == "istimarat-iblagh-al-ifraj.docx"
    # One for each paragraph that says something, and one for the section.
    assert (turned > paragraphs / 2, "<w:bidiVisual/>" in body) == (is_arabic, is_arabic)


@pytest.mark.parametrize("name", [name for name in SENTENCES if name.endswith("t")])
def test_nothing_in_a_zip_tells_when_it_was_made(name):
    with zipfile.ZipFile(texts.FOLDER / "files" / name) as zipped:
        moments = {datetime(*entry.date_time, tzinfo=UTC) for entry in zipped.infolist()}

    assert moments == {datetime(2000, 1, 1, tzinfo=UTC)}
