"""The table of roles, found by asking the rules: sample people, sample things, and every `can_…` there is.

Nothing in the table is written by hand. A rule is asked about the sample that its second parameter is named after; one
that asks about something of which there is no sample is listed below the tables, so that somebody makes one.
"""

import inspect
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.utils import timezone

from config.demo.drawing import drawn
from core.forms import new_once
from core.models import Audience
from files.actions import attach, upload
from files.models import StoredFile
from forum.actions import create_board, reply, start_topic
from library.actions import write_lesson
from members.actions import add_to_space, admit, appoint, create_space
from members.models import (
    Appointment,
    ContactMessage,
    Institution,
    Invitation,
    Membership,
    RecoveryRequest,
    Space,
    SpaceInvitation,
)

ROLES = ("visitor", "member", *(role for role, _ in Appointment.ROLES))
INSIDE = tuple(role for role, _ in Membership.ROLES)
OUTSIDE = "outsider"
STAFF_OUTSIDE = tuple(f"{role} outside" for role in ROLES[2:])
KINDS = tuple(kind for kind, _ in Space.KINDS)
# What a rule is about that makes sense for nothing else: what is hidden may be restored.
ABOUT = {
    ("forum", "can_restore"): {"thing": "hidden"},
    ("members", "can_second"): {"invitation": "wish"},
}
YES, OWN, NO = "yes", "own", "–"
PATH = "site/docs/roles.md"


@dataclass
class Samples:
    """People by the names of their columns; for each place ({name of a parameter: thing}) what somebody else made
    there, and what a person made there themselves."""

    people: dict
    foreign: dict = field(default_factory=dict)
    own: dict = field(default_factory=dict)


def rules():
    """[(room, name, function, names of the samples)] of every `can_…` in a `rules.py`, in the order of the code."""
    found = []
    for config in apps.get_app_configs():
        try:
            module = import_module(f"{config.name}.rules")
        except ModuleNotFoundError:
            continue
        for name, function in vars(module).items():
            if name.startswith("can_") and getattr(function, "__module__", "") == module.__name__:
                asked = tuple(inspect.signature(function).parameters)[1:]
                about = ABOUT.get((config.name, name), {})
                found.append((config.name, name, function, tuple(about.get(word, word) for word in asked)))
    return found


def table():
    """The whole page, as Markdown."""
    platform, spaces = _platform(), {kind: _space(kind) for kind in KINDS}
    asked_somewhere = (platform, spaces[KINDS[0]])
    unknown = [
        f"`{room}.{name}({', '.join(asked)})`"
        for room, name, _, asked in rules()
        if not any(_knows(samples, asked) for samples in asked_somewhere)
    ]
    parts = [
        HEAD,
        _part(ROLES_SAID, ROLES, _platform_rows(platform)),
        _part(SPACES_SAID, _columns(), _space_rows(spaces)),
    ]
    if unknown:
        parts.append("## Not asked\n\nNo sample to ask these about: " + ", ".join(unknown) + ".\n")
    return "\n".join(parts)


def _columns():
    return (*INSIDE, OUTSIDE, *STAFF_OUTSIDE)


def _platform_rows(samples):
    """One row a rule; two where public and members' things are answered for differently."""
    for room, name, rule, asked in rules():
        if "space" in asked or not _knows(samples, asked):
            continue
        answers = {place: _answers(samples, rule, asked, place, ROLES) for place in ("public", "members")}
        if not asked or answers["public"] == answers["members"]:
            yield room, name, asked, "", answers["members"]
        else:
            yield from ((room, name, asked, place, answers[place]) for place in answers)


def _space_rows(spaces):
    """One row a rule and set of answers, with the kinds of space that give them."""
    for room, name, rule, asked in rules():
        if not asked or asked == ("person",) or not _knows(next(iter(spaces.values())), asked):
            continue
        by_answers = {}
        for kind, samples in spaces.items():
            by_answers.setdefault(tuple(_answers(samples, rule, asked, kind, _columns())), []).append(kind)
        for answers, kinds in by_answers.items():
            yield room, name, asked, "" if len(kinds) == len(KINDS) else ", ".join(kinds), list(answers)


def _answers(samples, rule, asked, place, columns):
    return [_answer(samples, rule, asked, place, who) for who in columns]


def _answer(samples, rule, asked, place, who):
    """Whether this person may, with what somebody else made; else with what they made themselves."""
    person, foreign = samples.people[who], samples.foreign[place]
    _forget(person)
    if rule(person, *(foreign[name] for name in asked)):
        return YES
    own = {**foreign, **samples.own.get((place, who), {})}
    return OWN if asked and rule(person, *(own[name] for name in asked)) else NO


def _forget(person):
    if hasattr(person, "forget_rights"):
        person.forget_rights()


def _knows(samples, asked):
    return set(asked) <= set(next(iter(samples.foreign.values())))


# The samples.


def _person(name, *roles):
    person = admit(email=f"{name}.{new_once()[:6].lower()}@samples.example", name=name, by=None)
    for role in roles:
        appoint(person, role, by=None)
    return person


