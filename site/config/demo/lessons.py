"""The demo's lessons, through the library's actions."""

from collections import defaultdict
from types import SimpleNamespace


def load_lessons(world):
    """Each lesson with its translations."""
    world.lessons = defaultdict(lambda: SimpleNamespace(ref="aaaaaaaaaa"))
