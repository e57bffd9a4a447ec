"""Who may do what in the forum. Views, templates and actions ask the same questions."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from core.deeds import QUOTE, allows
from core.gate import MEMBERS, PUBLIC, audiences_of, is_member
from core.things import key_of
from forum.models import Conversation, Participant
from forum.moderated import moderates, moderators_of
from members.models import Silence, User
from members.rules import (
    can_keep,
    can_see_people_of,
    can_write_in,
    can_write_to,
    is_silenced,
    role_in,
    stewards,
)
from moderation.models import Flag

TITLE_GRACE = timedelta(hours=1)
# The larger, the more readers: what may be read by more may be quoted to fewer.
WIDTH = {PUBLIC: 2, MEMBERS: 1}


def can_create_board(user, audience) -> bool:
    """Stewards make boards for everybody and for members; keepers make those of their space."""
    space = getattr(audience, "space", None)
    if space is not None:
        return can_keep(user, space)
    return is_member(user) and "steward" in user.roles


def can_read(user, thing) -> bool:
    """Whether this person may see a board, topic or post now; asks the database."""
    return type(thing).objects.visible_to(user).filter(pk=thing.pk).exists()


def can_write(user, board) -> bool:
    """Whether this person may write on the board: readers of a space only read."""
    if not is_member(user) or board.archived_at or board.audience_id not in audiences_of(user):
        return False
    return can_write_in(user, board.space) if board.space is not None else not is_silenced(user)


def only_reads(user, board) -> bool:
    """Whether this person is in the board's space as a reader."""
    return board.space is not None and role_in(user, board.space) == "reader"


def can_moderate(user, board) -> bool:
    """In a space its moderators; elsewhere the role moderator, or the board's own list."""
    return moderates(user, board)


def can_keep_drafts(user) -> bool:
    return is_member(user)


def can_bookmark(user, post) -> bool:
    """Whatever a member sees. (Whether they see it is asked where it is fetched.)"""
    return is_member(user)


def can_signal(user, post) -> bool:
    """Members say what a post of somebody else's was to them; who is silenced, in spaces alone."""
    if not is_member(user) or (post.topic.board.space is None and is_silenced(user)):
        return False
    return post.stands and post.topic.stands and not wrote(user, post)


def can_start_topic(user, board) -> bool:
    """Whoever writes there; where there are announcements, those who moderate."""
    return can_write(user, board) and (board.posting != board.ANNOUNCEMENTS or can_moderate(user, board))


def can_start_kind(user, board, kind) -> bool:
    """Announcements are made by those who moderate; any other kind of topic by all who write."""
    return kind != "announcement" or can_moderate(user, board)


def started(user, topic) -> bool:
    """Whether this person started it, whatever face it shows."""
    origin = getattr(topic, "origin", None)
    return is_member(user) and origin is not None and origin.user_id == user.pk


def shows_face(user, topic) -> bool:
    """Whether what this person does to the topic may stand under their name: not where they started it without one."""
    return topic.author_id == user.pk or not started(user, topic)


def can_settle(user, topic) -> bool:
    """Who says whether a question is answered: its asker, as long as they write there, or a moderator."""
    if topic.kind != "question" or not topic.stands:
        return False
    return can_moderate(user, topic.board) or (started(user, topic) and can_write(user, topic.board))


def is_answer(post) -> bool:
    """Whether this is an answer that stands."""
    return post.stands and post.number > 1 and post.topic.kind == "question"


def takes_votes(poll) -> bool:
    """Whether the poll itself is open, whoever asks."""
    return takes_replies(poll.topic) and not poll.is_over


def takes_replies(topic) -> bool:
    """Whether the topic itself is open to replies, whoever asks."""
    return topic.stands and not topic.locked_at


def can_reply(user, topic) -> bool:
    return takes_replies(topic) and can_write(user, topic.board)


def wrote(user, post) -> bool:
    """Whether this person wrote it, whatever face it shows. The origin goes when its person's account is deleted."""
    origin = getattr(post, "origin", None)
    return is_member(user) and origin is not None and origin.user_id == user.pk


def is_there(thing) -> bool:
    """Whether it stands, or only waits for a moderator: `thing` is a topic or a post."""
    return not (thing.hidden_at or thing.withdrawn_at or thing.erased_at)


def waits(thing) -> bool:
    """Whether it waits for a moderator, and nobody has decided."""
    return bool(thing.held_at) and is_there(thing)


def is_editable(post) -> bool:
    return is_there(post) and is_there(post.topic) and not post.topic.locked_at


def can_edit(user, post) -> bool:
    return wrote(user, post) and is_editable(post) and can_write(user, post.topic.board)


def can_withdraw(user, post) -> bool:
    """Authors take back what stands, also from a closed topic, as long as they can read it."""
    return wrote(user, post) and is_there(post) and post.topic.board.audience_id in audiences_of(user)


def can_appeal(user, post) -> bool:
    """Authors, of what moderators took out of sight: the post, or the topic that it opens."""
    away = post.hidden_at or (post.number == 1 and post.topic.hidden_at)
    return wrote(user, post) and bool(away) and not (post.withdrawn_at or post.erased_at)


def can_hide(user, thing) -> bool:
    """`thing` is a topic or a post. What waits is approved or rejected."""
    gone = thing.hidden_at or thing.erased_at or thing.held_at
    return not gone and can_moderate(user, board_of(thing))


def can_decide_on_held(user, thing) -> bool:
    """Whether this person lets in, or rejects, what waits; what was rejected is let in by the same."""
    gone = thing.withdrawn_at or thing.erased_at
    return bool(thing.held_at) and not gone and _reviews(user, thing)


