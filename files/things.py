from django.utils.translation import gettext_lazy as _

from core.things import Kind, register
from files.models import StoredFile

register(
    Kind(
        "file", StoredFile, _("File"), _("Files"), title=lambda file: file.name, audience=lambda file: file.audience_id
    )
)
