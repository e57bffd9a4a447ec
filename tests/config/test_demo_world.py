"""The demo's world, loaded once: what a newcomer finds in it, account by account."""

import re
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Q
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.demo import DOMAIN, load, texts
from core import things
from files.models import StoredFile
from forum.models import Board, BoardTheme, Conversation, Post, PostTranslation, Topic
from library.models import LessonPage
from members.demo_factor import code_of, secret_of
from members.models import Institution, Sanction, Space, User
from moderation.models import Deletion, Hold, ReplyTemplate, ReviewItem, WatchedWord
from moderation.reviewing import thing_of
from moderation.rows import rows_of
from notifications.models import Announcement

pytestmark = pytest.mark.slow  # loading takes seconds
PASSWORD = "eleven quiet herons by the lock"


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The demo in one transaction around all tests of this file."""
    assert settings.DEMO_ALLOWED
    with django_db_blocker.unblock(), transaction.atomic():
        assert load.load(PASSWORD) is True
        yield
        transaction.set_rollback(True)


@pytest.fixture
def world(loaded, db):
    """The demo, loaded."""


def person(name):
    return User.objects.get(email=f"{name}@{DOMAIN}")


def test_it_loads_what_the_texts_say_and_only_once(world):
    again = load.load(PASSWORD)

    counts = [model.objects.count() for model in (User, Institution, Space, Board, Topic, Post)]
    assert again is False
    assert counts == [31, 15, 4, 9, 45, 269]
    assert LessonPage.objects.live().values("translation_key").distinct().count() == 24
    assert StoredFile.objects.filter(holder="").count() == 0


def test_the_past_is_in_the_past(world):
    today = timezone.now() - timedelta(hours=6)

    assert User.objects.filter(Q(joined_at__gte=today) | Q(accepted_at__gte=today)).count() == 0
    assert Post.objects.filter(Q(created_at__gte=today) | Q(edited_at__gte=today)).count() == 0
    assert Topic.objects.filter(Q(created_at__gte=today) | Q(bumped_at__gte=today)).count() == 0


def test_the_newcomer_is_in_no_space_and_the_investigator_alone_in_the_secret_one(world):
    secret = Space.objects.get(kind=Space.SECRET)

    assert list(Space.objects.held_by(person("newcomer"))) == []
    assert [member.user for member in secret.memberships.current()] == [person("investigator")]
    assert Topic.objects.filter(audience=secret.audience).count() == 2


def test_the_expert_has_been_answered_mentioned_asked_and_written_to_since_the_last_visit(world):
    kinds = set(person("expert").notices.unread().values_list("kind", flat=True))

    forum = {"forum.reply", "forum.mention", "forum.accepted", "forum.ask", "forum.message"}
    assert kinds == forum | {"members.invitation_to_second"}


@pytest.mark.parametrize("name", load.ACCOUNTS)
def test_every_account_finds_new_topics_and_a_question_that_waits(world, name):
    reader = person(name)
    visible = Topic.objects.visible_to(reader).standing()

    new, waiting = visible.unread_by(reader), visible.unanswered().exclude(author=reader)

    assert new.count() >= 1
    assert waiting.count() >= 1


@pytest.mark.parametrize("name", [name for name in load.ACCOUNTS if name not in ("moderator", "auditor")])
def test_every_account_but_the_moderators_has_an_unread_notice(world, name):
    assert person(name).notices.unread().exists()


def test_the_moderator_has_reports_and_a_held_post_to_decide_on(world):
    moderator = person("moderator")
    rows = rows_of(ReviewItem.objects.visible_to(moderator).waiting().for_rows(moderator), moderator)

    waiting = {thing_of(row.item, moderator).topic.title: len(row.flags) for row in rows}
    assert waiting == {
        "Comment proposer une leçon (et pourquoi la première version est toujours trop longue)": 0,
        "Mampara, distorsión de voz o sesión cerrada: ¿qué prueba del riesgo les exige el tribunal?": 0,
        "Forty thousand videos from a volunteer archive: what do you take, and who watches it?": 1,
        "Poll: how does your service record a first interview with a child?": 2,
        "I was asked to make an interview note “less detailed” before disclosure. What would you do on Monday?": 0,
    }


def test_what_moderators_do_can_be_seen(world):
    (warning,) = Sanction.objects.running()
    (deletion,) = Deletion.objects.waiting()
    (hold,) = Hold.objects.running()

    assert (warning.kind, warning.user.email) == ("warning", f"bohdan.sokyrko@{DOMAIN}")
    assert things.row_of(deletion.key).author == warning.user
    assert things.row_of(hold.key).title == "Black boxes that were not black: redactions that came off"
    assert ReplyTemplate.objects.count() == 3
    assert WatchedWord.objects.count() == 4


def test_nobody_is_told_now_of_what_was_written_long_ago(world):
    assert Announcement.objects.count() == 0


def test_the_forum_looks_lived_in(world):
    kinds = set(Topic.objects.values_list("kind", flat=True))

    assert kinds == {Topic.QUESTION, Topic.DISCUSSION, Topic.POLL, Topic.ANNOUNCEMENT}
    assert BoardTheme.objects.count() == 3
    assert Topic.objects.exclude(accepted=None).count() == 3
    assert Post.objects.standing().filter(author=None).count() == 5
    assert Post.objects.values("handling").distinct().count() == 4
    assert sorted(PostTranslation.objects.values_list("language", flat=True)) == ["ar", "en", "en", "fr"]
    assert person("expert").drafts.count() == 1
    assert Conversation.objects.filter(participants__user=person("expert")).count() == 1


def test_one_topic_is_pinned_and_one_is_locked(world):
    assert [topic.author for topic in Topic.objects.exclude(pinned_at=None)] == [person("moderator")]
    assert [topic.author for topic in Topic.objects.exclude(locked_at=None)] == [person("expert")]


def test_an_edited_post_shows_what_it_said_before(world):
    post = Post.objects.exclude(edited_at=None).get(author=person("steward"))

    first, second = post.revisions.order_by("number")
    assert "up to five working days" in first.body
    assert "up to ten working days" in second.body == post.body
    assert (first.at, second.at) == (post.created_at, post.edited_at)
    assert second.reason == "The time for review was out of date."


def test_an_account_signs_in_with_the_demo_password(world):
    client = Client()

    answer = client.post(reverse("account_login"), {"login": f"expert@{DOMAIN}", "password": PASSWORD})

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(person("expert").pk)


def test_who_does_not_sign_in_has_no_password(world):
    silent = {row["email"] for row in texts.table("people", "person") if not row.get("signs_in", True)}

    assert len(silent) == 18
    assert {user.email for user in User.objects.all() if not user.has_usable_password()} == silent


def test_the_accounts_are_told_with_the_password_that_was_chosen(world, capsys, monkeypatch):
    monkeypatch.setenv("FORA_DEMO_PASSWORD", "a heron of one's own")

    call_command("demo", accounts=True)

    first, *rest, last = capsys.readouterr().out.splitlines()
    assert first == "Demo accounts, all with the password “a heron of one's own”:"
    assert [line.split()[0] for line in rest] == [f"{name}@{DOMAIN}" for name in load.ACCOUNTS]
    keys = {line.split()[0].partition("@")[0]: line.split()[-1] for line in rest if "key of the app" in line}
    assert set(keys) == {"trainer", "editor", "moderator", "steward", "admin", "auditor"}
    assert keys["steward"] == secret_of(person("steward"))
    assert last == "Who has a key is asked for a code: add it to an app, or say `make code USER=steward`."


def test_the_code_of_an_account_is_printed_and_opens_it(world, capsys):
    call_command("code", "steward")
    code, seconds = re.match(r"(\d{6})  \(for (\d+) more seconds, and once\)", capsys.readouterr().out).groups()

    assert 1 <= int(seconds) <= 30
    assert code in {code_of(person("steward"), time.time() - ago)[0] for ago in (0, 30)}


@pytest.mark.parametrize(
    ("user", "said"), [("expert", "has no app that makes codes"), ("nobody", "is nobody"), ("", "is nobody")]
)
def test_no_code_is_printed_for_who_has_none(world, user, said):
    with pytest.raises(CommandError, match=said):
        call_command("code", user)


def test_in_production_no_code_is_printed(world, settings):
    settings.DEMO_ALLOWED = False

    with pytest.raises(CommandError, match="in development settings only"):
        call_command("code", "steward")
