from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "moderation"

    def ready(self):
        from core.existence import ensured_by  # noqa: PLC0415  (models are loaded by now, not before)
        from moderation.ensure import ensure  # noqa: PLC0415  (as above)

        ensured_by(self, ensure)
