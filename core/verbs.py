"""What the audit log calls each deed, in words. Each room names its own in `verbs.py`."""

_labels = {}


def name_verbs(**labels):
    """Name the verbs of one room, as `name_verbs(room="forum", reply=_("Answered"), …)`."""
    room = labels.pop("room")
    _labels.update({f"{room}.{verb}": label for verb, label in labels.items()})


def label_of(verb):
    """The words for a verb; one that no room has named stands for itself."""
    return _labels.get(verb, verb)


def named_verbs():
    """[(verb, words)] in the order of the rooms."""
    return sorted(_labels.items())
