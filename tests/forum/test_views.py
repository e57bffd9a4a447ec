"""Pages and forms: the happy way, the refused one, the one without script, and bad input."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from core.forms import new_once
from core.things import key_of
from files.models import StoredFile
from forum import actions
from forum.models import Post, ReadMark, Topic, Unsent
from members.actions import conduct, leave
from moderation.models import Flag
from notifications.models import Notice
from tests.factories.forum import make_board, make_reply, make_topic

pytestmark = pytest.mark.django_db
PASSWORD = "three quiet herons at the weir"
UNKNOWN = "aaaaaaaaaa"


def text(response):
    return response.content.decode()


def same(response, ref):
    """The page without what differs from one request to the next: tokens of forms, and the path asked for."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text(response)).replace(ref, "")


def typed(**fields):
    return {"body": "From practice.", "once": new_once(), **fields}


def hidden(response, name):
    """The value of a hidden field of the page's form, as a browser would send it."""
    return re.search(rf'name="{name}" value="([^"]*)"', text(response))[1]


# --- reading


def test_boards_are_listed_in_order_with_what_is_unread(as_member, member, other):
    first, second = make_board(title="First board", position=1), make_board(title="Second board", position=2)
    make_topic(second, other, title="Fresh question")

    page = as_member.get("/forum/")

    assert text(page).index("First board") < text(page).index("Second board")
    assert [row["board"].unread_count for _, rows in page.context["groups"] for row in rows] == [0, 1]
    assert "Fresh question" in text(page)
    assert first.topics.count() == 0


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("reader", "You read in this space and do not write."),
        ("space", "This space is archived"),
        ("board", "This board"),
    ],
)
def test_where_one_can_not_reply_the_page_says_why(as_member, member, make_space, state, said):
    space = make_space("invite", people=[member])
    topic = make_topic(make_board(space.audience_id), member)
    if state == "reader":
        space.memberships.filter(user=member).update(role="reader")
    else:
        thing = space if state == "space" else topic.board
        type(thing).objects.filter(pk=thing.pk).update(archived_at=timezone.now())

    page = text(as_member.get(topic.get_absolute_url()))

    assert (said in page, "Your reply" in page) == (True, False)


def test_who_is_silenced_is_led_to_until_when_and_why(as_member, member, moderator, board):
    topic = make_topic(board, member)
    silence = conduct.sanction(member, "silence", by=moderator, reason="Please stop.", days=7)

    page = text(as_member.get(topic.get_absolute_url()))

    assert (f'href="{silence.get_absolute_url()}"' in page, "Your reply" in page) == (True, False)
    assert "Please stop." in text(as_member.get(silence.get_absolute_url()))


def test_signed_out_one_reads_public_boards_and_no_others(anonymous, board, other):
    public = make_topic(make_board("public", title="Open board"), other)
    foreign = make_topic(board, other)

    assert "Open board" in text(anonymous.get("/forum/"))
    assert anonymous.get(f"/forum/t/{public.ref}/").status_code == 200
    assert [anonymous.get(url).status_code for url in (f"/forum/t/{foreign.ref}/", f"/forum/b/{board.ref}/")] == [
        404,
        404,
    ]


def test_a_topic_shows_its_posts_and_marks_them_read(as_member, member, topic, post):
    page = as_member.get(f"/forum/t/{topic.ref}/")

    assert [row.post.number for row in page.context["reading"].rows] == [1, 2]
    assert f'data-key="{key_of(post)}"' in text(page)
    assert ReadMark.objects.get(user=member, topic=topic).number == 2


def test_what_is_taken_away_while_its_page_is_made_is_not_found(as_member, topic, post, monkeypatch):
    monkeypatch.setattr("forum.rules.can_read", lambda user, topic: False)

    assert as_member.get(topic.get_absolute_url()).status_code == 404


def test_a_topic_is_read_while_the_database_takes_nothing(as_member, member, topic, post, unwritable):
    with unwritable():
        page = text(as_member.get(f"/forum/t/{topic.ref}/"))

    assert (f'id="p{post.number}"' in page, ReadMark.objects.filter(user=member).exists()) == (True, False)


