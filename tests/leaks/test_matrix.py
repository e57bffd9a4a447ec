"""T23: every route of the forum, its files, notices and reports × everybody × objects in every kind of place, GET and
POST: exactly who may. Refusals are the one 404 and change nothing. The routes come from the inventory: one that has no
line in the table fails."""

import re
from collections import defaultdict
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from config import inventory
from core.models import AuditEntry
from core.things import key_of
from files.actions import attach
from files.models import StoredFile
from forum import actions
from forum.models import Lifting, Post
from members.actions import add_to_space
from moderation.actions import save_reply
from moderation.models import Deletion, ReviewItem, WatchedWord
from notifications.models import Notice
from notifications.unsubscribing import stop_token
from tests.factories.files import stored
from tests.factories.forum import make_board, make_conversation, make_reply, make_topic
from tests.factories.texts import hung
from tests.leaks.equal import sent_to

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

UNKNOWN = "aaaaaaaaaa"
ROOMS = ("forum/", "files/", "notices/", "moderation/")
PLACES = ("public", "members", "invite", "secret")
STAFF = ("moderator", "steward", "editor", "operator")
INSIDE = ("insider", "reader", "inner moderator", "keeper", "author")
PEOPLE = ("nobody", "outsider", *STAFF, *INSIDE)


def members(who, place):
    return who != "nobody"


def reads(who, place):
    return place == "public" or (members(who, place) and (place == "members" or who in INSIDE))


def writes(who, place):
    return members(who, place) and reads(who, place) and not (place in ("invite", "secret") and who == "reader")


def moderates(who, place):
    return who in ("inner moderator", "keeper") if place in ("invite", "secret") else who == "moderator"


def wrote(who, place):
    return who == "author"


def settles(who, place):
    return moderates(who, place) or who == "author"


def edits_topic(who, place):
    """The topic of these tests has an answer: its author changes no title any more."""
    return moderates(who, place)


def asks(who, place):
    return moderates(who, place) or who == "author"


def writes_or_moderates(who, place):
    return writes(who, place) or moderates(who, place)


def reported(who, place):
    return who == "insider"


def writes_replies(who, place):
    return who == "moderator"


def nobody_at_all(who, place):
    """Of what the topic of these tests is no place for, such as a vote in a question: its own tests ask who may."""
    return False


def keeps(who, place):
    return who == "keeper" and place in ("invite", "secret")


def is_public(who, place):
    return place == "public"


def arranges(who, place):
    return who in ("moderator", "steward")


def keeps_board(who, place):
    return keeps(who, place) or (arranges(who, place) and place in ("public", "members"))


def keeps_boards(who, place):
    return keeps(who, place) or arranges(who, place)


def reading_member(who, place):
    return members(who, place) and reads(who, place)


def others(who, place):
    return members(who, place) and reads(who, place) and who != "author"


def follows(who, place):
    return members(who, place) and reads(who, place)


def takes_part(who, place):
    """In the one private conversation, of the insider with the author; roles and places change nothing."""
    return who in ("author", "insider")


def watches(who, place):
    """Keeps a list of watched words: everybody's, or that of the space."""
    return who == "moderator" or watches_there(who, place)


def watches_there(who, place):
    """Keeps the list that the word stands in."""
    return who in ("keeper", "inner moderator") if place in ("invite", "secret") else who == "moderator"


def holds_there(who, place):
    return who == "steward" and place in ("public", "members")


def is_steward(who, place):
    return who == "steward"


def everybody(who, place):
    return True


def answers_for(who, place):
    return moderates(who, place) or (who == "steward" and place in ("public", "members"))


def nobody_there(who, place):
    """The post carries its writer's name: there is nothing to ask."""
    return False


