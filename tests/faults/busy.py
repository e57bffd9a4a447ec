"""What people do under fire besides writing posts: they write where posts wait for a moderator, vote, talk privately,
keep drafts and say how much they want to hear. And the ledger: what of it all is there afterwards, and how often."""

import http.client
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_string

from tests.faults.writing import answered

MORE = """
from forum.actions.polls import Ask
from forum.models import Board, Poll
keeper = admit(email="held@test.example", name="Held", by=None)
members = Audience.objects.get(key="members")
held = actions.create_board(
    audience=members, texts={"en": ("Held", "")}, by=None, moderators=[keeper], posting=Board.ALL_HELD
)
waiting = actions.start_topic(held, by=keeper, title="What waits", body="First.", once=new_once())
ask = Ask(choices=("Yes", "No"))
poll = actions.start_poll(board, ask=ask, by=keeper, title="A poll under fire", body="Well?", once=new_once())
talks = []  # of each of them; one takes nine, and who keeps it
for first in range(0, len(people), 9):
    few = people[first : first + 9]
    talk = actions.start_conversation(few, by=keeper, title="", body="First.", once=new_once())
    talks += [talk.conversation.ref] * len(few)
choices = [choice.ref for choice in Poll.objects.get(topic=poll).choices.order_by("position")]
more = {"held": waiting.ref, "poll": poll.ref, "choices": choices, "talks": talks}
print("MADE" + json.dumps(more))
"""
HEARD = (2, 3)  # tracking and watching
# Who chose, kept or wrote what, as the database has it; `{topic}` and the like are of the site.
QUESTIONS = {
    "posts": "SELECT p.body FROM forum_post p JOIN forum_topic t ON t.id = p.topic_id"
    " WHERE t.ref = '{topic}' AND p.number > 1",
    "held posts": "SELECT p.body FROM forum_post p JOIN forum_topic t ON t.id = p.topic_id"
    " WHERE t.ref = '{held}' AND p.held_at IS NOT NULL",
    "items of the queue": "SELECT p.body FROM forum_post p JOIN moderation_reviewitem i ON i.key = 'post:' || p.ref"
    " JOIN moderation_reviewevent e ON e.item_id = i.id",
    "messages": "SELECT m.body FROM forum_message m WHERE m.number > 1",
    "votes": "SELECT u.name || ': ' || c.ref FROM forum_ballot b JOIN members_user u ON u.id = b.user_id"
    " JOIN forum_ballot_choices bc ON bc.ballot_id = b.id JOIN forum_pollchoice c ON c.id = bc.pollchoice_id",
    "drafts": "SELECT d.typed FROM forum_draft d",
    "follows": "SELECT u.name || ': ' || f.level FROM notifications_follow f JOIN members_user u ON u.id = f.user_id"
    " WHERE f.key = 'topic:{held}' AND u.name LIKE 'Writer %'",
}
SENT = """SELECT d.ref, d.sent_at, d.recipient_id, n.kind, n.within FROM notifications_delivery d
 JOIN notifications_notice n ON n.id = d.notice_id WHERE d.sent_at IS NOT NULL"""
TOGETHER = timedelta(seconds=2)  # between a letter's row and those of what it told besides


@dataclass
class Deed:
    """One thing to be done, again and again until it is acknowledged; then it is in the ledger."""

    name: str
    address: str
    sent: dict
    line: str
    ledger: dict
    status: int = http.client.FOUND
    keeps: object = None

    def is_done(self, port, session):
        answer = answered(port, self.address, self.sent, session, self.status)
        if answer is None:
            return False
        if self.keeps:
            self.keeps(answer)
        self.ledger[self.name].append(self.line)
        return True