def test_what_is_new_since_the_last_visit_is_parted_by_a_line(as_member, topic, other):
    as_member.get(f"/forum/t/{topic.ref}/")
    make_reply(topic, other)

    page, again = as_member.get(f"/forum/t/{topic.ref}/"), as_member.get(f"/forum/t/{topic.ref}/")

    assert re.search(r'id="new".*id="p2"', text(page), re.DOTALL) is not None
    assert 'id="new"' not in text(again)


def test_reading_marks_the_notices_about_what_was_shown(as_member, member, topic, other):
    make_reply(topic, other, body="@Amara Member?")

    as_member.get(f"/forum/t/{topic.ref}/")

    assert Notice.objects.get(recipient=member).read_at is not None


@pytest.mark.parametrize(
    ("asked", "start"), [("1", 1), ("20", 1), ("21", 21), ("25", 21), ("9999", 21), ("x", 1), ("-3", 1), ("٣", 1)]
)
def test_twenty_posts_stand_on_a_page(as_member, topic, other, asked, start):
    for number in range(2, 25):
        post = Post.objects.create(
            topic=topic, number=number, author=other, body="x", body_html="<p>x</p>", markup_version=1, language="en"
        )
    Topic.objects.filter(pk=topic.pk).update(last_number=24, post_count=24, last_post=post)

    reading = as_member.get(f"/forum/t/{topic.ref}/", {"from": asked}).context["reading"]

    assert (reading.start, len(reading.rows)) == (start, 20 if start == 1 else 4)
    assert post.get_absolute_url() == f"/forum/t/{topic.ref}/?from=21#p24"


def test_a_post_that_is_gone_leaves_its_number(as_member, topic, post, moderator):
    actions.hide_post(post, by=moderator)

    page = as_member.get(f"/forum/t/{topic.ref}/")

    assert page.context["reading"].rows[1] == 2
    assert post.body not in text(page)


def test_a_hidden_post_is_marked_for_its_author_and_moderators(client_of, topic, post, other, moderator):
    actions.hide_post(post, by=moderator)

    for person in (other, moderator):
        page = text(client_of(person).get(f"/forum/t/{topic.ref}/"))
        assert (post.body in page, "Hidden by a moderator" in page) == (True, True)


def test_the_topics_of_a_board_are_counted_as_far_as_is_cheap(as_member, board, member, monkeypatch):
    monkeypatch.setattr("forum.asked.lists.MOST_COUNTED", 2)

    said = []
    for _ in range(3):
        make_topic(board, member)
        page = as_member.get(board.get_absolute_url()).context["filters"]
        said.append([(each["count"], each["has_more"]) for each in page if each["query"] == "show=all&"])

    assert said == [[(1, False)], [(2, False)], [(2, True)]]
    assert b"over 2" in as_member.get(board.get_absolute_url()).content


def test_topics_can_be_narrowed_to_unread_and_unanswered(as_member, board, member, other):
    seen, fresh, answered = (make_topic(board, other) for _ in range(3))
    make_reply(answered, other)
    as_member.get(f"/forum/t/{seen.ref}/")
    as_member.get(f"/forum/t/{answered.ref}/")

    def titles(show):
        return {topic.title for topic in as_member.get(f"/forum/b/{board.ref}/", {"show": show}).context["page"]}

    assert titles("unread") == {fresh.title}
    assert titles("unanswered") == {seen.title, fresh.title}
    assert titles("all") == titles("nonsense") == {seen.title, fresh.title, answered.title}


def test_pinned_topics_come_first_and_pages_go_on_by_key(as_member, board, other, moderator):
    topics = [make_topic(board, other) for _ in range(27)]
    actions.pin_topic(topics[0], by=moderator)

    page = as_member.get(f"/forum/b/{board.ref}/").context["page"]
    rest = as_member.get(f"/forum/b/{board.ref}/", {"after": page.next}).context["page"]

    assert [topic.pk for topic in page][:2] == [topics[0].pk, topics[26].pk]
    assert {topic.pk for topic in page} | {topic.pk for topic in rest} == {topic.pk for topic in topics}


def test_a_title_of_a_secret_space_stays_out_of_the_browser_s_history(client_of, secret_board, other):
    topic = make_topic(secret_board, other, title="Kestrel question")

    for address in (f"/forum/t/{topic.ref}/", f"/forum/b/{secret_board.ref}/", f"/forum/t/{topic.ref}/reply/"):
        page = text(client_of(other).get(address))
        assert "estrel" not in re.search(r"<title>(.*?)</title>", page, re.DOTALL)[1]
        assert "lintel" in page