# What each route answers to GET and to POST: (who may, with which status), or 405 for everybody.
# What a visitor sends is given back as not sent, with 403, whatever the address.
# 200 to a POST is no deed but the form once more, with what is wrong with it: of what is SENT to all alike a choice is
# missing, or (`post_amend`) which text it was made from. It writes nothing, but for those of DONE_HERE.
REFUSED = 405
TABLE = {
    "forum": ((everybody, 200), REFUSED),
    "forum_catch_up": (REFUSED, (members, 302)),
    "board_feed": ((is_public, 200), REFUSED),
    "topic_fresh": ((reads, 200), REFUSED),
    "topic_search": ((reads, 200), REFUSED),
    "topic_print": ((reads, 200), REFUSED),
    "topic_export": (REFUSED, (follows, 302)),
    "forum_topics": ((everybody, 200), REFUSED),
    "forum_topics_read": (REFUSED, (members, 302)),
    "bookmarks": ((members, 200), REFUSED),
    "post_bookmark": ((reading_member, 200), (reading_member, 302)),
    "post_bookmark_remove": (REFUSED, (reading_member, 302)),
    "post_signal": ((others, 200), (others, 302)),
    "board_read": (REFUSED, (follows, 302)),
    "drafts": ((members, 200), REFUSED),
    "draft_save": (REFUSED, (members, 204)),
    "draft_throw_away": (REFUSED, (members, 302)),
    "forum_preview": (REFUSED, (members, 200)),
    "board_new": ((keeps, 200), (keeps, 302)),
    "arrange": ((keeps_boards, 200), REFUSED),
    "open_board_new": ((is_steward, 200), (is_steward, 200)),
    "theme_new": ((arranges, 200), (arranges, 200)),
    "theme_edit": ((arranges, 200), (arranges, 200)),
    "theme_shift": (REFUSED, (arranges, 302)),
    "theme_remove": (REFUSED, (arranges, 302)),
    "board_edit": ((keeps_board, 200), (keeps_board, 200)),
    "board_shift": (REFUSED, (keeps_board, 302)),
    "board_archive": (REFUSED, (keeps_board, 302)),
    "board": ((reads, 200), REFUSED),
    "topic": ((reads, 200), REFUSED),
    "topic_new": ((writes, 200), (writes, 302)),
    "topic_reply": ((writes, 200), (writes, 302)),
    "topic_more": (REFUSED, (settles, 302)),
    "topic_reopen": (REFUSED, (settles, 302)),
    "topic_vote": (REFUSED, (nobody_at_all, 302)),
    "post_accept": (REFUSED, (settles, 302)),
    "topic_edit": ((edits_topic, 200), (edits_topic, 302)),
    "topic_slow": (REFUSED, (moderates, 302)),
    "topic_move": ((moderates, 200), (moderates, 200)),
    "topic_split": ((moderates, 200), (moderates, 200)),
    "move": ((nobody_at_all, 200), (nobody_at_all, 302)),
    "topic_ask": ((asks, 200), (asks, 200)),
    "topic_applies": (REFUSED, (writes_or_moderates, 302)),
    "forum_similar": (REFUSED, (members, 200)),
    "topic_lock": (REFUSED, (moderates, 302)),
    "topic_unlock": (REFUSED, (moderates, 302)),
    "topic_pin": (REFUSED, (moderates, 302)),
    "topic_unpin": (REFUSED, (moderates, 302)),
    "topic_hide": ((moderates, 200), (moderates, 302)),
    "topic_restore": (REFUSED, (moderates, 302)),
    "post": ((reads, 302), REFUSED),
    "post_history": ((reads, 200), REFUSED),
    "post_edit": ((wrote, 200), (wrote, 302)),
    "post_report": ((others, 200), (others, 302)),
    "post_withdraw": ((wrote, 200), (wrote, 302)),
    "post_lift": ((nobody_there, 200), (nobody_there, 302)),
    "liftings": ((members, 200), REFUSED),
    "lifting": ((answers_for, 200), (nobody_there, 302)),
    "post_hide": ((moderates, 200), (moderates, 302)),
    "post_restore": (REFUSED, (moderates, 302)),
    "post_amend": ((moderates, 200), (moderates, 200)),
    "post_appeal": (REFUSED, (nobody_at_all, 302)),
    "post_said": ((settles, 200), REFUSED),
    "topic_said": ((settles, 200), REFUSED),
    "post_translate": ((writes, 200), (writes, 200)),
    "translation": ((reads, 302), REFUSED),
    "translation_history": ((reads, 200), REFUSED),
    "translation_report": ((others, 200), (others, 302)),
    "translation_withdraw": ((wrote, 200), (wrote, 302)),
    "conversations": ((members, 200), REFUSED),
    "conversation_new": ((members, 200), (members, 200)),
    "conversation": ((takes_part, 200), REFUSED),
    "conversation_write": ((takes_part, 200), (takes_part, 302)),
    "conversation_add": ((takes_part, 200), (takes_part, 200)),
    "conversation_leave": ((takes_part, 200), (takes_part, 302)),
    "conversation_mute": (REFUSED, (takes_part, 302)),
    "conversation_unmute": (REFUSED, (takes_part, 302)),
    "message": ((takes_part, 302), REFUSED),
    "message_report": ((wrote, 200), (wrote, 302)),
    "file_upload": (REFUSED, (members, 200)),
    "file": ((reads, 200), REFUSED),
    "file_picture": ((reads, 200), REFUSED),
    "file_text": ((reads, 200), REFUSED),
    "notices": ((members, 200), REFUSED),
    "notices_read": (REFUSED, (members, 302)),
    "notice": ((wrote, 302), REFUSED),
    "notice_choices": ((members, 200), (members, 200)),
    "following": ((members, 200), (members, 302)),
    "follow": (REFUSED, (follows, 302)),
    "mail_stop": ((everybody, 200), (everybody, 200)),
    "watched_words": ((watches, 200), (watches, 200)),
    "watched_words_try": ((watches, 302), (watches, 200)),
    "watched_word_remove": (REFUSED, (watches_there, 302)),
    "reports": ((members, 301), REFUSED),
    "review_queue": ((members, 200), REFUSED),
    "review_bulk": (REFUSED, (members, 200)),
    "review_of": ((moderates, 302), REFUSED),
    "review_item": ((moderates, 200), REFUSED),
    "review_decide": (REFUSED, (moderates, 302)),
    "review_claim": (REFUSED, (moderates, 302)),
    "review_release": (REFUSED, (moderates, 302)),
    "review_assign": (REFUSED, (moderates, 302)),
    "replies": ((writes_replies, 200), REFUSED),
    "reply_new": ((writes_replies, 200), (writes_replies, 200)),
    "reply_edit": ((writes_replies, 200), (writes_replies, 200)),
    "reply_retire": (REFUSED, (writes_replies, 302)),
    "flag": ((reported, 200), REFUSED),
    "delete": ((nobody_at_all, 200), (nobody_at_all, 302)),
    "deletions": ((members, 200), REFUSED),
    "deletion_keep": (REFUSED, (moderates, 302)),
    "deletion_erase": ((moderates, 200), (moderates, 302)),
    "holds": ((is_steward, 200), REFUSED),
    "hold": ((holds_there, 200), (holds_there, 302)),
    "moderation_log": ((members, 200), REFUSED),
}
# Their 200 is the deed: what it did is said on the same page.
DONE_HERE = {"mail_stop"}
# The form comes again beside the text of the post: in a secret space it is on record who was shown that.
SHOWN_AGAIN = {"post_translate"}
# Who only reads a space may have written in it when the form was opened: it comes again, with the text and a refusal.
# So it does for who started a topic that somebody has answered meanwhile.
READERS = {("topic_new", "post", "reader"), ("topic_reply", "post", "reader"), ("post_translate", "post", "reader"),
           ("topic_edit", "post", "author")}  # fmt: skip