def _people_of_roles():
    return {"visitor": AnonymousUser(), **{name: _person(name, *[name][: name != "member"]) for name in ROLES[1:]}}


def _platform():
    samples, author = Samples(_people_of_roles()), _person("Author")
    writer = _person("Editor", "editor")
    for place in ("public", "members"):
        board = create_board(audience=Audience.objects.get(key=place), texts=TEXTS, by=None)
        lesson = _lesson(writer, place)
        samples.foreign[place] = {**_things(board, author), "person": author, **_pages(lesson), **_invited(author)}
        for who, person in samples.people.items():
            own = {"person": person}
            if who != "visitor":
                own |= _things(board, person)
            if who in ("editor", "trainer"):
                own |= _pages(_lesson(person, place))
            samples.own[place, who] = own
    return samples


def _space(kind):
    """A space of this kind with somebody in each role, and everybody else outside."""
    people = {role: _person(role) for role in INSIDE} | {OUTSIDE: _person(OUTSIDE)}
    people |= {f"{role} outside": _person(role, role) for role in ROLES[2:]}
    keeper, author = _person("First keeper"), _person("Author")
    space = create_space(name="A space", kind=kind, by=keeper)
    for role in INSIDE:
        add_to_space(people[role], space, by=keeper, role=role)
    add_to_space(author, space, by=keeper)
    board = create_board(audience=space.audience, texts=TEXTS, by=None)
    samples = Samples(people)
    invitation = SpaceInvitation.objects.create(space=space, user=_person("Invited"), invited_by=keeper)
    samples.foreign[kind] = {**_things(board, author), "space": space, "wish": invitation}
    for role in INSIDE[:-1]:
        samples.own[kind, role] = _things(board, people[role])
    return samples


def _things(board, by):
    topic = start_topic(board, by=by, title="A question", body="Words.", once=new_once())
    post = reply(topic, by=by, body="More words.", once=new_once())
    hidden = reply(topic, by=by, body="Words that were hidden.", once=new_once())
    type(hidden).objects.filter(pk=hidden.pk).update(hidden_at=hidden.created_at)
    hidden.refresh_from_db()
    file = upload(ContentFile(drawn(width=40, height=40, boxes=["1"], arrows=[]), "a.png"), by=by, name="a.png")
    attach(file, to=post, by=by)
    StoredFile.objects.filter(pk=file.pk).update(state="waiting", finding="unscannable")
    file.refresh_from_db()
    return {"board": board, "audience": board.audience, "topic": topic, "post": post, "thing": post, "hidden": hidden,
            "into": topic, "file": file}  # fmt: skip


def _invited(by):
    """An institution, an invitation to somebody who works there; the way back of this person, who lost everything, and
    a message to them."""
    institution, tomorrow = Institution.objects.create(kind="court"), timezone.now() + timedelta(days=1)
    address = f"{new_once()[:8].lower()}@samples.example"
    asked = {"email": address, "institution": institution, "invited_by": by, "expires_at": tomorrow}
    way_back = RecoveryRequest.objects.filter(user=by).first() or RecoveryRequest.objects.create(
        user=by, closes_at=tomorrow
    )
    return {
        "institution": institution,
        "invitation": Invitation.objects.create(**asked),
        "request": way_back,
        "other": by,
        "message": ContactMessage.objects.create(
            sender=_person("Sender"), recipient=by, body="Words.", once=new_once()
        ),
    }


def _message(to):
    return ContactMessage.objects.create(sender=_person("Sender"), recipient=to, body="Words.", once=new_once())


def _lesson(by, place):
    return write_lesson(
        by=by, language="en", audience=place, fields={"title": "A lesson", "summary": "It.", "author": by}
    )


def _pages(lesson):
    return {"page": lesson, "lesson": lesson, "section": lesson.get_parent()}


# How it is written.

TEXTS = {"en": ("A board", "What is asked here.")}
HEAD = """# Who may do what

Made by `make roles` from the rules themselves: each `yes` and each `–` is the answer of a rule to a sample person and a
sample thing, and `make check` fails when this page says anything else. `own`: with what one has made oneself, and not
with what others have. Where a rule asks about a thing, whoever may not see it is told that there is none (404), before
any rule is asked.
"""
ROLES_SAID = """## On the platform

A role opens no space. The visitor is not signed in.
"""
SPACES_SAID = """## In a space

The first four are in the space, with that role; all others are outside, whatever they are on the platform. Where kinds
of space differ, there is a row for each answer.
"""


def _part(head, columns, rows):
    lines = [head, f"| rule | about | {' | '.join(columns)} |", f"|{'---|' * (len(columns) + 2)}"]
    for room, name, asked, where, answers in rows:
        about = " into ".join(asked) if "into" in asked else ", ".join(asked)
        place = f"{about} ({where})" if where else about
        lines.append(f"| `{room}.{name}` | {place.replace(' into into', ' into a topic')} | {' | '.join(answers)} |")
    return "\n".join(lines) + "\n"
