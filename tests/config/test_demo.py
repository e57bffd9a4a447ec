"""The demo's texts hold together, and it never loads where it must not."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command

from config.demo import DOMAIN, load, texts
from forum.models import Topic
from forum.models.post import PER_PAGE
from library.models import LessonPage
from members.actions import disable
from members.models import User
from thesaurus.models import Concept

PASSWORD = "eleven quiet herons by the lock"
SECRET_WORDS = (b"osprey", b"merganser")
LANGUAGES = ("en", "fr", "es", "ar", "uk")


@pytest.fixture(scope="module")
def tables():
    """{name: rows} of the four tables and of what people attach."""
    names = {"institutions": "institution", "people": "person", "spaces": "space", "boards": "board", "files": "file"}
    return {name: texts.table(name, key) for name, key in names.items()}


@pytest.fixture(scope="module")
def topics():
    return texts.topics()


def ids(rows):
    return {row["id"] for row in rows}


def posts_of(topic):
    """(number, post text, days ago) of each post; the opening one is by the topic's author."""
    days = topic.head["days_ago"]
    for number, post in enumerate(topic.posts, start=1):
        days -= post.after / timedelta(days=1)
        yield number, post, days


def author_of(topic, post):
    return post.head.get("author", topic.head["author"])


# --- the texts


def test_there_is_as_much_as_a_newcomer_needs(tables, topics):
    counts = {name: len(rows) for name, rows in tables.items() if name in ("institutions", "people", "spaces")}
    outside = [row for row in tables["boards"] if not row["audience"].startswith("space:")]

    assert counts == {"institutions": 15, "people": 31, "spaces": 4}
    assert len(outside) == 5
    assert (len(topics), sum(len(topic.posts) for topic in topics)) == (45, 269)
    assert len(texts.lessons()) == 24
    assert sum(len(lesson) == len(LANGUAGES) for lesson in texts.lessons()) == 6


def test_every_language_is_the_first_of_at_least_three_lessons():
    first = Counter(next(iter(lesson)) for lesson in texts.lessons())

    assert {language: count >= 3 for language, count in first.items()} == dict.fromkeys(LANGUAGES, True)


def test_the_languages_of_a_lesson_agree_on_what_is_common():
    common = ("id", "author", "contact", "phase", "concepts", "event_date", "review_date", "audience", "attachments")
    apart = []
    for lesson in texts.lessons():
        original, *translations = lesson.values()
        apart += [
            (original.head["id"], text.head["language"], name)
            for text in translations
            for name in common
            if text.head[name] != original.head[name]
        ]

    assert apart == []


def test_a_lesson_is_written_after_what_it_tells_of_and_by_somebody_who_is_there(tables):
    joined = {row["id"]: row["joined_days_ago"] for row in tables["people"]}
    wrong = []
    for lesson in texts.lessons():
        original, *translations = [text.head for text in lesson.values()]
        days = original["days_ago"]
        if not 0 < days <= joined[original["author"]]:
            wrong.append((original["id"], original["language"]))
        wrong += [
            (head["id"], head["language"])
            for head in translations
            if not 0 < head["days_ago"] < min(days, joined[head["translator"]])
        ]

    assert wrong == []


def test_every_language_has_six_topics_and_everybody_has_written(tables, topics):
    languages = Counter(topic.head["language"] for topic in topics)
    writers = {author_of(topic, post) for topic in topics for post in topic.posts}

    assert {language: count >= 6 for language, count in languages.items()} == dict.fromkeys(LANGUAGES, True)
    assert writers == ids(tables["people"]) - {"auditor"}  # who reads the record, and keeps out of it


def test_one_topic_is_long_enough_to_have_a_second_page(topics):
    assert [topic.head["id"] for topic in topics if len(topic.posts) > PER_PAGE] == ["ten-thousand-files"]


def test_every_id_that_the_texts_name_exists(tables, topics):
    known = {
        "person": ids(tables["people"]),
        "topic": {topic.head["id"] for topic in topics},
        "lesson": {next(iter(lesson.values())).head["id"] for lesson in texts.lessons()},
        "board": ids(tables["boards"]),
        "file": ids(tables["files"]),
        "institution": ids(tables["institutions"]),
    }

    named = {("institution", row["institution"]) for row in tables["people"]}
    named |= {("person", member["person"]) for space in tables["spaces"] for member in space["members"]}
    for topic in topics:
        named |= {("board", topic.head["board"]), ("person", topic.head["author"])}
        named |= {("lesson", name) for name in topic.head.get("applies", {}).values()}
        for _number, post, _days in posts_of(topic):
            named |= {("person", author_of(topic, post))}
            for told in ("reports", "bookmarks"):
                named |= {("person", row["by"]) for row in post.head.get(told, [])}
            named |= {("person", name) for names in post.head.get("signals", {}).values() for name in names}
            named |= {("person", each.head["by"]) for each in post.translations}
            named |= {("file", name) for name in post.head.get("files", [])}
            named |= {(kind, name) for kind, name in load.REFERENCE.findall(post.body)}

    for lesson in texts.lessons():
        for text in lesson.values():
            named |= {("person", text.head[role]) for role in ("author", "contact", "translator") if role in text.head}
            named |= {("file", name) for name in [*text.head["attachments"], *text.head["pictures"]]}
            bodies = [*text.sections.values(), *(body for _kind, body in text.blocks)]
            named |= {reference for body in bodies for reference in load.REFERENCE.findall(body)}

    assert {(kind, name) for kind, name in named if name not in known[kind]} == set()


