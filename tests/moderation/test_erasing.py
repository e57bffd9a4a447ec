"""Deleting in two steps, holds, and tombstones that outlive the database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.audit import within_session
from core.forms import new_once
from core.models import AuditEntry
from core.refusals import NotAllowed
from core.things import key_of
from core.turns import turn
from files import disk
from files.actions import attach, sweep
from files.models import StoredFile
from forum import actions as forum
from forum.actions.erasing import _drop_drafts_for, erase_topic
from forum.actions.polls import Ask
from forum.models import (
    Applies,
    Asked,
    Draft,
    Poll,
    PollChoice,
    Post,
    PostTranslation,
    Topic,
    TranslationVersion,
)
from forum.moves import Plan
from forum.signing import Sign
from moderation import actions, refusals
from moderation.attribution import NOBODY
from moderation.holds import TURN
from moderation.lanes import erase
from moderation.models import Deletion, Erased, Hold
from moderation.tombstones import file, keys_in, write_down
from search.models import Pending
from tests.factories.files import stored
from tests.factories.forum import make_board, make_reply, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR = tmp_path


@pytest.fixture
def second(make_member):
    return make_member("Sofia Second", roles=["moderator"])


@pytest.fixture
def topic(member):
    return make_topic(make_board("members"), member, title="Where the kittiwakes nest")


@pytest.fixture
def post(topic, other, moderator):
    """A hidden answer with a version and a file."""
    post = make_reply(topic, other, body="The nest is at the weir.")
    forum.edit_post(post, by=other, body="The nest is under the weir.", files=[stored(other, "png")])
    forum.hide_post(post, by=moderator)
    return Post.objects.get(pk=post.pk)


def deleted(post, by):
    return actions.delete(post, by=by, reason="A witness.")


def come_to_its_day(deletion):
    Deletion.objects.filter(pk=deletion.pk).update(due_at=timezone.now() - timedelta(minutes=1))


def test_only_what_is_out_of_sight_is_deleted(topic, moderator):
    with pytest.raises(NotAllowed):
        deleted(topic, moderator)


def test_what_is_deleted_is_erased_on_its_day_and_its_number_stays(post, moderator):
    held = StoredFile.objects.get()
    deletion = deleted(post, moderator)
    assert actions.erase_due() == 0

    come_to_its_day(deletion)
    assert actions.erase_due() == 1

    gone = Post.objects.get(pk=post.pk)
    assert (gone.body, gone.body_html, gone.author, gone.number, gone.revisions.count()) == ("", "", None, 2, 0)
    held.refresh_from_db()
    assert (held.name, bool(held.erased_at), Erased.objects.get().key) == ("", True, f"post:{post.ref}")
    assert Pending.objects.get(key=f"post:{post.ref}").narrows is True


@pytest.mark.django_db(transaction=True)
def test_the_bytes_of_its_files_go_with_it(post, moderator):
    path = disk.full(StoredFile.objects.get().path)
    assert path.exists()

    come_to_its_day(deleted(post, moderator))
    actions.erase_due()

    assert not path.exists()


def test_another_moderator_erases_at_once_and_the_same_one_does_not(post, moderator, second):
    deletion = deleted(post, moderator)

    with pytest.raises(NotAllowed):
        actions.erase_now(deletion, post, by=moderator)
    actions.erase_now(deletion, post, by=second)

    assert Post.objects.get(pk=post.pk).body == ""
    with pytest.raises(refusals.AlreadyDecided):
        actions.erase_now(deletion, post, by=second)


def test_what_is_kept_after_all_is_not_erased(post, moderator, second):
    deletion = deleted(post, moderator)

    actions.keep(deletion, post, by=second)
    come_to_its_day(deletion)

    assert (actions.erase_due(), bool(Post.objects.get(pk=post.pk).body)) == (0, True)


def test_what_is_brought_back_is_not_erased_on_its_day(post, moderator):
    come_to_its_day(deleted(post, moderator))

    forum.restore_post(post, by=moderator)
    forum.hide_post(post, by=moderator)

    assert (actions.erase_due(), Deletion.objects.get().outcome) == (0, "kept")
    assert AuditEntry.objects.get(verb="moderation.keep").key == f"post:{post.ref}"
    deleted(post, moderator)


def test_a_topic_that_is_brought_back_with_its_last_post_is_not_erased(topic, moderator):
    opening = topic.posts.get()
    forum.hide_post(opening, by=moderator)
    come_to_its_day(deleted(Topic.objects.get(), moderator))

    forum.restore_post(opening, by=moderator)

    assert (actions.erase_due(), Topic.objects.get().title) == (0, "Where the kittiwakes nest")


def test_what_was_rejected_and_is_let_in_after_all_is_not_erased(other, moderator):
    board = make_board(posting="all_held")
    topic = make_topic(board, other)
    forum.reject_topic(topic, by=moderator)
    come_to_its_day(deleted(Topic.objects.get(), moderator))
    forum.approve_topic(topic, by=moderator)
    answer = make_reply(Topic.objects.get(), other)
    forum.reject_post(answer, by=moderator)
    come_to_its_day(deleted(Post.objects.get(pk=answer.pk), moderator))

    forum.approve_post(answer, by=moderator)

    assert (actions.erase_due(), Deletion.objects.waiting().count()) == (0, 0)


def test_what_is_in_sight_is_never_erased_whoever_brought_it_back(post, moderator, second):
    deletion = deleted(post, moderator)
    come_to_its_day(deletion)
    Post.objects.filter(pk=post.pk).update(hidden_at=None)

    with pytest.raises(NotAllowed):
        actions.erase_now(deletion, Post.objects.get(pk=post.pk), by=second)

    assert (actions.erase_due(), Deletion.objects.get().outcome) == (0, "kept")


def test_what_is_brought_back_while_somebody_erases_it_stays(post, moderator, second):
    deletion = deleted(post, moderator)
    forum.restore_post(Post.objects.get(pk=post.pk), by=moderator)

    with pytest.raises(refusals.AlreadyDecided):
        actions.erase_now(deletion, post, by=second)  # as it was when its maker looked

    assert Post.objects.get(pk=post.pk).body == "The nest is under the weir."


def test_what_cannot_be_erased_keeps_nothing_else_back(post, moderator, member, caplog):
    file = stored(member)  # of a kind that has no way to be erased by itself
    StoredFile.objects.filter(pk=file.pk).update(erased_at=timezone.now())
    odd = Deletion.objects.create(key=key_of(file), reason="Odd.", due_at=timezone.now())
    come_to_its_day(deleted(post, moderator))

    assert (actions.erase_due(), actions.erase_due()) == (1, 0)
    assert Deletion.objects.waiting().get(pk=odd.pk).due_at > timezone.now()
    assert f"The deletion {odd.ref} can’t be carried out." in caplog.text


def test_a_topic_is_erased_with_title_and_posts(topic, other, moderator):
    make_reply(topic, other)
    forum.hide_topic(topic, by=moderator)

    come_to_its_day(deleted(Topic.objects.get(pk=topic.pk), moderator))
    actions.erase_due()

    gone = Topic.objects.get(pk=topic.pk)
    assert (gone.title, gone.author, gone.last_number, gone.post_count) == ("", None, 2, 0)
    assert set(gone.posts.values_list("body", flat=True)) == {""}


def test_drafts_of_a_change_and_translations_in_all_versions_go_with_a_post(post, topic, other, member, moderator):
    Post.objects.filter(pk=post.pk).update(hidden_at=None)
    made = {"language": "uk", "by": member, "of_digest": post.digest, "once": new_once()}
    forum.translate_post(post, body="Гніздо під греблею.", **made)
    for place in (key_of(post), key_of(topic)):
        forum.save_draft(place, by=other, typed={"body": "The nest moved."})
    forum.hide_post(post, by=moderator)

    come_to_its_day(deleted(Post.objects.get(pk=post.pk), moderator))
    actions.erase_due()

    assert (PostTranslation.objects.count(), TranslationVersion.objects.count()) == (0, 0)
    assert list(Draft.objects.values_list("place", flat=True)) == [key_of(topic)]


def test_nothing_that_hangs_on_a_topic_outlives_it(member, other, moderator):
    board = make_board("members")
    ask = Ask(("At the weir", "Under it"))
    topic = forum.start_poll(board, ask=ask, by=member, title="Where?", body="Vote.", once=new_once())
    Asked.objects.create(topic=topic, user=other, by=member, reason="You saw the nest.")
    Applies.objects.create(topic=topic, key="lesson:aaaaaaaaaa", by=member)
    forum.save_draft(key_of(topic), by=other, typed={"body": "Under the weir."})
    forum.hide_topic(topic, by=moderator)

    come_to_its_day(deleted(Topic.objects.get(pk=topic.pk), moderator))
    actions.erase_due()

    left = [rows.objects.count() for rows in (Poll, PollChoice, Applies, Draft)]
    assert (left, Asked.objects.get().reason) == ([0] * 4, "")


def test_a_hold_on_somebody_keeps_their_drafts_and_files_that_hang_on_nothing(topic, member, other, steward):
    long_ago = timezone.now() - timedelta(days=100)
    for who in (member, other):
        forum.save_draft(key_of(topic), by=who, typed={"body": "The nest."})
        stored(who)
    Draft.objects.update(at=long_ago)
    StoredFile.objects.update(created_at=long_ago)
    actions.set_hold(other, by=steward, reason="A court asks.")

    swept = [forum.throw_away_old_drafts(), sweep().rows]
    erase_topic(topic)

    assert swept == [1, 1]
    assert [Draft.objects.get().user, StoredFile.objects.get().uploader] == [other, other]


def test_files_of_drafts_that_go_with_what_is_erased_wait_no_longer_than_others(topic, member, other, steward):
    mine, held = stored(member), stored(other)
    post = make_reply(topic, member)
    for one, who in ((mine, member), (held, other)):
        forum.save_draft(key_of(topic), by=who, typed={"body": "The nest.", "kept": [one.ref]})
    translated = stored(member)
    forum.save_draft(f"{key_of(post)}/uk", by=member, typed={"body": "Nid", "kept": [translated.ref]})
    actions.set_hold(other, by=steward, reason="A court asks.")

    erase_topic(topic)

    waits = [StoredFile.objects.get(pk=one.pk).wanted_until is not None for one in (mine, translated, held)]
    assert waits == [False, False, True]


def test_drafts_beside_more_posts_than_one_query_takes_go_too(topic, member):
    posts = [Post(ref=f"{number:010}") for number in range(6000)]  # with five translations each
    for place in (key_of(posts[0]), f"{key_of(posts[-1])}/uk"):
        forum.save_draft(place, by=member, typed={"body": "The nest."})

    with CaptureQueriesContext(connection) as asked:
        _drop_drafts_for(*posts)

    assert Draft.objects.count() == 0
    assert max(query["sql"].count("post:") for query in asked.captured_queries) <= 3000


def test_a_hold_on_a_file_keeps_it_though_it_hangs_on_nothing(member, steward):
    file = stored(member)
    StoredFile.objects.update(created_at=timezone.now() - timedelta(days=2))
    Hold.objects.create(key=key_of(file), reason="A court asks.", by=steward)

    assert (sweep().rows, StoredFile.objects.get()) == (0, file)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_hold_that_is_just_being_set_stops_whoever_erases_meanwhile(post, moderator, second, steward):
    deletion, begins = deleted(post, moderator), Event()

    def erase_it():
        begins.set()
        try:
            actions.erase_now(deletion, post, by=second)
        finally:
            connections.close_all()

    with ThreadPoolExecutor() as pool:
        with turn(TURN):
            erasing = pool.submit(erase_it)
            assert begins.wait(20)
            assert not erasing.done()
            Hold.objects.create(key=f"post:{post.ref}", reason="A court asks.", by=steward)
        with pytest.raises(refusals.Held):
            erasing.result(20)

    assert Post.objects.get(pk=post.pk).body == "The nest is under the weir."


@pytest.mark.parametrize("on", ["post", "topic", "person", "file"])
def test_a_hold_on_it_on_its_place_or_on_its_writer_stops_erasing_and_says_so(
    post, topic, other, moderator, second, steward, on
):
    held = {"post": post, "topic": topic, "person": other, "file": StoredFile.objects.get()}[on]
    deletion = deleted(post, moderator)
    hold = Hold.objects.create(key=f"{on}:{held.ref}", reason="A court asks.", by=steward)
    come_to_its_day(deletion)

    with pytest.raises(refusals.Held):
        actions.erase_now(deletion, post, by=second)
    erased = actions.erase_due()

    stopped = AuditEntry.objects.filter(verb="moderation.hold_stopped").values_list("key", "reason", "outcome")
    noted = hold.key if on == "person" else f"post:{post.ref}"
    assert (erased, list(stopped)) == (0, [(noted, "erase", "stopped")] * 2)
    actions.lift_hold(hold, by=steward, reason="Over.")
    come_to_its_day(deletion)
    assert actions.erase_due() == 1


@pytest.mark.parametrize("who", ["other", "member"])
def test_a_hold_on_anybody_keeps_what_has_no_name_and_so_tells_nothing_of_who_wrote_it(
    topic, other, moderator, second, steward, client_of, request, who
):
    person, unnamed = request.getfixturevalue(who), make_reply(topic, other, sign=Sign(NOBODY))
    forum.hide_post(unnamed, by=moderator)
    unnamed = Post.objects.get(pk=unnamed.pk)
    deletion = deleted(unnamed, moderator)
    actions.set_hold(person, by=steward, reason="A court asks.")
    come_to_its_day(deletion)

    page = client_of(second).get("/moderation/deletions/").content.decode()
    with pytest.raises(refusals.Held):
        actions.erase_now(deletion, unnamed, by=second)

    assert ("a hold keeps it" in page, actions.erase_due()) == (True, 0)
    stopped = AuditEntry.objects.filter(verb="moderation.hold_stopped")
    assert list(stopped.values_list("key", flat=True)) == [f"person:{person.ref}"] * 2


def test_a_small_change_of_what_is_held_leaves_a_version_and_the_note_of_that_is_nobodys(
    topic, member, other, moderator, steward
):
    unnamed = make_reply(topic, other, body="The nest is at the old weir.", sign=Sign(NOBODY))
    actions.set_hold(member, by=steward, reason="A court asks.")

    with within_session("one"):
        forum.edit_post(unnamed, by=other, body="The nest is at the cold weir.")

    entry = AuditEntry.objects.get(verb="moderation.hold_stopped")
    assert (entry.key, entry.actor, entry.session) == (f"person:{member.ref}", "", "")
    assert unnamed.revisions.count() == 2


def test_a_hold_is_a_stewards_on_what_they_see(topic, moderator, steward, make_space):
    space = make_space("secret")
    sealed = make_topic(make_board(space.audience), space.memberships.get().user)

    for person, thing in [(moderator, topic), (steward, sealed)]:
        with pytest.raises(NotAllowed):
            actions.set_hold(thing, by=person, reason="A court asks.")
    actions.set_hold(topic, by=steward, reason="A court asks.")
    actions.set_hold(topic, by=steward, reason="Again.")

    assert Hold.objects.get().reason == "A court asks."


def test_a_steward_gets_to_a_hold_on_a_post_and_on_a_file_and_from_home_to_all_of_them(
    client_of, topic, member, moderator, steward
):
    document, post = stored(member), topic.posts.get()
    attach(document, to=post, by=member)
    places = {
        topic.get_absolute_url(): f"/moderation/holds/on/post:{post.ref}/",
        f"/files/{document.ref}/text/": f"/moderation/holds/on/file:{document.ref}/",
        "/": "/moderation/holds/",
    }

    def offered(person):
        pages = {place: client_of(person).get(place).content.decode() for place in places}
        return [f'href="{address}"' in pages[place] for place, address in places.items()]

    assert (offered(steward), offered(moderator)) == ([True] * 3, [False] * 3)
    assert [client_of(steward).get(address).status_code for address in places.values()] == [200] * 3


def test_tombstones_are_written_to_a_file_that_holds_no_content(post, moderator, second):
    actions.erase_now(deleted(post, moderator), post, by=second)

    assert (write_down(), write_down()) == (1, 0)
    assert file().read_text() == f"post:{post.ref}\n"


def test_what_a_back_up_brings_back_is_erased_again(post, moderator, second):
    before = {"body": post.body, "body_html": post.body_html, "author": post.author_id, "erased_at": None}
    actions.erase_now(deleted(post, moderator), post, by=second)
    Post.objects.filter(pk=post.pk).update(**before)
    Erased.objects.all().delete()

    done = [actions.erase_again(key) for key in keys_in([f"post:{post.ref}\n", "nonsense\n", "post:aaaaaaaaaa\n"])]

    assert (done, Post.objects.get(pk=post.pk).body) == ([True, False], "")


def back_up():
    """A back-up of topics and posts: called, it is put back, and what the file of tombstones names is erased again."""
    rows = {model: list(model.objects.values()) for model in (Topic, Post)}

    def restore():
        write_down()
        Erased.objects.all().delete()
        for model, some in rows.items():
            for row in some:
                model.objects.filter(pk=row["id"]).update(**row)
        return [actions.erase_again(key) for key in keys_in(file().read_text().splitlines())]

    return restore


def test_what_was_erased_in_a_topic_that_it_joined_is_erased_again_in_its_own(topic, post, moderator, second, other):
    forum.restore_post(post, by=moderator)
    into = make_topic(topic.board, other)
    restore = back_up()
    forum.move(topic, Plan(topic.board, into=into), by=moderator)
    forum.hide_topic(into, by=moderator)
    into.refresh_from_db()
    actions.erase_now(deleted(into, moderator), into, by=second)

    restore()

    assert set(Post.objects.values_list("body", flat=True)) == {""}
    assert set(Topic.objects.values_list("title", flat=True)) == {""}


def test_what_had_left_a_topic_that_was_erased_is_not_erased_with_it_again(topic, post, moderator, second):
    forum.restore_post(post, by=moderator)
    restore = back_up()
    there = forum.move(topic, Plan(topic.board, numbers=(2,), title="Weirs"), by=moderator)
    topic.refresh_from_db()
    forum.hide_topic(topic, by=moderator)
    topic.refresh_from_db()
    actions.erase_now(deleted(topic, moderator), topic, by=second)

    restore()

    bodies = list(Post.objects.filter(topic=topic).order_by("number").values_list("body", flat=True))
    assert bodies == ["", "The nest is under the weir."]
    assert (Topic.objects.get(pk=topic.pk).title, there.title) == ("", "Weirs")


def test_the_tombstone_of_a_topic_alone_speaks_for_all_its_posts(topic, post):
    assert actions.erase_again(key_of(topic)) is True
    assert set(Post.objects.values_list("body", flat=True)) == {""}


def test_the_worker_erases_and_writes_down(post, moderator):
    come_to_its_day(deleted(post, moderator))

    assert erase() == 2

    assert (Post.objects.get(pk=post.pk).body, file().read_text()) == ("", f"post:{post.ref}\n")


def test_the_pages_of_the_two_steps(post, moderator, second, other, client_of):
    key = f"post:{post.ref}"
    one, two, stranger = client_of(moderator), client_of(second), client_of(other)

    sent = one.post(f"/moderation/delete/{key}/", {"reason": "A witness."})
    deletion = Deletion.objects.get()
    listed = [deletion.ref in client.get("/moderation/deletions/").content.decode() for client in (one, two, stranger)]
    erase = f"/moderation/deletions/{deletion.ref}/erase/"
    asked = [client.get(erase).status_code for client in (one, two, stranger)]
    two.post(erase)

    assert (sent.status_code, listed, asked) == (302, [True, True, False], [404, 200, 404])
    assert Post.objects.get(pk=post.pk).body == ""


def test_the_list_of_what_is_deleted_has_pages_and_asks_as_much_for_many_as_for_one(
    topic, moderator, steward, client_of
):
    now, client = timezone.now(), client_of(moderator)
    actions.set_hold(topic, by=steward, reason="A court asks.")
    posts = Post.objects.bulk_create(
        Post(topic=topic, number=number, body="Gone.", body_html="", markup_version=0, hidden_at=now)
        for number in range(2, 30)
    )
    rows = [Deletion(key=key_of(post), reason="A witness.", due_at=now, by=moderator) for post in posts]
    Deletion.objects.bulk_create(rows[:1])
    client.get("/moderation/deletions/")  # what is asked once for all readers

    with CaptureQueriesContext(connection) as for_one:
        client.get("/moderation/deletions/")
    Deletion.objects.bulk_create(rows[1:])
    with CaptureQueriesContext(connection) as for_many:
        first = client.get("/moderation/deletions/")

    assert (len(first.context["page"]), first.context["count"], len(for_many)) == (25, 28, len(for_one))
    rest = client.get("/moderation/deletions/", {"after": first.context["page"].next})
    assert len(rest.context["page"]) == 3


def test_the_page_of_a_hold_sets_it_and_lifts_it(topic, steward, moderator, client_of):
    address, client = f"/moderation/holds/on/topic:{topic.ref}/", client_of(steward)

    codes = [
        client.post(address, {"reason": "A court asks."}).status_code,
        client.get("/moderation/holds/").status_code,
    ]
    strangers = [client_of(moderator).get(path).status_code for path in (address, "/moderation/holds/")]
    client.post(address, {"reason": "Over."})

    assert (codes, strangers) == ([302, 200], [404, 404])
    assert list(Hold.objects.values_list("key", "lifted_by")) == [(f"topic:{topic.ref}", steward.pk)]


def test_who_sets_a_hold_on_a_person_reads_what_else_it_keeps(topic, other, steward, client_of):
    pages = [client_of(steward).get(f"/moderation/holds/on/{key_of(thing)}/") for thing in (other, topic)]

    said = ["All that is signed without a name is kept meanwhile" in page.content.decode() for page in pages]
    assert said == [True, False]