def test_foreign_and_missing_are_one_404(as_member, secret_board, other):
    topic = make_topic(secret_board, other)
    post = topic.posts.get()
    pairs = [("t", topic.ref, ""), ("t", topic.ref, "reply/"), ("b", secret_board.ref, ""), ("p", post.ref, "history/")]

    for letter, ref, rest in pairs:
        foreign = as_member.get(f"/forum/{letter}/{ref}/{rest}")
        missing = as_member.get(f"/forum/{letter}/{UNKNOWN}/{rest}")
        assert (foreign.status_code, missing.status_code) == (404, 404)
        assert same(foreign, ref) == same(missing, UNKNOWN)


# --- writing


def test_a_topic_is_started_without_script(as_member, member, board):
    form = as_member.get(f"/forum/b/{board.ref}/new/")
    sent = {
        "title": "Who holds the phone?",
        "body": "In **practice**.",
        "kind": "question",
        "once": hidden(form, "once"),
        "writer": hidden(form, "writer"),
    }

    response = as_member.post(f"/forum/b/{board.ref}/new/", sent)
    again = as_member.post(f"/forum/b/{board.ref}/new/", sent)

    topic = Topic.objects.get()
    assert (topic.title, topic.author) == ("Who holds the phone?", member)
    assert response["Location"] == again["Location"] == f"/forum/t/{topic.ref}/"
    assert "<strong>practice</strong>" in text(as_member.get(response["Location"]))


def test_a_reply_leads_to_where_it_stands(as_member, topic):
    response = as_member.post(f"/forum/t/{topic.ref}/reply/", typed())

    assert response["Location"] == f"/forum/t/{topic.ref}/#p2"


def test_fields_that_the_form_does_not_have_change_nothing(as_member, member, topic, other):
    as_member.post(
        f"/forum/t/{topic.ref}/reply/",
        typed(author=other.pk, number=9, hidden_at="2020-01-01", topic=UNKNOWN, audience="public"),
    )

    post = Post.objects.get(number=2)
    assert (post.author, post.topic, post.stands, topic.audience_id) == (member, topic, True, "members")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "required"),
        ("   \n ", "required"),
        ("x" * 50_001, "max_length"),
        ("Nul\x00here", "controls"),
        ("Bell\x07here", "controls"),
        ("Turned \u202e round", "controls"),
        ("Caf\ufffd", "damaged"),
    ],
)
def test_a_bad_text_is_named_and_stays_on_the_page(as_member, topic, body, code):
    for address, count in ((f"/forum/t/{topic.ref}/reply/", 1), (f"/forum/b/{topic.board.ref}/new/", 1)):
        response = as_member.post(address, typed(body=body, title="A title"))

        assert response.status_code == 200
        assert [error.code for error in response.context["form"].errors.as_data()["body"]] == [code]
        assert response.context["form"]["body"].value() == body
        assert Post.objects.count() == count


@pytest.mark.parametrize(
    ("title", "code"), [("", "required"), ("x" * 201, "max_length"), ("a\x00b", "controls"), ("\ufffd", "damaged")]
)
def test_a_bad_title_is_named_and_the_text_stays(as_member, board, title, code):
    response = as_member.post(f"/forum/b/{board.ref}/new/", typed(title=title))

    assert [error.code for error in response.context["form"].errors.as_data()["title"]] == [code]
    assert response.context["form"]["body"].value() == "From practice."
    assert Topic.objects.count() == 0


def test_a_text_in_another_encoding_is_asked_for_again(as_member, topic):
    response = as_member.post(
        f"/forum/t/{topic.ref}/reply/", b"body=Caf%E9", content_type="application/x-www-form-urlencoded"
    )

    assert [error.code for error in response.context["form"].errors.as_data()["body"]] == ["damaged"]


