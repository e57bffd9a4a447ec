from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "core"

    def ready(self):
        from core.existence import ensure_core, ensured_by  # noqa: PLC0415  (models are loaded by now, not before)

        autodiscover_modules("things", "reviewable", "panels", "notices", "indexing", "operators", "lanes", "verbs")
        ensured_by(self, ensure_core)
