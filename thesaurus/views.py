from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from core.htmx import page_or_part
from core.panels import panels_for
from thesaurus import browsing
from thesaurus.forms import FilterForm
from thesaurus.models import Concept
from thesaurus.suggest import suggest


@require_safe
def concept_list(request):
    """The schemes with what stands directly below them; or what a word in the box leads to."""
    form = FilterForm({"q": request.GET.get("q", "")})
    typed = form.cleaned_data["q"] if form.is_valid() else ""
    found = browsing.find(typed, request.user) if typed else []
    shown = {
        "form": form,
        "typed": typed,
        "found": found[: browsing.MOST_FOUND],
        "there_are_more": len(found) > browsing.MOST_FOUND,
        "suggestions": suggest(typed, get_language()) if typed and not found else [],
        "schemes": [] if typed else browsing.schemes(request.user),
    }
    return render(request, page_or_part(request, "thesaurus/concept_list.html", "concepts"), shown)


@require_safe
def concept_detail(request, ref):
    """One concept: what it is called, what stands around it, and what is tagged with it."""
    concepts = Concept.objects.visible_to(request.user).select_related("broader__broader__broader").for_listing()
    concept = get_object_or_404(concepts, ref=ref)
    shown = {
        "concept": concept,
        "family": browsing.family(concept, request.user),
        "called": browsing.words_of(concept),
        "panels": panels_for(request, "concept", concept),
        "rail": panels_for(request, "concept_rail", concept),
    }
    return render(request, "thesaurus/concept_detail.html", shown)
