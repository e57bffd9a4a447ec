import pytest
from django import forms
from django.http import QueryDict

from thesaurus.forms import ConceptsField
from thesaurus.models import Concept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("thesaurus")]


class Tagging(forms.Form):
    concepts = ConceptsField(most=3)


def ref(slug):
    return Concept.objects.get(slug=slug).ref


def posted(typed="", *slugs):
    sent = QueryDict(mutable=True)
    sent["concepts-typed"] = typed
    sent.setlist("concepts", [ref(slug) for slug in slugs])
    return Tagging(sent)


def chosen(form):
    return [concept.slug for concept in form.cleaned_data["concepts"]] if form.is_valid() else form.errors["concepts"]


@pytest.mark.parametrize(
    ("typed", "slugs"),
    [
        ("", []),
        ("genocide", ["genocide"]),
        ("génocide, ГЕНОЦИД; الابادة الجماعية", ["genocide"]),
        ("icc، mla", ["international-criminal-court", "mutual-legal-assistance"]),
        ("genocide, conscription, enlistment or use of children in hostilities", ["genocide", "child-recruitment"]),
    ],
)
def test_labels_are_typed_in_any_language_with_commas_between(typed, slugs):
    assert chosen(posted(typed)) == slugs


def test_boxes_and_typed_labels_count_together_and_once():
    assert chosen(posted("genocide", "extermination", "genocide")) == ["genocide", "extermination"]


def test_a_misspelt_label_is_refused_with_a_suggestion_and_stays_in_the_form():
    form = posted("genocyde", "extermination")

    assert chosen(form) == ["“genocyde” is not in the thesaurus. Did you mean “genocide”?"]
    assert 'value="genocyde"' in str(form["concepts"])
    assert f'value="{ref("extermination")}" checked' in str(form["concepts"])


def test_an_unknown_label_is_refused_in_words():
    assert chosen(posted("football")) == [
        "“football” is not in the thesaurus. Please choose from the list, or leave it out."
    ]


def test_a_label_of_several_concepts_asks_which():
    assert chosen(posted("الإبادة"))[0].startswith("“الإبادة” can mean several concepts: genocide; extermination.")


def test_more_than_enough_is_refused():
    assert chosen(posted("", "genocide", "extermination", "enslavement", "murder")) == [
        "Please choose at most 3 concepts; these are 4."
    ]


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"concepts": ["aaaaaaaaaa"]}, "no longer in the thesaurus"),
        ({"concepts": ["\x00"]}, "no longer in the thesaurus"),
        ({"concepts-typed": "geno\x00cide"}, "can’t be shown"),
        ({"concepts-typed": "x" * 1001}, "too long"),
    ],
)
def test_bad_input_is_refused_in_words(sent, says):
    form = Tagging(sent)

    assert form.is_valid() is False
    assert says in form.errors["concepts"][0]


def test_what_was_chosen_before_is_ticked_and_counts_as_unchanged():
    genocide = Concept.objects.get(slug="genocide")
    form = Tagging(initial={"concepts": [genocide]})
    sent = Tagging({"concepts": [genocide.ref]}, initial={"concepts": [genocide]})

    assert f'value="{genocide.ref}" checked' in str(form["concepts"])
    assert sent.has_changed() is False


def test_the_form_offers_every_concept_once_by_scheme(django_assert_num_queries):
    str(Tagging()["concepts"])

    with django_assert_num_queries(1):
        drawn = str(Tagging()["concepts"])

    assert (drawn.count('type="checkbox"'), drawn.count("<legend")) == (448, 15)


def test_a_required_field_asks_for_one():
    class Strict(forms.Form):
        concepts = ConceptsField(required=True)

    assert Strict({}).errors == {"concepts": ["This field is required."]}
