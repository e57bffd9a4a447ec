from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"

    def ready(self):
        from core.existence import ensured_by  # noqa: PLC0415  (models are loaded by now, not before)
        from search.models import ensure  # noqa: PLC0415  (as above)

        ensured_by(self, ensure)