# Sent to every form alike; what is too much for one changes nothing there.
SENT = {"title": "A title", "language": "en", "to": "up", "why": "other",
        "body": "Words.", "reason": "Look.", "decision": "hide", "until": "x", "kind": "question",
        "author": "1", "hidden_at": "2020-01-01", "audience": "public", "number": "99", "reporter": "1",
        "place": f"topic:{UNKNOWN}", "take_back": "useful", "version": "1"}  # fmt: skip


def routes():
    """[(address with <ref> or <key>, name)] of this table's rooms, as the inventory has them."""
    return [(address, name) for address, name in inventory.patterns() if address.startswith(ROOMS)]


def test_every_route_has_its_line_and_every_line_its_route():
    assert {name for _, name in routes()} == set(TABLE)


@pytest.fixture
def people(make_member):
    found = {name: make_member(name.capitalize()) for name in ("outsider", *INSIDE)}
    found |= {name: make_member(name.capitalize(), roles=[name]) for name in STAFF}
    return {"nobody": None, **found}


@pytest.fixture
def place_of(people, make_space):
    """place_of(name) -> the audience; the same people are inside of each space."""

    def make(name):
        if name in ("public", "members"):
            return name
        space = make_space(name, keeper=people["keeper"], people=[people["insider"], people["author"]])
        for who, role in [("reader", "reader"), ("inner moderator", "moderator")]:
            add_to_space(people[who], space, by=people["keeper"], role=role)
        return space.audience

    return make


