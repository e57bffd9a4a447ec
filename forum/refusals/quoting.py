"""Of quoting what fewer may read, or what is to be handled more strictly."""

from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal


class WiderAudience(Refusal):
    message = _(
        "The text quotes a post from a place that fewer people can read. "
        "Please take the quote out, or say it in your own words."
    )


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
