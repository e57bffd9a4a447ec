"""How it stands with a topic or a post, whoever asks."""


def is_there(thing) -> bool:
    """Whether it stands, or only waits for a moderator: `thing` is a topic or a post."""
    return not (thing.hidden_at or thing.withdrawn_at or thing.erased_at)


def waits(thing) -> bool:
    """Whether it waits for a moderator, and nobody has decided."""
    return bool(thing.held_at) and is_there(thing)


def takes_replies(topic) -> bool:
    """Whether the topic itself is open to replies, whoever asks."""
    return topic.stands and not topic.locked_at


def takes_votes(poll) -> bool:
    """Whether the poll itself is open, whoever asks."""
    return takes_replies(poll.topic) and not poll.is_over


def is_answer(post) -> bool:
    """Whether this is an answer that stands."""
    return post.stands and post.number > 1 and post.topic.kind == "question"


def is_editable(post) -> bool:
    return is_there(post) and is_there(post.topic) and not post.topic.locked_at
