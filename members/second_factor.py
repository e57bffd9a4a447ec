"""Whether somebody has the second factor that Fora asks of them. The pages to set one up come with signing in."""

PAGE = "mfa_index"  # where a second factor is set up


def is_satisfied(user) -> bool:
    return True
