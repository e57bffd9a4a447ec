"""T14: whatever addresses people write, the server asks none of them, neither when it is sent nor when it is drawn."""

import socket
import urllib.request

import pytest

from core.forms import new_once
from core.gate import MEMBERS
from members import actions
from members.models import User
from tests.factories.forum import make_board, make_reply, make_topic
from tests.factories.library import make_lesson
from tests.mailing import mailed
from tests.search.conftest import embedded, index  # noqa: F401  (fixtures)

pytestmark = pytest.mark.django_db
HOSTS = [
    "169.254.169.254/latest/meta-data/", "127.0.0.1:6379/", "127.1:5432/", "0/", "2130706433/", "0x7f.1/",
    "0177.0.0.1/", "localhost:9200/_search", "[::]/", "[::1]:22/", "[::ffff:127.0.0.1]/", "[fd00:ec2::254]/",
    "metadata.google.internal/", "user:pass@10.0.0.1/", "10.0.0.1@evil.example/", "evil.example/pixel.png",
    "evil.example/watch?v=dQw4w9WgXcQ", "www.youtube.com/watch?v=dQw4w9WgXcQ", "vimeo.com/1", "x.example/a.svg#b",
]  # fmt: skip
SCHEMES = ["http://", "https://", "//", "ftp://", "gopher://"]
FORMS = ["{}", "<{}>", "[a link]({})", "![a picture]({})", "[ref]: {}", '<img src="{}">', '<iframe src="{}"></iframe>']
ADDRESSES = [scheme + host for scheme in SCHEMES for host in HOSTS]
TEXT = "\n\n".join(FORMS[number % len(FORMS)].format(each) for number, each in enumerate(ADDRESSES * 2))
PARAGRAPHS = "".join(
    f'<p><a href="{each}">x</a><embed embedtype="media" url="{each}"/><img src="{each}"/></p>' for each in ADDRESSES
)


@pytest.fixture
def asked(monkeypatch):
    """[what this process asked another machine for]: names to resolve, and connections, none of which come about."""
    found = []

    def refuse(*what, **_options):
        found.append(what[-1])
        raise OSError("No connection is made in this test.")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)
    return found


def test_who_asks_another_machine_is_seen_here(asked):
    with pytest.raises(OSError, match="No connection"):
        urllib.request.urlopen("http://127.0.0.1:9/", timeout=1)

    assert len(asked) == 1


def test_no_address_in_a_text_is_asked_for(embedded, index, client_of, editor, member, other, asked):  # noqa: F811
    client = client_of(member)
    topic = make_topic(make_board(), other, title="Hostile addresses", body=TEXT)
    make_reply(topic, member, body=TEXT)
    lesson = make_lesson(editor, title="Hostile lesson", recommendation=PARAGRAPHS)
    telling = actions.Telling(name=other.name, experience=TEXT, other=ADDRESSES[0], seen={"experience": [MEMBERS]})
    actions.tell(other, telling, by=User.objects.get(pk=other.pk))
    preview = client.post("/forum/preview/", {"body": TEXT, "once": new_once()})
    index()
    mailed()

    paths = [
        topic.get_absolute_url(), lesson.get_absolute_url(), other.get_absolute_url(), "/", "/forum/",
        "/search/?q=hostile", "/search/?q=http://127.0.0.1/", f"/search/?q={ADDRESSES[-1]}",
    ]  # fmt: skip
    pages = {path: client.get(path) for path in paths}

    assert {path: page.status_code for path, page in pages.items()} == dict.fromkeys(paths, 200)
    assert "evil.example" in pages[paths[0]].content.decode()
    assert len(ADDRESSES * 2) >= 200
    assert (preview.status_code, "evil.example" in preview.content.decode()) == (200, True)
    assert asked == []