@pytest.fixture
def things(people, place_of, settings, tmp_path):
    """things(place) -> {part of an address: ref or key} of one board, topic, post and picture by Author."""
    settings.VAR = tmp_path
    settings.DOWNLOADS_PER_HOUR = 10_000

    def make(place):
        author = people["author"]
        topic = make_topic(make_board(place_of(place)), author)
        post = make_reply(topic, author)
        file = stored(author, "png")
        attach(file, to=post, by=author)
        text, held = hung(post, "Words.", by=author), stored(author, name="held.pdf")
        attach(held, to=post, by=author)
        StoredFile.objects.filter(pk=held.pk).update(state="waiting", finding="unscannable")
        space, heard = topic.board.space, {"notices": _heard_by(author, post), "stop": _stop(author)}
        themed = {"h": actions.add_theme(by=people["moderator"], titles={"en": "A theme"}).ref}
        refs = {
            **themed,
            "moves": UNKNOWN,
            "l": _asked_who_wrote(post, people["insider"]),
            "s": space.ref if space else UNKNOWN,
            "text": text.ref,
            "key": key_of(post),
            "follow": key_of(topic),
            "words": _watched(place, space),
        }
        report = actions.report_post(post, by=people["insider"], reason="Look.")
        reply = save_reply(to="author", texts={"en": ("A title", "Words.")}, by=people["moderator"])
        tomorrow = timezone.now() + timedelta(days=1)
        gone = make_reply(topic, author)  # only what is out of sight is erased
        Post.objects.filter(pk=gone.pk).update(hidden_at=timezone.now())
        deleted = Deletion.objects.create(key=key_of(gone), reason="Look.", due_at=tomorrow)
        queued = {
            "deletions": deleted.ref,
            "items": ReviewItem.objects.get(key=key_of(post)).ref,
            "flags": report.ref,
            "replies": reply.ref,
        }
        said = make_conversation(people["insider"], author)  # the author reads it, and may report it
        translated = actions.translate_post(
            post, by=author, language="fr", body="Des mots.", once="t" * 20, of_digest=post.digest
        )
        heard |= {"x": translated.ref, "c": said.conversation.ref, "m": said.ref}
        return {**heard, **queued, "b": topic.board.ref, "t": topic.ref, "p": post.ref, "files": file.ref, **refs}

    return make


def _watched(place, space):
    """The ref of a word that is watched in the space, or everywhere."""
    return WatchedWord.objects.create(words=place, audience_id=space.audience_id if space else None).ref


def _asked_who_wrote(post, by):
    """The ref of a request to learn who wrote a post, by somebody who answers for the place no more."""
    until = timezone.now() + timedelta(hours=1)
    return Lifting.objects.create(post=post, asked_by=by, reason="Why.", closes_at=until).ref


def _heard_by(person, post):
    """The ref of a notice to this person about a post of theirs."""
    return Notice.objects.create(recipient=person, kind="forum.reply", key=key_of(post)).ref


def _stop(person):
    """The word in a mail to this person that stops others like it."""
    return stop_token(person, "forum.reply")


def filled(address, refs):
    """The address with its ref or key, and that ref: by the folder that it stands in."""
    folder = re.search(r"(\w+)/<", address)
    if not folder:
        return f"/{address}", ""
    deed = address.rstrip("/").rpartition("/")[2]
    part = "key" if "<str:key>" in address else folder[1]
    ref = refs[deed if part == "files" and deed in refs else part]
    return "/" + re.sub(r"<[^>]+>", ref, address), ref


RECORD = f'FROM "{AuditEntry._meta.db_table}" WHERE verb'
COUNTED = {
    model.__name__: f'FROM "{model._meta.db_table}"'
    for room in ("forum", "files", "moderation", "notifications", "core")
    for model in apps.get_app_config(room).get_models()
    if model.__name__ != "Unsent"
} | {"AuditEntry": f"{RECORD} NOT IN ('core.denied', 'core.open')", "opened": f"{RECORD} = 'core.open'"}


