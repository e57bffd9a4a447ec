"""What readers get: the list, a lesson's page, and the place where one begins to write."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cms.models import Picture, PictureText
from library import actions
from library.models import LessonPage
from members.actions import choose_language
from tests.factories.files import picture, stored
from tests.factories.library import blocks, make_draft, make_lesson, make_translation
from tests.factories.thesaurus import load as load_thesaurus
from thesaurus.models import Concept

pytestmark = pytest.mark.django_db


def body(response):
    return re.sub(r"\s+", " ", response.content.decode())


def titles(page):
    return [lesson.title for lesson, _also in page.context["rows"]]


def choices(page):
    """{filter: {label: count}} of what a list offers."""
    return [{choice.label: choice.count for choice in each["choices"]} for each in page.context["filters"]]


@pytest.fixture
def phases():
    load_thesaurus()
    return list(Concept.objects.filter(top__slug="phases-of-proceedings").order_by("position")[:3])


def make_picture(editor, **alts):
    from django.core.files.base import ContentFile

    drawn = Picture(title="Drawers", uploaded_by_user=editor)
    drawn.file.save("drawers.png", ContentFile(picture("png", size=(1200, 300)).read()), save=False)
    drawn.width, drawn.height = 1200, 300
    drawn.save()
    for language, alt in alts.items():
        PictureText.objects.create(picture=drawn, language=language, alt=alt)
    return drawn


# A lesson's page


def test_a_members_lesson_is_drawn_for_a_member(as_member, lesson):
    page = as_member.get(lesson.get_absolute_url())

    assert page.templates[0].name == "library/lesson_detail.html"
    assert f"<h1>{lesson.title}</h1>" in body(page)
    assert "The observation of lesson" in body(page)


def test_a_members_lesson_is_the_one_404_for_everybody_else(anonymous, lesson, client_of, make_member):
    left = make_member("Lena Left")
    left.dormant_at = timezone.now()
    left.save()
    missing = "/en/aaaaaaaaaa/bbbbbbbbbb/"

    for client in (anonymous, client_of(left)):
        foreign, absent = client.get(lesson.get_absolute_url()), client.get(missing)
        bare = foreign.content.decode().replace(lesson.get_absolute_url(), missing)
        assert (foreign.status_code, absent.status_code) == (404, 404)
        assert bare == absent.content.decode()


def test_a_draft_is_the_one_404_even_for_its_author(as_trainer, draft):
    assert as_trainer.get(draft.get_absolute_url()).status_code == 404


def test_a_public_lesson_is_for_everybody_and_names_no_member(anonymous, editor, member):
    lesson = make_lesson(editor, audience="public", contact=member)

    page = body(anonymous.get(lesson.get_absolute_url()))

    assert [name for name in (editor.name, member.name, editor.email, member.email) if name in page] == []
    assert "Everybody can read this." in page


def test_all_its_fields_are_there(as_member, editor, member, phases):
    concepts = list(Concept.objects.filter(slug__in=["witness-relocation", "insider-witnesses"]))
    lesson = make_lesson(
        editor,
        jurisdiction="Mixed system",
        phase=phases[0],
        concepts=concepts,
        event_date="2024-05-17",
        review_date="2099-12-15",
        contact=member,
        files=[stored(editor, name="exit page.pdf")],
    )

    page = as_member.get(lesson.get_absolute_url())
    shown = body(page)

    for word in ("Mixed system", "May 2024", "15 December 2099", editor.name, member.name, "exit page.pdf"):
        assert word in shown
    for concept in (*concepts, phases[0]):
        assert f'href="{concept.get_absolute_url()}"' in shown
    assert "Review due" not in shown
    assert "17 May" not in shown


def test_a_lesson_past_its_review_says_so_before_its_text(as_member, editor, member):
    due = make_lesson(editor, review_date=timezone.localdate(), contact=member)

    page = body(as_member.get(due.get_absolute_url()))

    warning = "This lesson is due for review: check with its contact before you rely on it."
    assert page.index(warning) < page.index("The observation of lesson")


def test_other_languages_are_offered_and_drafts_are_not(as_member, lesson, editor):
    french = make_translation(lesson, editor, "fr", title="Une leçon")
    actions.translate_lesson(lesson, by=editor, language="ar", fields={"title": "درس"})

    page = as_member.get(lesson.get_absolute_url())

    assert page.context["also"] == [("fr", french.get_absolute_url())]
    assert 'hreflang="fr"><bdi lang="fr">français' in body(page)


@pytest.mark.parametrize(
    ("interface", "content", "turned"), [("en", "ar", True), ("ar", "en", True), ("ar", "ar", False)]
)
def test_content_keeps_its_own_language_and_direction(client_of, member, editor, interface, content, turned):
    lesson = make_lesson(editor, language=content)
    choose_language(member, interface, by=member)
    client = client_of(member)
    client.cookies["language"] = interface

    page = body(client.get(lesson.get_absolute_url()))

    direction = {"ar": "rtl", "en": "ltr"}
    assert f'<html lang="{interface}" dir="{direction[interface]}"' in page
    assert f'<article class="record" lang="{content}" dir="{direction[content]}">' in page
    assert (" data-turned>" in page) == turned


def test_headings_speak_the_language_of_the_text(as_member, editor):
    lesson = make_lesson(editor, language="ar")

    page = body(as_member.get(lesson.get_absolute_url()))

    assert '<h2 id="recommendation">التوصية</h2>' in page


def test_each_block_is_drawn(as_member, editor):
    drawn = make_picture(editor, en="Three drawers.", fr="Trois tiroirs.")
    part = blocks(
        ("heading", "In the second year"),
        ("quote", {"text": "Nobody **asked**.", "source": "The clerk"}),
        ("callout", "Remember."),
        ("steps", ["First.", "Second."]),
        ("picture", {"picture": drawn, "caption": "Drawers A to C"}),
        ("table", {"caption": "Who knew", "rows": "| Who | What |\n|---|---|\n| Clerk | all |"}),
    )
    lesson = make_lesson(editor, observation=part, language="fr")

    page = body(as_member.get(lesson.get_absolute_url()))

    for html in (
        "<h3>In the second year</h3>",
        '<blockquote><p dir="auto">Nobody <strong>asked</strong>.</p> <cite>The clerk</cite></blockquote>',
        '<div class="remember flow" role="note"><p dir="auto">Remember.</p> </div>',
        '<li><div class="flow"><p dir="auto">Second.</p> </div></li>',
        'alt="Trois tiroirs."',
        "<figcaption>Drawers A to C</figcaption>",
        '<div class="scroll" tabindex="0" role="region" aria-label="Who knew">',
    ):
        assert html in page
    rows = re.findall(r"<td[^>]*>(.*?)</td>", page)
    assert rows == ["Clerk", "all"]


def test_its_picture_comes_through_the_gate_to_members_alone(as_member, anonymous, editor):
    part = blocks(("picture", {"picture": make_picture(editor, en="Drawers."), "caption": ""}))
    lesson = make_lesson(editor, observation=part)

    source = re.search(r'<img src="([^"]+)"', body(as_member.get(lesson.get_absolute_url())))[1]

    answers = [client.get(source) for client in (as_member, anonymous)]

    assert [answer.status_code for answer in answers] == [200, 404]
    assert answers[0].getvalue()


def test_a_picture_for_members_is_left_out_of_a_public_lesson_for_others(anonymous, as_member, editor):
    part = blocks(("picture", {"picture": make_picture(editor, en="Drawers."), "caption": ""}))
    lesson = make_lesson(editor, observation=part, audience="public")

    pages = [body(client.get(lesson.get_absolute_url())) for client in (anonymous, as_member)]

    assert ["<figure>" in page for page in pages] == [False, True]


def test_its_file_comes_to_its_readers_alone(as_member, anonymous, editor):
    file = stored(editor)
    make_lesson(editor, files=[file])

    answers = [client.get(file.get_absolute_url()) for client in (as_member, anonymous)]

    assert [answer.status_code for answer in answers] == [200, 404]
    assert answers[0].getvalue()


def test_who_may_edit_gets_the_link_and_nobody_else(as_member, as_editor, anonymous, editor):
    lesson = make_lesson(editor, audience="public")
    edit = reverse("wagtailadmin_pages:edit", args=[lesson.pk])

    pages = [body(client.get(lesson.get_absolute_url())) for client in (as_editor, as_member, anonymous)]

    assert [f'href="{edit}"' in page for page in pages] == [True, False, False]


def test_a_page_with_three_of_everything_asks_as_much_as_with_one(as_member, editor, member, phases, queries_of):
    concepts = list(Concept.objects.filter(top__slug="investigation")[:3])

    def make(number):
        shown = [make_picture(editor, en="A drawer.") for _ in range(number)]
        lesson = make_lesson(
            editor,
            phase=phases[0],
            contact=member,
            concepts=concepts[:number],
            files=[stored(editor) for _ in range(number)],
            observation=blocks(*[("picture", {"picture": each, "caption": "x"}) for each in shown]),
        )
        for language in ("fr", "ar", "uk")[:number]:
            make_translation(lesson, editor, language)
        as_member.get(lesson.get_absolute_url())  # renditions are made once
        return lesson.get_absolute_url()

    one, three = make(1), make(3)

    assert queries_of(as_member, three) == queries_of(as_member, one)


# The list


def test_the_list_has_each_work_once_newest_first(as_member, editor):
    first = make_lesson(editor, title="First")
    make_translation(first, editor, "fr", title="Première")
    second = make_lesson(editor, title="Second", language="uk")
    actions.date_lesson(first, timezone.now() - timedelta(days=3))
    actions.date_lesson(second, timezone.now() - timedelta(days=2))

    page = as_member.get(reverse("library"))

    assert titles(page) == ["Second", "First"]
    assert [[code for code, _url in also] for _lesson, also in page.context["rows"]] == [[], ["fr"]]
    assert page.context["total"] == 2
    assert "2 lessons" in body(page)


def test_strangers_are_shown_what_is_public_and_counts_say_no_more(anonymous, editor, phases):
    make_lesson(editor, title="Public", audience="public", phase=phases[0])
    make_lesson(editor, title="Kestrel", phase=phases[1], language="fr")

    page = anonymous.get(reverse("library"))

    assert titles(page) == ["Public"]
    assert choices(page) == [{"English": 1}, {phases[0].name: 1}]
    assert "Kestrel" not in body(page)


def test_it_narrows_by_language_and_phase_with_plain_links(as_member, editor, phases):
    work = make_lesson(editor, title="One", phase=phases[0])
    make_translation(work, editor, "fr", title="Un", phase=phases[0])
    make_lesson(editor, title="Deux", phase=phases[1], language="fr")

    everything = as_member.get(reverse("library"))
    french = as_member.get(reverse("library"), {"language": "fr"})
    both = as_member.get(reverse("library"), {"language": "fr", "phase": phases[0].ref})

    assert choices(everything) == [{"English": 1, "Français": 2}, {phases[0].name: 1, phases[1].name: 1}]
    assert sorted(titles(french)) == ["Deux", "Un"]
    assert titles(both) == ["Un"]
    links = [choice.url for each in french.context["filters"] for choice in each["choices"]]
    assert links == [
        "?language=en", "/library/", f"?language=fr&phase={phases[0].ref}", f"?language=fr&phase={phases[1].ref}",
    ]  # fmt: skip


@pytest.mark.parametrize("query", ["language=xx", "language=", "phase=nonsense", "phase=%00", "after=%00", "after=xyz"])
def test_words_that_mean_nothing_choose_nothing(as_member, lesson, query):
    page = as_member.get(f"{reverse('library')}?{query}")

    assert titles(page) == [lesson.title]
    assert page.context["is_narrowed"] is False


def test_an_empty_choice_says_what_to_do_next(as_member, lesson):
    page = body(as_member.get(reverse("library"), {"language": "uk"}))

    assert "No lesson fits these choices." in page
    assert '<a class="button" href="/library/">Show all lessons</a>' in page


def test_an_empty_library_says_what_to_do_next(as_member, as_trainer):
    pages = [body(client.get(reverse("library"))) for client in (as_member, as_trainer)]

    assert ["Go to the forum" in page for page in pages] == [True, False]
    assert ["Write the first lesson" in page for page in pages] == [False, True]


def test_it_pages_by_key_and_what_comes_meanwhile_moves_nothing(as_member, editor):
    now = timezone.now()
    for number in range(27):
        actions.date_lesson(make_lesson(editor, title=f"L{number}", audience="public"), now - timedelta(days=number))
    first = as_member.get(reverse("library"), {"language": "en"})
    address = f"?language=en&after={first.context['page'].next}"
    make_lesson(editor, title="Meanwhile")

    second = as_member.get(reverse("library") + address)

    assert titles(first) == [f"L{number}" for number in range(25)]
    assert titles(second) == ["L25", "L26"]
    assert address.replace("&", "&amp;") in body(first)


def test_the_list_costs_the_same_for_one_and_three(as_member, editor, phases, queries_of):
    def write(number):
        lesson = make_lesson(editor, phase=phases[number])
        make_translation(lesson, editor, "fr")

    write(0)
    one = queries_of(as_member, reverse("library"))
    write(1)
    write(2)

    assert queries_of(as_member, reverse("library")) == one


def test_the_panel_at_home_costs_the_same_for_one_and_three(as_member, editor, phases, queries_of):
    def write(number):
        lesson = make_lesson(editor, phase=phases[number])
        make_translation(lesson, editor, "fr")

    write(0)
    one = queries_of(as_member, "/")
    write(1)
    write(2)

    assert queries_of(as_member, "/") == one


def test_home_shows_the_newest_once_each(as_member, editor):
    lesson = make_lesson(editor, title="Kestrel at the weir")
    make_translation(lesson, editor, "fr", title="Crécerelle")

    page = body(as_member.get("/"))

    assert "Kestrel at the weir" in page
    assert "Crécerelle" not in page


# Where one begins to write


def test_a_trainer_begins_in_their_own_language(client_of, trainer):
    choose_language(trainer, "ar", by=trainer)
    client = client_of(trainer)
    client.cookies["language"] = "ar"

    page = client.get(reverse("lesson_write"))

    places = page.context["places"]
    assert [place["language"] for place in places] == ["ar", "en", "fr", "es", "uk"]
    assert [[audience for audience, _url in place["sections"]] for place in places] == [["members", "public"]] * 5
    forms = [client.get(url).context["form"] for _audience, url in places[0]["sections"]]
    assert [(form.instance.language, form.parent_page.purpose) for form in forms] == [
        ("ar", "library-members"),
        ("ar", "library-public"),
    ]


def test_others_find_no_such_page(as_member, as_moderator, anonymous):
    answers = [client.get(reverse("lesson_write")).status_code for client in (as_member, as_moderator, anonymous)]

    assert answers == [404] * 3


@pytest.mark.parametrize(("client", "offered"), [("as_trainer", True), ("as_editor", True), ("as_member", False)])
def test_the_list_offers_writing_to_those_who_may(request, lesson, client, offered):
    page = body(request.getfixturevalue(client).get(reverse("library")))

    assert (f'href="{reverse("lesson_write")}"' in page) == offered


def test_what_is_no_reading_is_refused(as_member, lesson):
    answers = [as_member.post(url).status_code for url in (reverse("library"), reverse("lesson_write"))]

    assert answers == [405, 405]
    assert LessonPage.objects.count() == 1


def test_a_draft_is_on_no_list(as_member, as_trainer, trainer):
    make_draft(trainer, title="Kestrel")

    pages = [body(client.get(url)) for client in (as_member, as_trainer) for url in ("/", reverse("library"))]

    assert ["Kestrel" in page for page in pages] == [False] * 4