@dataclass
class Busy:
    """What one writer does besides, in turns. ledger: what is to be there, of each sort; of what is changed over and
    over, as it was acknowledged last."""

    number: int
    site: dict
    version: str = ""
    ledger: dict = field(default_factory=lambda: {name: [] for name in QUESTIONS})

    def next(self, turn):
        return (self._wait, self._vote, self._talk, self._keep, self._hear)[turn % 5](turn)

    def lasting(self):
        """{sort: [lines]} that must be there."""
        kept = {name: lines[-1:] for name, lines in self.ledger.items() if name in ("votes", "drafts", "follows")}
        return {**self.ledger, "items of the queue": self.ledger["held posts"], **kept}

    def _wait(self, turn):
        text = f"writer {self.number} waits {turn}"
        sent = {"body": text, "once": f"writer-{self.number}-waits-{turn}-once"}
        return Deed("held posts", f"/forum/t/{self.site['held']}/reply/", sent, text, self.ledger)

    def _vote(self, turn):
        choice = self.site["choices"][turn // 5 % 2]
        line = f"Writer {self.number}: {choice}"
        return Deed("votes", f"/forum/t/{self.site['poll']}/vote/", {"choice": choice}, line, self.ledger)

    def _talk(self, turn):
        text = f"writer {self.number} says {turn}"
        sent = {"body": text, "once": f"writer-{self.number}-says-{turn}-once"}
        return Deed("messages", f"/forum/c/{self.site['talks'][self.number]}/write/", sent, text, self.ledger)

    def _keep(self, turn):
        text = f"writer {self.number} thinks {turn}"
        sent = {"place": f"topic:{self.site['topic']}", "body": text, "draft": self.version}
        keeps = lambda answer: setattr(self, "version", answer.headers["Draft-Version"])  # noqa: E731
        return Deed("drafts", "/forum/drafts/save/", sent, text, self.ledger, http.client.NO_CONTENT, keeps)

    def _hear(self, turn):
        level = HEARD[turn // 5 % 2]
        line = f"Writer {self.number}: {level}"
        return Deed("follows", f"/notices/follow/topic:{self.site['held']}/", {"level": level}, line, self.ledger)


@dataclass(frozen=True)
class Line:
    """Of one sort: how many were acknowledged, and of those how many are not there, and there more than once."""

    sort: str
    acknowledged: int
    lost: int
    doubled: int

    @property
    def is_right(self):
        return self.acknowledged > 0 and self.lost == self.doubled == 0


def compared(rows, site, writers):
    """[Line] of each sort. rows: (question) -> rows of the site's database."""
    lines = []
    for sort, question in QUESTIONS.items():
        there = Counter(_line(sort, found) for (found,) in rows(question.format(**site)))
        wanted = Counter(
            line for writer in writers for line in (writer.ledger if sort == "posts" else writer.busy.lasting()[sort])
        )
        lines.append(Line(sort, wanted.total(), (wanted - there).total(), (there - wanted).total()))
    return lines


def _line(sort, found):
    if sort != "drafts":
        return found
    return (found if isinstance(found, dict) else json.loads(found))["body"]


def mailed(var):
    """[Message-ID] of each mail that has gone, as often as it went."""
    mails = "".join(file.read_text("utf-8") for file in sorted((var / "mail").iterdir())).split("-" * 79)
    return [message_from_string(mail.strip())["Message-ID"] for mail in mails if mail.strip()]


def letters(rows, var):
    """The Line of mails. Acknowledged is what its row says was sent: in a letter of its own, or told with one that went
    to the same reader in the same moment. Doubled is a letter under a name of no row. (Killed between the server's yes
    and its row's, it goes again under its own name: notifications/mailing.py.)"""
    gone, sent = set(mailed(var)), [(f"<{ref}@localhost>", _moment(at), told) for ref, at, *told in rows(SENT)]
    own = [(at, told) for name, at, told in sent if name in gone]
    lost = [
        name
        for name, at, told in sent
        if name not in gone and not any(told == other and abs(at - when) < TOGETHER for when, other in own)
    ]
    return Line("mails", len(sent), len(lost), len(gone - {name for name, *_ in sent}))


def _moment(at):
    return datetime.fromisoformat(str(at))


def table(title, killed, lines):
    """The ledger in Markdown. killed: the part that each kill was of."""
    kills = ", ".join(f"{part} {times} ×" for part, times in Counter(killed).items())
    head = f"\n{title}, kill -9: {kills}\n\n| | acknowledged | lost | doubled |\n|---|---|---|---|\n"
    return head + "\n".join(f"| {line.sort} | {line.acknowledged} | {line.lost} | {line.doubled} |" for line in lines)