def can_amend(user, post) -> bool:
    """Whether this person changes somebody else’s text as moderator."""
    return is_editable(post) and not wrote(user, post) and can_moderate(user, post.topic.board)


def can_restore(user, thing) -> bool:
    return bool(thing.hidden_at) and not thing.held_at and not thing.erased_at and _reviews(user, thing)


def can_review_topic(user, topic) -> bool:
    """Whether this person decides on it in the queue: nobody does on what they wrote themselves."""
    return can_moderate(user, topic.board) and not started(user, topic)


def can_review_post(user, post) -> bool:
    """The same of a post."""
    return can_moderate(user, post.topic.board) and not wrote(user, post)


def _reviews(user, thing):
    return (can_review_post if hasattr(thing, "topic_id") else can_review_topic)(user, thing)


def can_report(user, post) -> bool:
    return post.stands and not wrote(user, post) and is_member(user)


def answers_for(user, board) -> bool:
    """Who can ask, or agree, to learn who wrote something there: its moderators, and outside of spaces the stewards."""
    return can_moderate(user, board) or (board.space is None and is_member(user) and "steward" in user.roles)


def people_who_answer_for(board):
    """The same as a queryset of users."""
    people = Q(pk__in=moderators_of(board).values("pk"))
    return User.objects.members().filter(people if board.space else people | Q(pk__in=stewards().values("pk")))


def can_ask_lifting(user, post) -> bool:
    return post.is_faceless and not post.erased_at and can_moderate(user, post.topic.board) and not wrote(user, post)


def can_answer_lifting(user, lifting) -> bool:
    """Somebody else than who asked, and not who wrote it."""
    return (
        lifting.asked_by_id != user.pk and answers_for(user, lifting.post.topic.board) and not wrote(user, lifting.post)
    )


def can_learn_writer(user, lifting) -> bool:
    """The two who asked and agreed, while they answer for the place and the name is shown."""
    of_two = user.pk in (lifting.asked_by_id, lifting.agreed_by_id)
    return lifting.is_open and of_two and answers_for(user, lifting.post.topic.board)


def can_close(user, topic) -> bool:
    """Lock, unlock, pin and unpin."""
    return topic.stands and can_moderate(user, topic.board)


def can_quote(user, post, into) -> bool:
    """Whether everybody who reads the topic `into` may read the quoted post's topic as well, and this person does."""
    return not is_narrower(post.topic.audience_id, into.audience_id) and can_read(user, post)


def may_be_quoted(post, into) -> bool:
    """Whether the post's own label lets it be quoted in the topic `into`."""
    return post.topic_id == into.pk or allows(post, QUOTE)


def is_narrower(source, target) -> bool:
    """Whether some who hold the audience key `target` do not hold `source`."""
    return source != target and WIDTH.get(source, 0) <= WIDTH.get(target, 0)


def board_of(thing):
    """The board of a topic or a post."""
    return thing.topic.board if hasattr(thing, "topic_id") else thing.board


def can_arrange(user) -> bool:
    """Themes, and the boards outside of spaces: who has the role moderator or steward."""
    return is_member(user) and bool({"moderator", "steward"} & set(user.roles))


def can_edit_board(user, board) -> bool:
    """Texts, languages, place, archive: of a space's board its keepers, of any other those who arrange them."""
    if board.audience_id not in audiences_of(user):
        return False
    return can_arrange(user) if board.space is None else can_keep(user, board.space) and not board.space.archived_at


# Translations of posts.


def can_translate(user, post) -> bool:
    """Whoever writes where the post stands, as long as it does; in a closed topic too, to which this adds nothing."""
    return post.stands and post.topic.stands and can_write(user, post.topic.board)


def can_withdraw_translation(user, translation) -> bool:
    return is_member(user) and translation.author_id == user.pk and is_there(translation)


def can_report_translation(user, translation) -> bool:
    return is_member(user) and translation.stands and translation.author_id != user.pk


def can_moderate_translation(user, translation) -> bool:
    return can_moderate(user, translation.post.topic.board) and translation.author_id != user.pk


def can_move(user, topic, board) -> bool:
    """Take a topic, or posts of it, to a board (its own, where they only go into another topic): who moderates where it
    is, and starts topics where it goes."""
    return can_moderate(user, topic.board) and can_start_topic(user, board)


def can_second(user, move) -> bool:
    """Whether this moderator may say the second word to what another asked for."""
    return user != move.asked_by and can_move(user, move.topic, move.board)


def can_edit_topic(user, topic) -> bool:
    """Title, kind, language, concepts: moderators; who started it, for an hour and as long as nobody has answered."""
    if not topic.stands or topic.locked_at and not can_moderate(user, topic.board):
        return False
    if can_moderate(user, topic.board):
        return True
    is_fresh = topic.last_number <= 1 and timezone.now() - topic.created_at < TITLE_GRACE
    return is_fresh and started(user, topic) and can_write(user, topic.board)


def can_ask(user, topic) -> bool:
    """Invite experts to answer: who started the topic, or a moderator, where one may see who could."""
    if not can_reply(user, topic) or not (started(user, topic) or can_moderate(user, topic.board)):
        return False
    return topic.board.space is None or can_see_people_of(user, topic.board.space)


def can_say_applies(user, topic) -> bool:
    """Say of a lesson or a practice that it applies to the topic."""
    return topic.stands and can_write(user, topic.board)


# Private conversations: no role opens one; each answer is from who takes part.


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
