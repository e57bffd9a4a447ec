"""Private conversations as one of those who take part sees them."""

from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from core import markup
from core.gate import is_member
from core.things import key_of
from files.querysets import files_of
from files.shown import shown
from forum.models import Message, Participant
from members.readers import Circle
from members.silences import silenced_by
from notifications.sentences import isolated
from search.analysis import folded

SIZE = 20  # messages of a page
MOST_LOOKED = 2000  # messages that a search goes through, the newest first
MOST_LETTERS = 2_000_000  # and letters in them
MOST_FOUND = 50
LONGEST_GIST = 300  # characters


@dataclass(frozen=True)
class Row:
    """A conversation in the list. people: what lists call the others; gist: how the newest message begins, "" where it
    is not there any more."""

    conversation: object
    people: list
    gist: str
    is_unread: bool


@dataclass(frozen=True)
class Said:
    """One message, and what came before it: `notes`, sentences on who came and left. is_folded: by somebody whom the
    reader has muted or blocked."""

    message: object
    html: str
    files: list
    is_folded: bool = False
    is_first_new: bool = False
    can_report: bool = False
    notes: tuple = ()


@dataclass(frozen=True)
class Talk:
    """A page of a conversation. said: [Said]; notes: on who came and left behind the last of them; earlier, later: the
    number at which the page before or after begins, 0 without one; last: the highest number shown."""

    said: list
    notes: tuple = ()
    earlier: int = 0
    later: int = 0
    last: int = 0


def rows_of(conversations, user):
    """[Row] of conversations `for_listing`, in a constant number of queries."""
    others = _others_by_conversation(conversations, user)
    lasts = Message.objects.taken_part_in(user).filter(conversation__in=conversations)
    lasts = lasts.filter(_are_newest(conversations))
    gists = {message.conversation_id: markup.words(message.html)[:LONGEST_GIST] for message in lasts}
    return [
        Row(each, others.get(each.pk, []), gists.get(each.pk, ""), each.newest > each.read_number)
        for each in conversations
    ]


def places_in(conversation):
    """All who take part or did, in the order in which they came."""
    return list(conversation.participants.with_people())


def first_shown(place, conversation):
    """Where a page begins for who does not say: at the first message that is new, or with the newest ones."""
    arrived = conversation.messages.arrived_for(place.user).aggregate(newest=Max("number"))["newest"]
    newest = max((arrived or 0) - SIZE, 0)
    return max(min(place.read_number, newest), place.joined_number) + 1


def talk(conversation, places, user, start):
    """The page of a conversation that begins at a number. places: as `places_in` has them, one of them the reader's."""
    mine = next(place for place in places if place.user_id == user.pk)
    theirs = Message.objects.in_conversation(conversation, user)
    messages = list(theirs.filter(number__gte=start).for_reading()[: SIZE + 1])
    later = messages[SIZE].number if len(messages) > SIZE else 0
    messages = messages[:SIZE]
    notes = _notes(places, mine)
    said, before = [], start - 1
    for each in _said(messages, mine, user):
        said.append(_with_notes(each, notes, before))
        before = each.message.number
    return Talk(
        said=said,
        notes=() if later else tuple(note for number, note in notes if number >= before),
        earlier=max(start - SIZE, mine.joined_number + 1) if start > mine.joined_number + 1 else 0,
        later=later,
        last=messages[-1].number if messages else 0,
    )


def found_in(conversation, typed, user):
    """([Said], whether there may be more) of the messages that have all these words in them, whatever their accents and
    capitals, the newest first. They are looked for in the rows: a conversation stands in no index."""
    words = folded(typed)
    theirs = Message.objects.in_conversation(conversation, user)
    numbers, looked, letters = [], 0, 0
    newest = theirs.order_by("-number").values_list("number", "body")
    for number, body in newest[:MOST_LOOKED].iterator(chunk_size=100):
        looked, letters = looked + 1, letters + len(body)
        if words and _holds(folded(body), words):
            numbers.append(number)
        if len(numbers) == MOST_FOUND or letters > MOST_LETTERS:
            break
    found = list(theirs.filter(number__in=numbers).for_reading())[::-1]
    is_all = looked < MOST_LOOKED and len(numbers) < MOST_FOUND and letters <= MOST_LETTERS
    return _said(found, None, user), not is_all


def readers_of(conversation, places, user):
    """Who reads what is written there, by name."""
    people = [place.user for place in places if not place.left_at and place.user_id != user.pk]
    words = _(
        "Who: %(names)s. If one of them reports it, the moderators read what is reported, until they have decided; "
        "nobody else does."
    )
    names = ", ".join(isolated(person.display) for person in people)
    return Circle(words % {"names": names}, sum(map(is_member, people)))


def readers_of_new(people):
    """Who reads a first message."""
    words = _(
        "Who: those whom you choose, and whom one of you adds later for what is written then. If one of them reports a "
        "message, the moderators read it, until they have decided; nobody else does."
    )
    return Circle(words, len(people) if people else None)


def _holds(text, words):
    """Whether each of the words begins a word of the text."""
    return all(any(each.startswith(word) for each in text) for word in words)


def _are_newest(conversations):
    newest = (Q(conversation=each.pk, number=each.newest) for each in conversations)
    return reduce(or_, newest, Q(pk__in=[]))


def _others_by_conversation(conversations, user):
    found = {}
    places = Participant.objects.filter(conversation__in=conversations).present().exclude(user=user).with_people()
    for place in places:
        found.setdefault(place.conversation_id, []).append(place.user.display)
    return found


def _said(messages, place, user):
    """[Said] of messages that this person was just found to read. place: their own, for what is new to them."""
    texts = markup.fill([message.html for message in messages], user)
    files = files_of(messages, user)
    deaf = silenced_by(user, {message.author_id for message in messages})
    new = _first_new(messages, place, user)
    return [
        Said(
            message,
            html,
            [shown(file) for file in files[key_of(message)]],
            is_folded=message.author_id in deaf,
            is_first_new=message.number == new,
            can_report=message.stands and message.author_id != user.pk,
        )
        for message, html in zip(messages, texts, strict=True)
    ]


def _first_new(messages, place, user):
    if place is None or not place.read_number:
        return None
    new = (each.number for each in messages if each.number > place.read_number and each.author_id != user.pk)
    return next(new, None)


def _notes(places, mine):
    """[(number behind which it stands, sentence)] on who came later and who left, as far as the reader was there."""
    notes = []
    for place in places:
        if place.joined_number and place.joined_number >= mine.joined_number:
            notes.append((place.joined_number, _joined(place, mine)))
        if place.left_at and place.left_number >= mine.joined_number:
            notes.append((place.left_number, _("%(name)s left.") % {"name": isolated(place.user.display)}))
    return sorted(notes, key=lambda note: note[0])


def _joined(place, mine):
    names = {
        "name": isolated(place.user.display),
        "by": isolated(place.added_by.display if place.added_by else _("Somebody")),
    }
    if place is mine:
        return _("%(by)s added you. You read what was written from here on.") % names
    return _("%(by)s added %(name)s, who reads what was written from here on.") % names


def _with_notes(said, notes, before):
    own = tuple(note for number, note in notes if before <= number < said.message.number)
    return replace(said, notes=own) if own else said