@pytest.mark.parametrize("odd", [{"kind": "survey"}, {"language": "tlh"}, {"concepts-typed": "no such concept at all"}])
def test_an_odd_choice_is_refused_with_the_text_kept(as_member, board, odd):
    response = as_member.post(f"/forum/b/{board.ref}/new/", typed(title="A title", **odd))

    assert list(response.context["form"].errors) == [next(iter(odd)).removesuffix("-typed")]
    assert response.context["form"]["body"].value() == "From practice."


def test_a_preview_shows_the_text_and_writes_nothing(as_member, topic, other):
    response = as_member.post(f"/forum/t/{topic.ref}/reply/", typed(body="**Bold** @Otto Other", preview="1"))

    assert "<strong>Bold</strong>" in response.context["preview"]
    assert f'href="/people/{other.ref}/"' in response.context["preview"]
    assert (response.context["form"]["body"].value(), Post.objects.count()) == ("**Bold** @Otto Other", 1)


def test_the_preview_for_the_script_is_a_piece_of_a_page(as_member, anonymous):
    answer = as_member.post("/forum/preview/", {"body": "**Bold** <script>alert(1)</script>"})

    assert "<strong>Bold</strong>" in text(answer)
    assert ("<script" in text(answer), "<html" in text(answer)) == (False, False)
    assert anonymous.post("/forum/preview/", {"body": "x"}).status_code == 403  # with the text given back


def test_a_quote_fills_the_form_with_what_the_post_says(as_member, topic, other):
    post = make_reply(topic, other, body=f"> Mine\n\nFirst line\nsecond @[Otto Other](person:{other.ref})")

    form = as_member.get(f"/forum/t/{topic.ref}/reply/", {"quote": post.number}).context["form"]

    assert form["body"].value() == f"> [Otto Other](post:{post.ref}):\n>\n> First line\n> second Otto Other\n\n"


@pytest.mark.parametrize("number", ["99", "x", "-1", "1e3", "²", ""])
def test_a_quote_of_nothing_is_an_empty_form(as_member, topic, number):
    form = as_member.get(f"/forum/t/{topic.ref}/reply/", {"quote": number}).context["form"]

    assert not form["body"].value()


def test_a_file_hangs_on_the_post_it_was_sent_with(as_member, member, topic, client_of, other):
    note = SimpleUploadedFile("checklist.txt", b"Who holds the phone at each end?", "text/plain")

    as_member.post(f"/forum/t/{topic.ref}/reply/", typed(uploads=note))

    file, post = StoredFile.objects.get(), Post.objects.get(number=2)
    assert (file.holder, file.audience_id) == (key_of(post), "members")
    assert "checklist.txt" in text(client_of(other).get(f"/forum/t/{topic.ref}/"))


def test_a_file_need_not_be_chosen_again_when_the_text_was_wrong(as_member, topic):
    note = SimpleUploadedFile("checklist.txt", b"Who holds the phone at each end?", "text/plain")
    page = as_member.post(f"/forum/t/{topic.ref}/reply/", typed(body="", uploads=note))
    kept = re.search(r'name="kept" value="([^"]+)"', text(page))[1]

    as_member.post(f"/forum/t/{topic.ref}/reply/", typed(kept=kept))

    assert StoredFile.objects.get().holder == key_of(Post.objects.get(number=2))


def test_a_file_that_is_refused_is_named_and_the_text_stays(as_member, topic):
    program = SimpleUploadedFile("report.pdf", b"MZ" + b"\x00" * 200, "application/pdf")

    page = as_member.post(f"/forum/t/{topic.ref}/reply/", typed(uploads=program))

    assert list(page.context["form"].errors) == ["uploads"]
    assert page.context["form"]["body"].value() == "From practice."
    assert (Post.objects.count(), StoredFile.objects.count()) == (1, 0)


def test_a_topic_closed_meanwhile_says_so_with_the_text_there(as_member, topic, moderator):
    actions.lock_topic(topic, by=moderator)

    page = as_member.post(f"/forum/t/{topic.ref}/reply/", typed())

    assert page.context["form"].non_field_errors() == [
        "This topic was closed to replies. Your text is still here, so that you can copy it."
    ]
    assert page.context["form"]["body"].value() == "From practice."


def test_a_topic_gone_meanwhile_and_one_that_never_was_are_answered_alike(as_member, topic, moderator):
    actions.hide_topic(topic, by=moderator)

    gone, missing = (as_member.post(f"/forum/t/{ref}/reply/", typed()) for ref in (topic.ref, UNKNOWN))

    assert (gone.status_code, same(gone, topic.ref)) == (404, same(missing, UNKNOWN))
    assert "From practice." in text(gone)


