from django.utils.translation import gettext_lazy as _

from core.things import Kind, register
from members.models import Space, User

register(Kind("person", User, _("Person"), _("People"), title=lambda person: person.name, language=lambda person: ""))
register(
    Kind(
        "space",
        Space,
        _("Space"),
        _("Spaces"),
        title=lambda space: space.name,
        audience=lambda space: space.audience_id,
    )
)
