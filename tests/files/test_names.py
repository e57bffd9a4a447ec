import pytest

from files.names import shown_name


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("Paper.pdf", "Paper.pdf"),
        ("Protocole de contact familial, projet 3.PDF", "Protocole de contact familial, projet 3.pdf"),
        ("بروتوكول.pdf", "بروتوكول.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\me\\paper.pdf", "paper.pdf"),
        ("report.docx", "report.docx.pdf"),
        ("exe\u202efdp.exe", "exefdp.exe.pdf"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ("  .. .pdf", "file.pdf"),
        ("", "file.pdf"),
        (".pdf", "file.pdf"),
        ("a" * 300 + ".pdf", "a" * 146 + ".pdf"),
        ("e\u0301.pdf", "é.pdf"),
        ("\u200b\u2066paper\u2069.pdf", "\u200bpaper.pdf"),
    ],
)
def test_names_hold_no_path_and_nothing_unseen_and_end_as_their_type(sent, shown):
    assert shown_name(sent, "pdf") == shown


def test_a_picture_keeps_either_ending_of_its_type():
    assert [shown_name(name, "jpg") for name in ("a.jpeg", "b.jpg", "c.png")] == ["a.jpeg", "b.jpg", "c.png.jpg"]