def test_somebody_who_left_the_space_meanwhile_keeps_the_text(client_of, secret_board, other):
    topic = make_topic(secret_board, other)
    leave(other, secret_board.space, by=other)

    page = client_of(other).post(f"/forum/t/{topic.ref}/reply/", typed())

    assert (page.status_code, "From practice." in text(page), topic.title in text(page)) == (404, True, False)


def test_an_edit_is_shown_with_its_history(client_of, topic, post, other, member):
    make_reply(topic, member)
    client = client_of(other)

    response = client.post(f"/forum/p/{post.ref}/edit/", {"body": "Better words", "reason": "clearer"})
    page, history = client.get(f"/forum/t/{topic.ref}/"), client.get(f"/forum/p/{post.ref}/history/")

    assert response["Location"] == f"/forum/t/{topic.ref}/#p2"
    assert "See the history (2 versions)" in text(page)
    assert [(version.number, version.reason) for version in history.context["versions"]] == [(2, "clearer"), (1, "")]
    assert '<ins><span class="unseen">added: </span><bdi>Better words</bdi></ins>' in text(history)


def test_nobody_else_opens_the_form_of_an_edit(as_member, as_moderator, post):
    answers = [client.get(f"/forum/p/{post.ref}/edit/").status_code for client in (as_member, as_moderator)]

    assert answers == [404, 404]


def test_withdrawing_asks_first_and_then_takes_the_post_away(client_of, as_member, topic, post, other):
    client = client_of(other)
    asked = client.get(f"/forum/p/{post.ref}/withdraw/")
    client.post(f"/forum/p/{post.ref}/withdraw/")

    assert asked.status_code == 200
    assert post.body not in text(as_member.get(f"/forum/t/{topic.ref}/"))
    assert as_member.get(f"/forum/p/{post.ref}/").status_code == 404


def test_a_report_reaches_the_moderators(as_member, member, post):
    empty = as_member.post(f"/forum/p/{post.ref}/report/", {"reason": "", "why": "other"})
    as_member.post(f"/forum/p/{post.ref}/report/", {"reason": "It names a village.", "why": "at_risk"})

    assert list(empty.context["form"].errors) == ["reason"]
    assert Flag.objects.values_list("key", "reporter", "why", "reason").get() == (
        key_of(post),
        member.pk,
        "at_risk",
        "It names a village.",
    )


def test_a_report_that_took_the_post_away_leads_to_itself_however_often_it_is_sent(as_member, post, settings):
    settings.REPORTS_THAT_HIDE = 1

    answers = [as_member.post(f"/forum/p/{post.ref}/report/", {"reason": "", "why": "spam"}) for _ in range(2)]

    assert [answer["Location"] for answer in answers] == [Flag.objects.get().get_absolute_url()] * 2


@pytest.mark.parametrize("deed", ["lock", "unlock", "pin", "unpin", "hide", "restore"])
def test_what_moderators_do_to_topics_is_a_404_to_others(as_member, topic, deed):
    assert as_member.post(f"/forum/t/{topic.ref}/{deed}/").status_code == 404


def test_moderators_close_and_open_from_the_page(as_moderator, topic):
    as_moderator.post(f"/forum/t/{topic.ref}/lock/")
    closed = Topic.objects.get().locked_at
    as_moderator.post(f"/forum/t/{topic.ref}/unlock/")

    assert (closed is not None, Topic.objects.get().locked_at) == (True, None)


def test_moderators_hide_and_restore_a_post(as_moderator, post):
    as_moderator.post(f"/forum/p/{post.ref}/hide/", {"reason": "names a village"})
    hidden_at = Post.objects.get(pk=post.pk).hidden_at
    as_moderator.post(f"/forum/p/{post.ref}/restore/")

    assert (hidden_at is not None, Post.objects.get(pk=post.pk).hidden_at) == (True, None)


def test_marking_all_as_read_leaves_nothing_unread(as_member, topic):
    page = as_member.get("/forum/")
    until = hidden(page, "until")

    as_member.post("/forum/read/", {"until": until})

    assert as_member.get("/forum/").context["unread"] == 0


