"""The table of roles, found by asking the rules: sample people, sample things, and every `can_…` there is.

Nothing in the table is written by hand. A rule is asked about the sample that its second parameter is named after
(`config.rights_samples`); one that asks about something of which there is no sample is listed below the tables, so that
somebody makes one.
"""

import inspect
import pkgutil
from importlib import import_module

from django.apps import apps

from config.rights_samples import INSIDE, KINDS, OUTSIDE, ROLES, STAFF_OUTSIDE, in_space, on_platform

# What a rule is about that makes sense for nothing else: what is hidden may be restored.
ABOUT = {
    ("moderation", "can_delete"): {"thing": "hidden"},
    ("moderation", "can_erase"): {"thing": "hidden"},
    ("forum", "can_appeal"): {"post": "hidden"},
    ("forum", "can_restore"): {"thing": "hidden"},
    ("forum", "can_decide_on_held"): {"thing": "held"},
    ("forum", "can_ask_lifting"): {"post": "unsigned"},
    ("forum", "can_learn_writer"): {"lifting": "opened"},
    ("members", "can_sanction"): {"kind": "warning"},
    ("members", "can_second"): {"invitation": "wish"},
}
YES, OWN, NO = "yes", "own", "–"
PATH = "site/docs/roles.md"


def rules():
    """[(room, name, function, names of the samples)] of every `can_…` in a room's `rules`, in the order of the code."""
    found = []
    for room in (config.name for config in apps.get_app_configs()):
        for name, function in _asked_of(room):
            asked = tuple(inspect.signature(function).parameters)[1:]
            about = ABOUT.get((room, name), {})
            found.append((room, name, function, tuple(about.get(word, word) for word in asked)))
    return found


def _asked_of(room):
    """(name, function) of each `can_…` that a room's rules define, be they a module or a package of modules."""
    try:
        whole = import_module(f"{room}.rules")
    except ModuleNotFoundError:
        return
    parts = [part.name for part in pkgutil.iter_modules(getattr(whole, "__path__", []))]
    for module in (whole, *(import_module(f"{whole.__name__}.{part}") for part in parts)):
        for name, function in vars(module).items():
            if name.startswith("can_") and getattr(function, "__module__", "") == module.__name__:
                yield name, function


def table():
    """The whole page, as Markdown."""
    platform, spaces = on_platform(), {kind: in_space(kind) for kind in KINDS}
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


# How it is written.

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