@contextmanager
def undone():
    """What the request wrote is taken back, so that each one meets the same objects."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def told(response, ref):
    """What an answer says, without what differs between any two: tokens, length, and the path asked for."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    body = re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", body).decode("utf-8", "replace")
    headers = {name: value for name, value in response.headers.items() if name not in {"Date", "Content-Length"}}
    for shape in (ref or UNKNOWN, quote(ref or UNKNOWN, safe="")):  # the path asked for is `next` of the way to sign in
        body = body.replace(shape, "REF")
    return response.status_code, headers, body


def rows():
    """How many rows each of our tables holds, and how often something was opened, as the record says; that somebody was
    refused is on record, and nothing else may be. Asked in one go: the walk asks thousands of times."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"(SELECT COUNT(*) {where})" for where in COUNTED.values()))
        return dict(zip(COUNTED, cursor.fetchone(), strict=True))


def expected_of(line, name, who, place, method):
    if line == REFUSED:
        return REFUSED
    rule, status = line
    if rule(who, place):
        return status
    if (name, method, who) in READERS:
        return 200
    return 403 if method == "post" and who == "nobody" else 404


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("place", PLACES)
def test_exactly_who_may(things, people, client_of, place, method):
    refs = things(place)
    unknown = defaultdict(lambda: UNKNOWN, key=f"post:{UNKNOWN}", follow=f"topic:{UNKNOWN}")
    clients = {who: client_of(person) for who, person in people.items()}
    wrong, leaks, written, before = {}, [], [], rows()
    for address, name in routes():
        line = TABLE[name][method == "post"]
        done = None if line == REFUSED else line[1]
        for who in PEOPLE:
            clients[who].cookies.pop("messages", None)  # what was done before is said on the next page
            path, ref = filled(address, refs)
            with undone():
                response = sent_to(clients[who], method, path, SENT)
                answer = told(response, ref)
                is_deed = answer[0] == done and (method == "get" or answer[0] != 200 or name in DONE_HERE)
                now = rows()
                shown = {"opened": now["opened"]} if name in SHOWN_AGAIN and answer[0] == 200 else {}
                if not is_deed and now != {**before, **shown}:
                    written.append((name, who))
            expected = expected_of(line, name, who, place, method)
            if answer[0] != expected:
                wrong[name, who] = (answer[0], expected)
            if ref and answer[0] in (403, 404):
                with undone():
                    elsewhere, missing = filled(address, unknown)
                    blank = sent_to(clients[who], method, elsewhere, SENT)
                    if told(blank, missing) != answer:
                        leaks.append((name, who))

    assert wrong == {}
    assert (leaks, written) == ([], [])


@pytest.mark.parametrize("place", PLACES)
def test_what_is_hidden_is_there_for_its_author_and_moderators_alone(things, people, client_of, place):
    refs = things(place)
    post = people["author"].posts.get(ref=refs["p"])
    actions.hide_post(post, by=people["moderator" if place in ("public", "members") else "keeper"])
    addresses = {name: filled(address, refs)[0] for address, name in routes()}

    def sees(who):
        client = client_of(people[who])
        answers = {name: client.get(addresses[name]) for name in ("post", "post_history", "file", "file_picture")}
        for answer in answers.values():
            b"".join(answer.streaming_content) if answer.streaming else None
        page = client.get(addresses["topic"])
        answers = {name: answer.status_code for name, answer in answers.items()}
        return answers, page.status_code == 200 and post.body in page.content.decode()

    hidden = (dict.fromkeys(("post", "post_history", "file", "file_picture"), 404), False)
    shown = ({"post": 302, "post_history": 200, "file": 200, "file_picture": 200}, True)
    expected = {who: shown if who == "author" or moderates(who, place) else hidden for who in PEOPLE}
    assert {who: sees(who) for who in PEOPLE} == expected


@pytest.mark.parametrize("place", PLACES)
def test_hiding_and_restoring_over_and_over_leave_one_entry_each_in_the_log(things, people, client_of, place):
    refs = things(place)
    client = client_of(people["moderator" if place in ("public", "members") else "keeper"])

    for verb in ("hide", "hide", "restore", "restore"):
        client.post(f"/forum/p/{refs['p']}/{verb}/", {"reason": "Look."})

    verbs = AuditEntry.objects.filter(verb__in=["forum.hide_post", "forum.restore_post"]).values_list("verb", flat=True)
    assert sorted(verbs) == ["forum.hide_post", "forum.restore_post"]