# --- a session lost meanwhile


def written_and_lost(client, topic):
    """Open the form, lose the session, send the text: the answer."""
    form = client.get(f"/forum/t/{topic.ref}/reply/")
    sent = typed(writer=hidden(form, "writer"), body="Long and careful.")
    client.cookies.pop("sid")
    return client.post(f"/forum/t/{topic.ref}/reply/", sent)


def sign_in(client, person, to="/"):
    return client.post("/accounts/login/", {"login": person.email, "password": PASSWORD, "next": to})


def test_a_text_sent_without_a_session_comes_back_after_signing_in(as_member, member, topic):
    page = written_and_lost(as_member, topic)
    sign_in(as_member, member)
    form = as_member.get(f"/forum/t/{topic.ref}/reply/").context["form"]
    as_member.post(f"/forum/t/{topic.ref}/reply/", typed(body=form["body"].value()))

    assert (page.status_code, "Long and careful." in text(page)) == (403, True)
    assert f"/accounts/login/?next=/forum/t/{topic.ref}/reply/" in text(page)
    assert Post.objects.get(number=2).body == "Long and careful."
    assert Unsent.objects.count() == 0


def test_nobody_else_who_signs_in_there_gets_the_text(as_member, topic, moderator):
    written_and_lost(as_member, topic)
    sign_in(as_member, moderator)

    page = as_member.get(f"/forum/t/{topic.ref}/reply/")

    assert (page.status_code, "Long and careful." in text(page)) == (200, False)


def test_the_writer_gets_the_text_in_no_other_browser(as_member, member, topic):
    written_and_lost(as_member, topic)
    elsewhere = Client()
    sign_in(elsewhere, member)

    assert "Long and careful." not in text(elsewhere.get(f"/forum/t/{topic.ref}/reply/"))


def test_the_cookie_of_a_kept_text_holds_no_text_and_is_for_the_server_alone(as_member, topic):
    cookie = written_and_lost(as_member, topic).cookies["unsent"]

    assert "careful" not in cookie.value
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (True, "Lax", "/forum/", 3600)


def test_signed_out_nothing_is_kept_without_the_word_of_a_form(anonymous, topic):
    page = anonymous.post(f"/forum/t/{topic.ref}/reply/", typed(writer="forged"))

    assert (page.status_code, "From practice." in text(page), Unsent.objects.count()) == (403, True, 0)


def test_signed_out_a_topic_and_none_are_answered_alike(anonymous, topic):
    there, missing = (anonymous.post(f"/forum/t/{ref}/reply/", typed()) for ref in (topic.ref, UNKNOWN))

    assert same(there, topic.ref) == same(missing, UNKNOWN)


def test_a_form_opened_by_another_person_is_not_sent_as_mine(as_member, client_of, topic, other):
    form = client_of(other).get(f"/forum/t/{topic.ref}/reply/")

    page = as_member.post(f"/forum/t/{topic.ref}/reply/", typed(writer=hidden(form, "writer"), body="Otto's words"))

    assert ("Otto&#x27;s words" in text(page), Post.objects.count()) == (False, 1)


def test_names_lead_to_people_for_members_alone(anonymous, as_member, other):
    topic = make_topic(make_board("public"), other)

    links = [other.get_absolute_url() in client.get(topic.get_absolute_url()).content.decode()
             for client in (anonymous, as_member)]  # fmt: skip

    assert links == [False, True]


def test_the_history_names_people_as_they_were_typed(client_of, topic, post, other, member):
    make_reply(topic, member)
    client = client_of(other)
    client.post(f"/forum/p/{post.ref}/edit/", {"body": "Ask @Amara Member first."})

    page = text(client.get(f"/forum/p/{post.ref}/history/"))

    assert ("Ask @Amara Member first." in page, "(person:" in page) == (True, False)


def test_the_bell_of_the_page_one_lands_on_counts_what_is_left(client_of, board, member, other):
    topic, second = make_topic(board, member), make_topic(board, member)
    make_reply(topic, other)
    make_reply(second, other)
    client = client_of(member)

    counts = [client.get(address).context["unread_count"] for address in ("/forum/", topic.get_absolute_url())]

    assert counts == [2, 1]
