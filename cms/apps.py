from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"

    def ready(self):
        from cms import receivers  # noqa: F401, PLC0415  (connects them, once models are loaded)
        from cms.ensure import ensure  # noqa: PLC0415  (as above)
        from cms.upkeep import shrug_at_gaps  # noqa: PLC0415  (as above)
        from core.existence import ensured_by  # noqa: PLC0415  (as above)

        ensured_by(self, ensure)
        shrug_at_gaps()
