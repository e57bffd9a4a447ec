"""What the forum will not do, in the sentence that the person reads."""

from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal


class TopicClosed(Refusal):
    message = _("This topic was closed to replies. Your text is still here, so that you can copy it.")


class TopicGone(Refusal):
    message = _("This topic is not there any more. Your text is still here, so that you can copy it.")


class PostGone(Refusal):
    message = _("This post is not there any more. Your text is still here, so that you can copy it.")


class ChangedMeanwhile(Refusal):
    """post: as it is now."""

    message = _(
        "This post was changed after you opened it, perhaps by yourself on another device. Nothing is overwritten: "
        "both texts are below. Please make one of them and save it."
    )

    def __init__(self, post):
        super().__init__()
        self.post = post


class WiderAudience(Refusal):
    message = _(
        "The text quotes a post from a place that fewer people can read. "
        "Please take the quote out, or say it in your own words."
    )


class NoInstitution(Refusal):
    message = _(
        "Your profile names no institution, so it can’t stand in the place of your name. Please sign in another way."
    )


class NotYourRole(Refusal):
    message = _("Nobody at an institution like yours holds this role. Please choose yours, or sign in another way.")


class TooFewToHide(Refusal):
    message = _(
        "Fewer than three people could have written this, so leaving your name out would hide nothing. "
        "Please sign it in another way, or by name."
    )


class TooManyDrafts(Refusal):
    message = _("You keep a hundred drafts already. Please throw some away first; your text is still here.")


class DraftNotKept(Refusal):
    message = _("This can’t be kept as a draft: there is no text in it, too much, or characters that can’t be shown.")


class NotToBePassedOn(Refusal):
    message = _(
        "The text quotes a post of another topic that is not to be passed on without asking. "
        "Please take the quote out, or ask its author for it."
    )


class LooserLabel(Refusal):
    message = _(
        "The text quotes a post that is to be handled more strictly. "
        "Please choose “%(label)s” for yours as well, or take the quote out."
    )

    def __init__(self, label):
        super().__init__(self.message % {"label": label})


class CalledOften(Refusal):
    message = _(
        "You have called the moderators or keepers three times today. Please take the @ out; in urgent cases report "
        "the post, or write to one of them."
    )


class AnsweredAlready(Refusal):
    message = _("Somebody has answered this already, or its time is over.")


class BoardThere(Refusal):
    message = _("There is a board with this name in the space already.")


class EnoughPosts(Refusal):
    message = _(
        "You have posted much within the hour; new members can post less than others. Please save your text as a "
        "draft, and post it later."
    )


class TooManyLinks(Refusal):
    """Made with how many there can be."""

    def __init__(self, most):
        said = _(
            "Links to other sites in one post: at most %(most)s, for new members fewer than for others. Please take "
            "some out, and post it once more."
        )
        super().__init__(said % {"most": most})


class PollClosed(Refusal):
    message = _("The poll was closed before your vote was here. It is not counted.")


class NoChoice(Refusal):
    message = _("Please choose one of the answers; several only where the poll says so.")


class VotedAlready(Refusal):
    message = _("You have voted in this poll already. An anonymous vote can’t be changed: nobody knows which it is.")


class SameLanguage(Refusal):
    message = _("The post is in this language already. Please choose another one.")


class TranslationChanged(Refusal):
    """translation: as it is now."""

    message = _(
        "Somebody has changed this translation meanwhile. Both texts stand below: please bring into yours what is new, "
        "and save it once more."
    )

    def __init__(self, translation):
        super().__init__()
        self.translation = translation


class AnotherTranslation(Refusal):
    message = _("Another translation into this language stands by now, so this one stays hidden.")


class OthersHelped(Refusal):
    message = _("Others have improved this translation. Ask a moderator to take it out of sight.")


class NobodyReads(Refusal):
    message = _(
        "Nobody else takes part in this conversation any more, so nothing was sent. Your text is still here, so that "
        "you can copy it."
    )


class TooManyTalk(Refusal):
    message = _("A conversation has ten people at most. For more, a space is the better place.")


class StaysAway(Refusal):
    message = _("One of them was added before and has left: nobody is added a second time.")


class ConversationGone(Refusal):
    message = _("You take no part in this conversation any more. Your text is still here, so that you can copy it.")


class EnoughConversations(Refusal):
    message = _("You have started many conversations today. Please keep this text and send it tomorrow.")


class EnoughMessages(Refusal):
    message = _("You have written many messages within the hour. Please keep this text and send it later.")


class ThereAlready(Refusal):
    message = _("It is there already, or somebody has just asked for the same.")


class OpeningStays(Refusal):
    message = _("The first post stays, or the topic would begin with an answer. Move or join the whole topic instead.")


class PollStays(Refusal):
    message = _("A poll can’t become part of another topic: people voted in it where it stands.")


class PostsGone(Refusal):
    message = _("Some of these posts are not there any more. Please choose again.")


class TooManyPosts(Refusal):
    message = _("These are too many posts at once: please keep it to 500.")


class NotBeyondItsReaders(Refusal):
    message = _("More people could read it there, and the label of a post among these forbids that.")


class SomeUndecided(Refusal):
    message = _(
        "More people could read it there, and some of these posts are hidden or wait for a moderator. Please decide on "
        "them first: let them in, bring them back, or delete them."
    )


class NoSecond(Refusal):
    message = _("More people could read it there, so a second moderator has to agree; there is nobody who could.")


class MoveOver(Refusal):
    message = _("Nothing waits here any more: somebody else has decided, or three days have passed.")


class LookAgain(Refusal):
    message = _("Something of it has changed since you looked. Please look again, then decide.")


class PlaceWidened(Refusal):
    message = _(
        "The topic has moved meanwhile, and more people will read your text than you were told. Look who, below the "
        "text, and post it if you still want to."
    )


class TopicJoined(Refusal):
    message = _(
        "The topic that you answered has become part of this one. Your text is still here: look whether it fits, and "
        "post it."
    )


class TooSoon(Refusal):
    """Made with how long is left, in words."""

    def __init__(self, left):
        said = _("In this topic everybody waits between two posts. You can write here again in %(time)s.")
        super().__init__(said % {"time": left})


class AppealedAlready(Refusal):
    message = _("Another moderator has looked at it already: the decision stays.")


class AskedEnough(Refusal):
    message = _("At most five people can be asked to answer one topic.")


class NobodyAsked(Refusal):
    message = _("Please choose at least one person.")


class AskedOften(Refusal):
    message = _("You have asked many people today. Please wait until tomorrow.")