def test_every_concept_that_the_texts_name_stands_in_the_thesaurus(db, topics):
    load.load_thesaurus()
    named = {name for topic in topics for name in topic.head["concepts"]}
    named |= {name for row in texts.table("files", "file") for name in row["concepts"]}
    for lesson in texts.lessons():
        named |= {name for text in lesson.values() for name in [*text.head["concepts"], text.head["phase"]]}

    known = set(Concept.objects.filter(slug__in=named).values_list("slug", flat=True))

    assert named - known == set()


def test_a_quote_stands_letter_for_letter_in_an_earlier_post(topics):
    wrong = []
    for topic in topics:
        for number, post, _days in posts_of(topic):
            quote = post.head.get("quote")
            if quote and not (quote["post"] < number and quote["text"] in topic.posts[quote["post"] - 1].body):
                wrong.append((topic.head["id"], number))

    assert wrong == []


def test_what_an_edit_changed_stands_in_the_text_once(topics):
    edits = [(post.head["edited"], post.body) for topic in topics for post in topic.posts if post.head.get("edited")]

    assert len(edits) == 10
    assert [edit["now"] for edit, body in edits if body.count(edit["now"]) != 1] == []


def test_nobody_writes_before_joining_or_in_the_future(tables, topics):
    joined = {row["id"]: row["joined_days_ago"] for row in tables["people"]}
    wrong = [
        (topic.head["id"], number)
        for topic in topics
        for number, post, days in posts_of(topic)
        if not 0 < days < joined[author_of(topic, post)]
    ]

    assert wrong == []


def test_every_file_that_is_named_is_there_and_every_file_that_is_there_is_named(tables):
    named = {row["name"] for row in tables["files"] if row["kind"] != "png"}
    there = {path.name for path in (texts.FOLDER / "files").iterdir()}

    assert named == there


def test_every_file_hangs_on_something(tables, topics):
    hung = {name for topic in topics for post in topic.posts for name in post.head.get("files", [])}
    for lesson in texts.lessons():
        for text in lesson.values():
            hung |= {*text.head.get("attachments", []), *text.head.get("pictures", [])}

    assert hung == ids(tables["files"])


def test_the_two_words_of_the_closed_spaces_stand_nowhere_else():
    inside = {"spaces.toml", "12-exercise.md", "14-order-of-interviews.md", "15-phone-disclosure.md"}
    inside |= {"exercise-injects.txt"}
    told = [
        path.name
        for path in texts.FOLDER.rglob("*")
        if path.is_file() and any(word in path.read_bytes().lower() for word in SECRET_WORDS)
    ]

    assert sorted(told) == sorted(inside)


def test_nobody_calls_the_writer_of_an_unsigned_post_by_name(topics):
    told = []
    for topic in topics:
        unsigned = {author_of(topic, post) for post in topic.posts if post.head.get("sign", "name") != "name"}
        named = {author_of(topic, post) for post in topic.posts if post.head.get("sign", "name") == "name"}
        called = {name for post in topic.posts for kind, name in load.REFERENCE.findall(post.body) if kind == "person"}
        told += [(topic.head["id"], name) for name in unsigned & (called | named)]

    assert told == []


# --- where it must not be


def test_it_refuses_to_load_in_production_settings(db, settings):
    settings.DEMO_ALLOWED = False

    with pytest.raises(CommandError, match="does not load in production settings"):
        call_command("demo")
    assert User.objects.count() == 0


def test_nothing_of_it_stays_where_loading_fails_half_way(db, settings, monkeypatch):
    settings.DEMO_ALLOWED = True
    monkeypatch.setattr(load, "look_around", lambda world: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        load.load(PASSWORD)
    assert (User.objects.count(), Topic.objects.count(), LessonPage.objects.count()) == (0, 0, 0)


def test_check_deploy_fails_while_an_account_of_it_is_active(make_member):
    make_member(email=f"somebody@{DOMAIN}")

    found = [each.id for each in run_checks(tags=["security"], include_deployment_checks=True)]

    assert "fora.E001" in found


def test_check_deploy_says_nothing_of_the_demo_once_its_accounts_are_closed(make_member, steward):
    disable(make_member(email=f"somebody@{DOMAIN}"), by=steward)

    found = [each.id for each in run_checks(tags=["security"], include_deployment_checks=True)]

    assert "fora.E001" not in found
