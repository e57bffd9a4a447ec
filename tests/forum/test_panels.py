"""What the forum adds to other rooms' pages."""

from django.urls import reverse

from tests.factories.forum import make_topic


def test_a_space_shows_its_boards_with_the_topic_last_written_in(secret_board, other, client_of):
    make_topic(secret_board, other, title="Who opens the locker?")

    page = client_of(other).get(reverse("space", args=[secret_board.audience.space.ref]))

    text = page.content.decode()
    assert text.count("Who opens the locker?") == 2  # as what is new, and as the last of its board
    assert "No topics yet" not in text
