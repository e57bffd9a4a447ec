"""The one gate. A set of audience keys decides, everywhere, what a person may see."""

PUBLIC = "public"
MEMBERS = "members"
SPACE_PREFIX = "space:"


def space_key(ref):
    return f"{SPACE_PREFIX}{ref}"


def is_member(user) -> bool:
    """Whether this is an accepted member in good standing. Being signed in is not enough."""
    return bool(getattr(user, "is_member", False))


def audiences_of(user) -> frozenset[str]:
    """The keys this person holds now: `public` for everybody, more as the user object says."""
    return frozenset(user.audience_keys()) if is_member(user) else frozenset({PUBLIC})
