"""The style guide shows every component there is, drawn by the templates that the pages use, and asks for nothing."""

import pytest
from django.conf import settings
from django.urls import reverse

FOLDER = settings.TEMPLATES[0]["DIRS"][0]


@pytest.fixture
def guide(client_of, make_member):
    return client_of(make_member(roles=["trainer"])).get(reverse("styleguide"))


def test_every_component_is_in_it(guide):
    there_are = {f"components/{path.name}" for path in (FOLDER / "components").iterdir()}

    assert there_are - {template.name for template in guide.templates} == set()


def test_it_shows_the_rows_posts_and_hits_that_the_pages_show(guide):
    shown = {template.name for template in guide.templates}

    assert {
        "forum/topic_row.html", "forum/post.html", "library/lesson_row.html", "search/hit.html", "files/file_list.html",
    } <= shown  # fmt: skip


def test_what_it_shows_is_invented_and_costs_no_query(
    client_of, make_member, django_assert_num_queries, django_assert_max_num_queries
):
    client = client_of(make_member(roles=["trainer"]))
    with django_assert_max_num_queries(6) as frame:
        client.get(reverse("protection"))

    with django_assert_num_queries(len(frame)):
        client.get(reverse("styleguide"))


def test_no_link_of_it_leads_anywhere_but_to_what_the_frame_leads_to(guide):
    page = guide.content.decode()
    main = page[page.index("<main") : page.index("</main>")]

    # The composer's own, which the frame has too.
    addresses = {part.partition('"')[0] for part in main.split('href="')[1:]}
    assert {each for each in addresses if not each.startswith(("#", "?", "/static/"))} == {reverse("charter")}


@pytest.mark.parametrize(
    ("roles", "status"), [([], 404), (["steward"], 200), (["moderator"], 200), (["operator"], 200)]
)
def test_it_is_for_staff(client_of, make_member, roles, status):
    assert client_of(make_member(roles=roles)).get(reverse("styleguide")).status_code == status
