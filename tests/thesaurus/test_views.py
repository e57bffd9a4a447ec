import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import panels, things
from thesaurus.models import Concept, Label

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("thesaurus")]


def address(slug):
    return Concept.objects.get(slug=slug).get_absolute_url()


def body(client, path, **query):
    response = client.get(path, query)
    assert response.status_code == 200
    return response.content.decode()


def matter(client, path, **query):
    """The page below its header, as text without tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", body(client, path, **query).partition("<main")[2]).split())


def test_anybody_reads_the_schemes_with_what_stands_below_them(anonymous):
    page = body(anonymous, "/thesaurus/")

    for slug in ("crimes", "core-international-crimes", "regions"):
        assert f'href="{address(slug)}"' in page
    assert page.count('<li class="noted">') == 15
    assert f'href="{address("genocide")}"' not in page


def test_a_concept_shows_its_words_in_all_languages(anonymous):
    page = body(anonymous, address("genocide"))

    for language, direction, label in [("fr", "ltr", "crime de génocide"), ("ar", "rtl", "الإبادة الجماعية")]:
        assert f'<bdi lang="{language}" dir="{direction}">{label}</bdi>' in page
    assert '<h1><bdi lang="en" dir="ltr">genocide</bdi></h1>' in page


def test_the_languages_of_the_interface_are_offered_below_a_concept(anonymous):
    page = body(anonymous, address("genocide"))

    assert re.findall(r'<button[^>]* name="language" value="([^"]*)"', page) == ["en", "fr", "es", "ar", "uk"]


def test_typed_forms_are_not_shown(anonymous):
    hidden = set(Label.objects.filter(concept__slug="genocide", kind="hidden").values_list("text", flat=True))
    shown = set(re.findall(r"<bdi[^>]*>([^<]*)</bdi>", body(anonymous, address("genocide"))))

    # The French typed form is the English word.
    assert hidden & shown == {"genocide"}


def test_a_reader_of_arabic_sees_the_arabic_name_first(anonymous):
    anonymous.cookies["language"] = "ar"

    page = body(anonymous, address("genocide"))

    assert '<h1><bdi lang="ar" dir="rtl">الإبادة الجماعية</bdi></h1>' in page
    assert page.index("الإبادة الجماعية") < page.index("génocide")


def test_a_concept_leads_up_down_and_beside(anonymous):
    page = body(anonymous, address("genocidal-intent"))
    above = body(anonymous, address("genocide"))

    ups = [page.index(f'href="{address(slug)}"') for slug in ("crimes", "core-international-crimes", "genocide")]
    assert ups == sorted(ups)
    assert f'href="{address("mental-element")}"' in page
    assert f'href="{address("genocidal-intent")}"' in above


def test_words_that_are_not_confirmed_say_so_in_their_language_alone(anonymous):
    assert matter(anonymous, address("witness-screening")).count("not yet confirmed") == 4 + 1
    assert "not yet confirmed" not in matter(anonymous, address("genocide"))


def test_a_scope_note_is_shown_in_its_own_language(anonymous):
    anonymous.cookies["language"] = "ar"

    assert '<p class="lead" lang="en" dir="ltr">A crime against humanity, distinct from genocide.</p>' in body(
        anonymous, address("extermination")
    )


def test_an_unknown_concept_is_the_one_404(anonymous):
    one, other = anonymous.get("/thesaurus/aaaaaaaaaa/"), anonymous.get("/no/such/page/")

    assert (one.status_code, other.status_code) == (404, 404)
    assert one.content.replace(b"/thesaurus/aaaaaaaaaa/", b"") == other.content.replace(b"/no/such/page/", b"")


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("genocide", "genocide"),
        ("ГЕНОЦИД", "genocide"),
        ("الاباده الجماعيه", "genocide"),
        ("genocid", "genocide"),
        ("humanite", "crimes-against-humanity"),
        ("icc", "international-criminal-court"),
    ],
)
def test_the_box_finds_labels_of_any_language(anonymous, typed, slug):
    assert f'href="{address(slug)}"' in body(anonymous, "/thesaurus/", q=typed)


def test_the_box_names_the_label_that_was_found(anonymous):
    assert "Spanish genocidio" in matter(anonymous, "/thesaurus/", q="genocidio")


def test_what_is_called_so_comes_before_what_only_begins_so(anonymous):
    page = body(anonymous, "/thesaurus/", q="genocide")

    assert page.index(f'href="{address("genocide")}"') < page.index(f'href="{address("incitement-to-genocide")}"')


def test_a_misspelt_word_gets_a_suggestion(anonymous):
    page = matter(anonymous, "/thesaurus/", q="genocyde")

    assert "No concept has a word like “ genocyde ”" in page
    assert "Did you mean: genocide" in page


@pytest.mark.parametrize(
    "typed", ["", "  ", "!?", "%", "_", "' OR 1=1 --", "a", '"' * 50, "zzzzzz", "<script>alert(1)</script>"]
)
def test_odd_words_get_a_page(anonymous, typed):
    page = body(anonymous, "/thesaurus/", q=typed)

    assert "<script>alert" not in page


@pytest.mark.parametrize(("typed", "says"), [("x" * 121, "keep this to 120 characters"), ("a\x00b", "can’t be shown")])
def test_words_that_cannot_be_read_are_refused_on_the_page(anonymous, typed, says):
    page = body(anonymous, "/thesaurus/", q=typed)

    assert says in page
    assert 'aria-invalid="true"' in page


def test_a_retired_concept_keeps_its_page_and_leaves_the_lists(anonymous, django_assert_num_queries):
    from django.utils import timezone

    path = address("genocidal-intent")
    Concept.objects.filter(slug="genocidal-intent").update(retired_at=timezone.now())

    assert "no longer in the thesaurus" in matter(anonymous, path)
    assert path not in body(anonymous, address("genocide"))
    assert path not in body(anonymous, "/thesaurus/", q="genocidal intent")


def cost(client, path, **query):
    with CaptureQueriesContext(connection) as queries:
        client.get(path, query)
    return len(queries)


def test_pages_cost_the_same_for_few_and_for_many(anonymous):
    leaf, wide = address("genocidal-intent"), address("witnesses-and-victims")
    few, many = "genocidal intent", "witness"

    assert cost(anonymous, leaf) == cost(anonymous, wide) <= 10
    assert cost(anonymous, "/thesaurus/", q=few) == cost(anonymous, "/thesaurus/", q=many) <= 6
    assert cost(anonymous, "/thesaurus/") <= 5


def test_other_rooms_show_what_is_tagged(anonymous, tmp_path, settings):
    (tmp_path / "tagged.html").write_text("<p>tagged with {{ panel.slug }}</p>")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]

    def tagged(request, subject):
        return "tagged.html", {"slug": subject.slug}

    panels.panel("concept")(tagged)
    try:
        assert "tagged with genocide" in matter(anonymous, address("genocide"))
    finally:
        panels._panels["concept"] = [row for row in panels._panels["concept"] if row[1] is not tagged]


def test_a_concept_is_a_thing_that_everybody_sees(anonymous, django_user_model):
    from django.contrib.auth.models import AnonymousUser

    genocide = Concept.objects.get(slug="genocide")
    key = things.key_of(genocide)

    found = things.resolve([key], AnonymousUser())

    kind = things.kind_of(key)
    assert (key, found) == (f"concept:{genocide.ref}", {key: genocide})
    assert (kind.title(found[key]), kind.url(found[key]), kind.language(found[key])) == (
        "genocide",
        f"/thesaurus/{genocide.ref}/",
        "en",
    )


def test_names_of_many_things_cost_one_query_more(django_assert_num_queries):
    from django.contrib.auth.models import AnonymousUser

    keys = [f"concept:{ref}" for ref in Concept.objects.values_list("ref", flat=True)[:30]]

    with django_assert_num_queries(2):
        titles = [things.kind_of(key).title(row) for key, row in things.resolve(keys, AnonymousUser()).items()]

    assert len(titles) == 30
