"""A fragment is the same view at the same address."""


def page_or_part(request, template, part):
    """The template's name, or `template#part` when htmx asks for that part of it."""
    asked_by_htmx = getattr(request, "htmx", False) and not request.htmx.boosted
    return f"{template}#{part}" if asked_by_htmx else template
