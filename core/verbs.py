"""What the audit log calls each deed, in words. Each room names its own in `verbs.py`."""

_labels = {}
_moderating = set()
_arranging = set()


def name_verbs(**labels):
    """Name the verbs of one room, as `name_verbs(room="forum", reply=_("Answered"), …)`."""
    room = labels.pop("room")
    _labels.update({f"{room}.{verb}": label for verb, label in labels.items()})


def name_moderating(*verbs):
    """Say which of the named verbs are moderation: those of them that stand in the moderators' own record."""
    _moderating.update(verbs)


def moderating_verbs():
    """In the order of their names."""
    return sorted(_moderating)


def name_arranging(*verbs):
    """Say which of the named verbs are done to a place, or to what all moderators share: nobody reviews what they are
    about, so whoever moderates the whole place reads of them."""
    _arranging.update(verbs)


def arranging_verbs():
    """In the order of their names."""
    return sorted(_arranging)


def label_of(verb):
    """The words for a verb; one that no room has named stands for itself."""
    return _labels.get(verb, verb)


def named_verbs():
    """[(verb, words)] in the order of the rooms."""
    return sorted(_labels.items())
