"""Of private conversations: no role opens one; each answer is from who takes part."""

from core.gate import is_member
from core.things import key_of
from forum.models import Conversation, Participant
from members.models import Silence
from members.rules import can_write_to, is_silenced
from moderation.models import Flag


def takes_part(user, conversation) -> bool:
    return is_member(user) and conversation.participants.of(user).exists()


def can_start_with(user, people) -> bool:
    """Whether each of these people lets this person write to them, and they are few enough. Being blocked is not among
    what can be known (`is_unheard`). Who is silenced writes to nobody."""
    if is_silenced(user) or not 1 <= len(people) < Conversation.MOST:
        return False
    return all(can_write_to(user, person) for person in people)


def can_say(user, conversation) -> bool:
    """Whether this person writes in it: who takes part and is not silenced."""
    return takes_part(user, conversation) and not is_silenced(user)


def can_add(user, conversation, people) -> bool:
    return can_say(user, conversation) and bool(people) and all(can_write_to(user, person) for person in people)


def has_readers(user, conversation) -> bool:
    """Whether somebody else takes part who can read it."""
    others = conversation.participants.present().exclude(user=user).select_related("user")
    return any(is_member(place.user) for place in others)


def is_unheard(writer, conversation) -> bool:
    """Whether the only other one has blocked the writer: what is written then never arrives. Among several it does,
    folded away for who has muted or blocked the writer: what others write there must not miss anybody."""
    others = list(conversation.participants.present().exclude(user=writer).values_list("user", flat=True))
    blocks = Silence.objects.filter(user__in=others, other=writer, kind=Silence.BLOCK)
    return len(others) == 1 and blocks.exists()


def can_report_message(user, message) -> bool:
    """What reached one, by somebody else."""
    is_theirs = message.author_id != user.pk
    return is_theirs and message.stands and _reads(user, message)


def can_moderate_message(user, message) -> bool:
    """Moderators of the platform, of what was reported, where they never took part."""
    if not is_member(user) or "moderator" not in user.roles:
        return False
    takes_part_ever = Participant.objects.filter(conversation=message.conversation_id, user=user).exists()
    return not takes_part_ever and Flag.objects.filter(key=key_of(message)).exists()


def _reads(user, message):
    return type(message).objects.in_conversation(message.conversation_id, user).filter(pk=message.pk).exists()
