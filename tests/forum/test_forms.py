"""Every form of the forum, given everything that can go wrong: no 500, a message on the same page in the reader's
language, what was typed still there, and one row however often it is sent."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from core.forms import new_once
from core.things import key_of
from files.models import StoredFile
from forum import actions
from forum.models import Post, Topic, Unsent
from moderation.models import Flag
from tests.factories.forum import make_board, make_reply, make_topic

pytestmark = pytest.mark.django_db
PASSWORD = "three quiet herons at the weir"
WORDS = "Long and careful words."
FORMS = ["new topic", "reply", "edit", "report", "hide post", "hide topic"]
# What each form's text field is called, and another that has to be filled in beside it.
FIELD = {"new topic": "body", "reply": "body", "edit": "body", "report": "reason", "hide post": "reason",
         "hide topic": "reason"}  # fmt: skip
BESIDE = {"new topic": {"title": "A title", "kind": "question"}, "report": {"why": "other"}}
BAD = {
    "empty": ("", "required"),
    "blank": (" \n\t ", "required"),
    "far too long": ("x" * 60_000, "max_length"),
    "NUL": ("Nul\x00here", "controls"),
    "control characters": ("Bell\x07 and \x1b[31m", "controls"),
    "turned round": ("Turned \u202e round", "controls"),
    "not a character": ("No \uffff", "controls"),
    "damaged": ("Caf\ufffd", "damaged"),
}


class Form:
    """One form as one person meets it: its address, and what is sent to it."""

    def __init__(self, name, address, person, client):
        self.name, self.address, self.person, self.client = name, address, person, client
        self.field = FIELD[name]

    def open(self, client=None):
        return (client or self.client).get(self.address)

    def fields(self, words=WORDS, **more):
        return {self.field: words, **BESIDE.get(self.name, {}), "once": new_once(), **more}

    def send(self, words=WORDS, client=None, **more):
        return (client or self.client).post(self.address, self.fields(words, **more))


@pytest.fixture
def form(request, name, board, topic, member, other, moderator, client_of):
    """The form of the parametrised `name`: members write and report, Mona Moderator hides."""
    mine = make_reply(topic, member)
    theirs = make_reply(topic, other)
    address, person = {
        "new topic": (f"/forum/b/{board.ref}/new/", member),
        "reply": (f"/forum/t/{topic.ref}/reply/", member),
        "edit": (f"/forum/p/{mine.ref}/edit/", member),
        "report": (f"/forum/p/{theirs.ref}/report/", member),
        "hide post": (f"/forum/p/{theirs.ref}/hide/", moderator),
        "hide topic": (f"/forum/t/{topic.ref}/hide/", moderator),
    }[name]
    return Form(name, address, person, client_of(person))


def text(response):
    return response.content.decode()


def hidden(response, name):
    return re.search(rf'name="{name}" value="([^"]*)"', text(response))[1]


def rows():
    """Everything a form could have written."""
    said = Post.objects.order_by("pk").values_list("body", "hidden_at")
    return [list(said), Topic.objects.filter(hidden_at=None).count(), Flag.objects.count()]


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("name", FORMS)
def test_a_bad_text_is_named_on_the_same_page_and_stays_there(form, bad):
    words, code = BAD[bad]
    if code == "required" and form.name.startswith("hide"):
        pytest.skip("a reason for hiding may be left out")
    before = rows()

    page = form.send(words)

    found = page.context["form"]
    assert page.status_code == 200
    assert [error.code for error in found.errors.as_data()[form.field]] == [code]
    assert found[form.field].value() == words
    assert rows() == before


@pytest.mark.parametrize("name", FORMS)
def test_the_first_error_is_reached_through_the_summary(form):
    page = text(form.send("Nul\x00here"))

    summary = re.search(r'<div class="summary-of-errors"[^>]*>', page)[0]
    link = re.search(r'<li><a href="#([^"]+)">', page)[1]
    assert 'data-behaviour="errors"' in summary
    assert re.search(rf'<(input|textarea)[^>]* id="{link}"', page) is not None
    assert 'aria-invalid="true"' in page


@pytest.mark.parametrize("name", ["new topic", "reply", "edit", "report"])
def test_what_is_wrong_is_said_in_the_reader_s_language(form):
    page = form.client.post(form.address, form.fields(""), headers={"accept-language": "ar"})
    with translation.override("ar"):
        english = str(page.context["form"].fields[form.field].error_messages["required"])

    form.person.language = "ar"
    form.person.save()
    arabic = form.send("")

    assert arabic["Content-Language"] == "ar"
    assert english in text(arabic)
    assert 'dir="rtl"' in text(arabic)[:200]


@pytest.mark.parametrize("name", FORMS)
def test_the_same_submit_twice_is_one_row(form):
    sent = form.fields()
    answers = [form.client.post(form.address, sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    counts = {
        "new topic": lambda: Topic.objects.filter(title="A title").count(),
        "reply": lambda: Post.objects.filter(body=WORDS).count(),
        "edit": lambda: Post.objects.filter(body=WORDS).count(),
        "report": Flag.objects.count,
        "hide post": lambda: Post.objects.exclude(hidden_at=None).count(),
        "hide topic": lambda: Topic.objects.exclude(hidden_at=None).count(),
    }
    assert counts[form.name]() == 1


@pytest.mark.parametrize("name", FORMS)
def test_a_token_that_is_too_old_changes_nothing_and_shows_the_text(form):
    before = rows()
    form.client.handler.enforce_csrf_checks = True

    page = form.send()

    assert (page.status_code, WORDS in text(page)) == (403, True)
    assert rows() == before


@pytest.mark.parametrize("name", ["new topic", "reply", "edit"])
def test_a_token_that_is_too_old_gives_back_what_was_written_and_nothing_that_was_carried(form):
    names = re.findall(r'<(?:input|select|textarea|button)(?! type="file")[^>]* name="([a-z_]+)"', text(form.open()))
    sent = {name: name for name in [*names, "told", "waited"] if name != "q"}  # the page's own box for searching
    form.client.handler.enforce_csrf_checks = True

    page = text(form.client.post(form.address, sent))

    given_back = re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", page)
    assert given_back == [name for name in sent if name in ("title", "body", "choices", "closes_on", "reason")]


def lose_session(form):
    """Open the form, lose the session, send the text: the answer."""
    writer = hidden(form.open(), "writer")
    form.client.cookies.pop("sid")
    return form.send(writer=writer)


def sign_in(client, person):
    return client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})


@pytest.mark.parametrize("name", FORMS)
def test_a_text_sent_without_a_session_comes_back_to_its_writer(form):
    before = rows()
    lost = lose_session(form)
    sign_in(form.client, form.person)

    page = form.open()

    assert (lost.status_code, WORDS in text(lost), rows()) == (403, True, before)
    assert page.context["form"][form.field].value() == WORDS
    assert "Your text was not sent yet." in text(page)
    for name, value in BESIDE.get(form.name, {}).items():
        assert page.context["form"][name].value() == value


@pytest.mark.parametrize("name", FORMS)
def test_once_it_is_sent_nothing_waits_any_more(form):
    lose_session(form)
    sign_in(form.client, form.person)

    form.send()

    assert Unsent.objects.count() == 0


@pytest.mark.parametrize("name", FORMS)
def test_nobody_else_gets_the_text_in_the_same_browser(form, make_member):
    lose_session(form)
    sign_in(form.client, make_member("Second", roles=["moderator"]))

    assert WORDS not in text(form.open())


@pytest.mark.parametrize("name", FORMS)
def test_the_writer_gets_the_text_in_no_other_browser(form):
    lose_session(form)
    elsewhere = Client()
    sign_in(elsewhere, form.person)

    assert WORDS not in text(form.open(elsewhere))


@pytest.mark.parametrize("name", ["reply", "report", "hide post"])
def test_a_form_that_somebody_else_opened_is_not_sent_as_mine(form, make_member, client_of):
    second = client_of(make_member("Second", roles=["moderator"]))
    before = rows()

    page = form.send(client=second, writer=hidden(form.open(), "writer"))

    assert (WORDS in text(page), "That form was opened by somebody else." in text(page)) == (False, True)
    assert rows() == before


@pytest.mark.parametrize("name", ["reply"])
@pytest.mark.parametrize("too", ["far too long", "a NUL", "an address nobody has"])
def test_what_cannot_be_kept_is_shown_to_be_copied(form, too):
    words = {"far too long": "x" * 100_001, "a NUL": "Nul\x00here"}.get(too, WORDS)
    writer = hidden(form.open(), "writer")
    form.client.cookies.pop("sid")
    if too == "an address nobody has":
        form.address = f"/forum/t/{'a' * 400}/reply/"

    page = form.send(words, writer=writer)

    assert (page.status_code, "Please copy it" in text(page), Unsent.objects.count()) == (403, True, 0)


# --- what happened meanwhile


def closed(topic, post, moderator):
    actions.lock_topic(topic, by=moderator)


def topic_hidden(topic, post, moderator):
    actions.hide_topic(topic, by=moderator)


def post_hidden(topic, post, moderator):
    actions.hide_post(post, by=moderator)


def post_withdrawn(topic, post, moderator):
    actions.withdraw_post(post, by=post.author)


def topic_deleted(topic, post, moderator):
    topic.delete()


@pytest.mark.parametrize(
    ("name", "meanwhile", "status"),
    [
        ("reply", closed, 200),
        ("reply", topic_hidden, 404),
        ("reply", topic_deleted, 404),
        ("edit", closed, 200),
        ("edit", topic_hidden, 404),
        ("edit", post_hidden, 200),
        ("edit", post_withdrawn, 200),
        ("edit", topic_deleted, 404),
        ("report", post_hidden, 404),
        ("report", post_withdrawn, 404),
        ("report", topic_deleted, 404),
        ("hide post", topic_deleted, 404),
        ("hide topic", topic_deleted, 404),
    ],
)
def test_the_text_is_still_there_when_its_place_changed_meanwhile(form, topic, moderator, meanwhile, status):
    post = topic.posts.get(number=2 if form.name == "edit" else 3)
    writer = hidden(form.open(), "writer")
    meanwhile(topic, post, moderator)
    before = rows()

    page = form.send(writer=writer)

    assert (page.status_code, WORDS in text(page), rows()) == (status, True, before)
    assert "not there any more" in text(page) or "closed to replies" in text(page)


@pytest.mark.parametrize(
    ("deed", "undone"),
    [("post_hide", "post_restore"), ("topic_hide", "topic_restore"), ("topic_lock", "topic_unlock"),
     ("topic_pin", "topic_unpin")],
)  # fmt: skip
def test_what_a_moderator_does_twice_is_no_error(as_moderator, topic, post, deed, undone):
    kind, _, verb = deed.partition("_")
    ref, letter = (post.ref, "p") if kind == "post" else (topic.ref, "t")
    place = f"/forum/{letter}/{ref}"

    answers = [as_moderator.post(f"{place}/{word}/") for word in (verb, verb) + (undone.partition("_")[2],) * 2]

    assert [answer.status_code for answer in answers] == [302] * 4


def test_withdrawing_twice_is_no_error_and_one_row_in_the_log(client_of, post, other):
    client = client_of(other)

    answers = [client.post(f"/forum/p/{post.ref}/withdraw/", follow=True) for _ in range(2)]

    assert [(answer.status_code, "Your post is withdrawn." in text(answer)) for answer in answers] == [(200, True)] * 2


def test_who_withdraws_what_a_moderator_hid_is_told_so(client_of, post, other, moderator):
    actions.hide_post(post, by=moderator)
    client = client_of(other)

    asked = client.get(f"/forum/p/{post.ref}/withdraw/", follow=True)
    sent = client.post(f"/forum/p/{post.ref}/withdraw/", follow=True)

    assert "This post is out of sight already." in text(asked)
    assert "You can’t do this." in text(sent)
    assert Post.objects.get(pk=post.pk).withdrawn_at is None


# --- odd requests


@pytest.mark.parametrize(
    "content_type",
    [
        "application/x-www-form-urlencoded; charset=latin-1",
        "application/x-www-form-urlencoded; charset=utf-16",
        "application/x-www-form-urlencoded; charset=hex",
        "multipart/form-data; boundary=x; charset=hex",
        "multipart/form-data; boundary=x; charset=utf-16",
        "multipart/form-data; boundary=",
        "multipart/form-data",
        "application/json",
        "text/plain",
    ],
)
@pytest.mark.parametrize("name", FORMS)
def test_no_content_type_is_a_500(form, content_type):
    before = rows()
    sent = {
        "multipart/form-data": b'--x\r\nContent-Disposition: form-data; name="body"\r\n\r\nCaf\xe9\r\n--x--\r\n'
    }.get(content_type.partition(";")[0], b"body=Caf%E9&reason=Caf%E9")

    response = form.client.generic("POST", form.address, sent, content_type=content_type)

    assert response.status_code in ({200, 400} if not form.name.startswith("hide") else {200, 302, 400})
    if not form.name.startswith("hide"):
        assert rows() == before


@pytest.mark.parametrize("name", ["new topic", "reply", "edit", "report"])
def test_a_text_beyond_all_measure_is_refused_in_words(form):
    before = rows()

    page = form.send("x" * 1_500_000)

    assert page.status_code == 200
    assert "1500000" in text(page) or "1,500,000" in text(page)
    assert rows() == before


@pytest.mark.parametrize("name", FORMS)
def test_extra_fields_change_nothing(form, other, topic):
    form.send(author=other.pk, number=99, hidden_at="2020-01-01", withdrawn_at="2020-01-01", pinned_at="2020-01-01",
              locked_at="2020-01-01", topic="aaaaaaaaaa", board="aaaaaaaaaa", audience="public", by=other.pk,
              audience_id="public", reporter=other.pk, edited_at="")  # fmt: skip

    topic.refresh_from_db()
    assert (topic.pinned_at, topic.locked_at, topic.audience_id, topic.author) == (None, None, "members", other)
    assert not Post.objects.filter(body=WORDS).exclude(author=form.person).exists()
    assert set(Post.objects.values_list("number", flat=True)) <= {1, 2, 3, 4}
    assert not Flag.objects.exclude(reporter=form.person).exists()
    assert not Post.objects.exclude(withdrawn_at=None).exists()


# --- files beside a text


def note(name="checklist.txt", content=b"Who holds the phone at each end?"):
    return SimpleUploadedFile(name, content, "text/plain")


@pytest.mark.parametrize("name", ["new topic", "reply", "edit"])
def test_a_refused_file_is_named_while_the_text_and_the_good_file_stay(form):
    before = rows()
    program = SimpleUploadedFile("report.pdf", b"MZ" + b"\x00" * 200, "application/pdf")

    page = form.client.post(form.address, form.fields(uploads=[note(), program]))
    kept = hidden(page, "kept")
    done = form.send(kept=kept)

    assert page.context["form"].errors["uploads"][0].startswith("report.pdf: This is a program")
    assert page.context["form"]["body"].value() == WORDS
    assert (rows() != before, done.status_code) == (True, 302)
    file = StoredFile.objects.get()
    assert (file.name, file.holder) == ("checklist.txt", key_of(holder_of(form)))


def holder_of(form):
    return Post.objects.get(body=WORDS)


@pytest.mark.parametrize("name", ["new topic", "reply", "edit"])
def test_a_file_survives_a_preview(form):
    page = form.client.post(form.address, form.fields(preview="1", uploads=note()))
    form.send(kept=hidden(page, "kept"))

    assert StoredFile.objects.get().holder == key_of(holder_of(form))


@pytest.mark.parametrize("name", ["new topic", "reply", "edit"])
def test_a_kept_file_that_is_unticked_is_left_behind(form):
    form.client.post(form.address, form.fields(preview="1", uploads=note()))
    form.send()

    assert StoredFile.objects.get().holder == ""


@pytest.mark.parametrize("name", ["new topic", "reply", "edit"])
def test_the_same_submit_with_a_file_twice_hangs_it_up_once(form):
    once = new_once()
    for _ in range(2):
        form.client.post(form.address, form.fields(once=once, uploads=note()))

    assert StoredFile.objects.exclude(holder="").count() == 1


def test_somebody_elses_kept_file_is_not_hung_on_mine(as_member, topic, other, client_of):
    page = client_of(other).post(f"/forum/t/{topic.ref}/reply/", {"body": "x", "preview": "1", "uploads": note()})

    as_member.post(f"/forum/t/{topic.ref}/reply/", {"body": WORDS, "kept": hidden(page, "kept")})

    assert StoredFile.objects.get().holder == ""


# --- preview for the script


@pytest.mark.parametrize("bad", [bad for bad in BAD if bad not in ("empty", "blank")])
def test_the_preview_says_what_is_wrong_and_never_fails(as_member, bad):
    page = as_member.post("/forum/preview/", {"body": BAD[bad][0]})

    assert (page.status_code, 'class="error"' in text(page)) == (200, True)


def test_a_preview_tells_no_outsider_whom_a_space_holds_nor_what_stands_there(as_member, secret_board, other):
    topic = make_topic(secret_board, other, title="Kestrel question")
    body = f"[k](topic:{topic.ref}) http://testserver/forum/t/{topic.ref}/"

    page = as_member.post("/forum/preview/", {"body": body})

    assert "estrel" not in text(page)
    assert text(page).count("[link]") == 2


def test_the_preview_calls_and_names_whom_the_text_will_where_it_is_written(
    client_of, as_member, secret_board, topic, other
):
    post = make_topic(secret_board, other).posts.get()
    body = "@keepers and @Amara Member"

    def named_by(client, place):
        page = text(client.post("/forum/preview/", {"body": body, "place": place}))
        return '<span class="mention">keepers' in page, "/people/" in page

    own = client_of(other)
    inside = [named_by(own, key_of(place)) for place in (secret_board, post.topic, post)]
    elsewhere = [named_by(own, key_of(topic)), named_by(own, key_of(other)), named_by(own, f"{key_of(post)}/fr")]
    outsider = [named_by(as_member, place) for place in (key_of(secret_board), "", "x" * 300, "post:\x00")]

    assert inside == [(True, False)] * 3
    assert elsewhere == [(False, True), (False, True), (False, False)]
    assert outsider == [(False, True)] * 4


def test_too_many_previews_are_put_off(as_member):
    answers = [as_member.post("/forum/preview/", {"body": "x"}).status_code for _ in range(61)]

    assert answers == [200] * 60 + [429]


def test_a_board_archived_meanwhile_keeps_the_text(as_member, member):
    board = make_board()
    type(board).objects.update(archived_at="2020-01-01T00:00:00Z")

    page = as_member.post(f"/forum/b/{board.ref}/new/", {"title": "A title", "body": WORDS})

    assert (page.status_code, WORDS in text(page), Topic.objects.count()) == (200, True, 0)
