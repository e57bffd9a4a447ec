"""Erasing what is neither a topic nor a post: translations, and private messages that were reported."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.forms import new_once
from core.models import AuditEntry
from core.things import key_of
from files.models import StoredFile
from forum import actions as forum
from forum.models import Message, Post, PostTranslation, TranslationVersion
from moderation import actions, refusals
from moderation.lanes import erase
from moderation.models import Deletion, Erased, Hold, ReviewItem
from moderation.tombstones import file
from search.models import Pending
from tests.factories.files import stored
from tests.factories.forum import make_board, make_conversation, make_reply, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR = tmp_path


@pytest.fixture
def second(make_member):
    return make_member("Sofia Second", roles=["moderator"])


@pytest.fixture
def translator(make_member):
    return make_member("Tilda Translator")


@pytest.fixture
def post(member, other):
    return make_reply(make_topic(make_board("members"), member), other, body="The nest is under the weir.")


def translated(post, by, body="Гніздо під греблею.", **made):
    asked = {"language": "uk", "of_digest": post.digest, "once": new_once(), **made}
    return forum.translate_post(post, body=body, by=by, **asked)


@pytest.fixture
def translation(post, translator, moderator):
    """A hidden translation in two versions."""
    first = translated(post, translator)
    made = translated(post, translator, "Гніздо саме під греблею.", made_from=first.digest)
    forum.put_away_translation(made, by=moderator)
    return PostTranslation.objects.get()


@pytest.fixture
def message(member, other):
    """A private message with a file, which its reader has reported."""
    written = make_conversation(other, member, body="The nest is under the weir.", files=[stored(other, "png")])
    forum.report_messages(written, by=member, reason="A place.")
    return written


def decided(message, by, decision="delete", reason="A witness."):
    item = ReviewItem.objects.get(key=key_of(message))
    return actions.decide(item, message, decision, by=by, version=item.version, reason=reason)


def come_to_its_day():
    Deletion.objects.update(due_at=timezone.now() - timedelta(minutes=1))


def test_a_translation_is_erased_in_all_versions_and_its_post_stays(translation, post, moderator):
    actions.delete(translation, by=moderator, reason="A witness.")
    assert actions.erase_due() == 0
    come_to_its_day()

    assert erase() == 2

    gone = PostTranslation.objects.get()
    assert (gone.body, gone.body_html, gone.author, bool(gone.erased_at)) == ("", "", None, True)
    assert (TranslationVersion.objects.count(), Post.objects.get(pk=post.pk).body) == (0, "The nest is under the weir.")
    assert Pending.objects.get(key=key_of(translation)).narrows is True
    assert file().read_text() == f"translation:{translation.ref}\n"


def test_after_a_translation_was_erased_another_one_is_made(translation, post, member, moderator, second):
    actions.erase_now(actions.delete(translation, by=moderator, reason="A witness."), translation, by=second)

    anew = translated(post, member, "Гніздо під греблею.")

    assert (anew.pk == translation.pk, anew.stands, bool(Post.objects.get(pk=post.pk).translated_at)) == (
        False,
        True,
        True,
    )


@pytest.mark.parametrize("way", ["restored", "approved"])
def test_a_translation_that_is_brought_back_is_not_erased_on_its_day(translation, moderator, second, way):
    actions.delete(translation, by=moderator, reason="A witness.")
    if way == "approved":
        PostTranslation.objects.update(held_at=timezone.now())
        forum.approve_translation(translation, by=second)
    else:
        forum.bring_back_translation(translation, by=second)
    PostTranslation.objects.update(hidden_at=timezone.now())
    come_to_its_day()

    assert (actions.erase_due(), Deletion.objects.get().outcome) == (0, "kept")
    assert bool(PostTranslation.objects.get().body)


@pytest.mark.parametrize("on", ["translation", "post", "topic", "translator", "other"])
def test_a_hold_on_it_on_its_post_or_on_who_wrote_either_keeps_a_translation(
    translation, post, other, translator, moderator, second, steward, on
):
    held = {"translation": translation, "post": post, "topic": post.topic, "translator": translator, "other": other}[on]
    deletion = actions.delete(translation, by=moderator, reason="A witness.")
    Hold.objects.create(key=key_of(held), reason="A court asks.", by=steward)
    come_to_its_day()

    with pytest.raises(refusals.Held):
        actions.erase_now(deletion, translation, by=second)

    assert (actions.erase_due(), bool(PostTranslation.objects.get().body)) == (0, True)


@pytest.mark.parametrize("on", ["translation", "translator"])
def test_a_hold_on_a_translation_keeps_the_post_with_which_it_would_go(
    translation, post, translator, moderator, second, steward, on
):
    forum.hide_post(post, by=moderator)
    post = Post.objects.get(pk=post.pk)
    deletion = actions.delete(post, by=moderator, reason="A witness.")
    held = {"translation": translation, "translator": translator}[on]
    Hold.objects.create(key=key_of(held), reason="A court asks.", by=steward)

    with pytest.raises(refusals.Held):
        actions.erase_now(deletion, post, by=second)

    assert bool(PostTranslation.objects.get().body)


def test_a_message_is_hidden_and_deleted_by_one_decision_and_erased_on_its_day(message, moderator):
    held = StoredFile.objects.get()

    decided(message, moderator)
    assert (bool(Message.objects.get().hidden_at), actions.erase_due()) == (True, 0)
    come_to_its_day()
    erase()

    gone = Message.objects.get()
    assert (gone.body, gone.body_html, gone.author, gone.number, bool(gone.erased_at)) == ("", "", None, 1, True)
    held.refresh_from_db()
    assert (held.name, bool(held.erased_at)) == ("", True)
    assert file().read_text() == f"message:{message.ref}\n"


def test_deleting_a_message_needs_a_reason_and_else_nothing_happens(message, moderator):
    with pytest.raises(refusals.NoReason):
        decided(message, moderator, reason="")

    assert (Message.objects.get().hidden_at, ReviewItem.objects.get().is_open, Deletion.objects.exists()) == (
        None,
        True,
        False,
    )


def test_a_deleted_message_is_in_the_moderators_list_and_its_text_is_theirs_to_read_no_more(
    message, member, moderator, second, client_of
):
    decided(message, moderator)
    deletion = Deletion.objects.get()
    erasing, one, two = f"/moderation/deletions/{deletion.ref}/erase/", client_of(moderator), client_of(second)

    listed = [client.get("/moderation/deletions/").content.decode() for client in (one, two, client_of(member))]
    asked = [client.get(erasing).status_code for client in (one, two, client_of(member))]
    read = [two.get(address).status_code for address in (message.get_absolute_url(), f"/moderation/of/{message.ref}/")]

    assert [deletion.ref in page for page in listed] == [True, True, False]
    assert not any("weir" in page or message.get_absolute_url() in page for page in listed)
    assert (asked, read) == ([404, 200, 404], [404, 404])
    two.post(erasing)
    assert (Message.objects.get().body, Erased.objects.get().key) == ("", key_of(message))


def test_a_message_that_was_only_hidden_can_be_deleted_later_and_kept_after_all(message, moderator, second, client_of):
    decided(message, moderator, "hide")
    address = f"/moderation/delete/{key_of(message)}/"

    sent = client_of(second).post(address, {"reason": "A witness."})
    deletion = Deletion.objects.get()
    client_of(moderator).post(f"/moderation/deletions/{deletion.ref}/keep/")

    assert (sent.status_code, Deletion.objects.get().outcome) == (302, "kept")


def test_the_way_to_delete_a_hidden_message_stands_with_what_is_deleted(
    message, member, moderator, second, client_of, make_member
):
    address = f'href="/moderation/delete/{key_of(message)}/"'
    decided(message, moderator, "hide")
    people = [moderator, second, member, make_member("Stella", roles=["steward"])]

    before = [client_of(person).get("/moderation/deletions/").content.decode() for person in people]
    client_of(second).post(f"/moderation/delete/{key_of(message)}/", {"reason": "A witness."})
    after = client_of(moderator).get("/moderation/deletions/").content.decode()

    assert [address in page for page in (*before, after)] == [True, True, False, False, False]
    assert not any("weir" in page or message.get_absolute_url() in page for page in before)


def test_hidden_messages_cost_that_page_the_same_for_one_and_for_three(other, second, make_member, client_of):
    client = client_of(second)

    def hide():
        written = make_conversation(make_member(), other)
        forum.report_messages(written, by=other, reason="A place.")
        decided(written, second, "hide")

    def cost():
        client.get("/moderation/deletions/")  # whatever is read once for a process
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/moderation/deletions/")
        return len(page.context["hidden"]), len(queries)

    hide()
    one = cost()
    hide(), hide()

    assert cost() == (3, one[1])
    assert one[0] == 1


def test_nobody_deletes_a_message_that_was_not_reported_or_that_they_take_part_in(
    member, other, moderator, second, client_of
):
    silent = make_conversation(other, member)
    mine = make_conversation(other, moderator)
    forum.report_messages(mine, by=moderator, reason="A place.")
    forum.take_message_away(mine, by=second)
    Message.objects.update(hidden_at=timezone.now())

    keys = [key_of(silent), key_of(mine)]
    answers = [client_of(moderator).get(f"/moderation/delete/{key}/").status_code for key in keys]

    assert answers == [404, 404]


@pytest.mark.parametrize("on", ["message", "conversation", "author", "file"])
def test_a_hold_on_it_on_its_file_or_on_its_writer_keeps_a_message(message, other, moderator, steward, on):
    held = {"message": message, "conversation": message.conversation, "author": other, "file": StoredFile.objects.get()}
    decided(message, moderator)
    Hold.objects.create(key=key_of(held[on]), reason="A court asks.", by=steward)
    come_to_its_day()

    assert (actions.erase_due(), Message.objects.get().body) == (0, "The nest is under the weir.")
    noted = AuditEntry.objects.get(verb="moderation.hold_stopped").key
    assert noted == (key_of(other) if on == "author" else key_of(message))


def test_a_hold_on_who_only_reads_a_message_does_not_keep_it(message, member, moderator, steward):
    decided(message, moderator)
    actions.set_hold(member, by=steward, reason="A court asks.")
    come_to_its_day()

    assert (actions.erase_due(), Message.objects.get().body) == (1, "")


@pytest.mark.parametrize("kind", ["message", "translation"])
def test_what_a_back_up_brings_back_is_erased_again(kind, moderator, second, request):
    thing = request.getfixturevalue(kind)
    before = {"body": thing.body, "body_html": thing.body_html, "author": thing.author_id, "erased_at": None}
    if kind == "message":
        decided(thing, moderator)
    else:
        actions.delete(thing, by=moderator, reason="A witness.")
    thing = type(thing).objects.get(pk=thing.pk)
    actions.erase_now(Deletion.objects.get(), thing, by=second)
    type(thing).objects.filter(pk=thing.pk).update(**before)
    Erased.objects.all().delete()

    again = [actions.erase_again(key_of(thing)), actions.erase_again(key_of(thing))]

    assert (again, type(thing).objects.get(pk=thing.pk).body) == ([True, False], "")


def test_the_way_to_deleting_stands_where_moderators_look_at_what_is_out_of_sight(post, member, moderator, client_of):
    forum.report_post(post, by=member, reason="A place.")
    item, client = ReviewItem.objects.get(), client_of(moderator)

    before = client.get(item.get_absolute_url()).content.decode()
    forum.hide_post(post, by=moderator)
    after = client.get(item.get_absolute_url()).content.decode()

    link = f"/moderation/delete/{key_of(post)}/"
    assert (link in before, link in after) == (False, True)
