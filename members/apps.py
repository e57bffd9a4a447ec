from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"

    def ready(self):
        from core.existence import ensured_by  # noqa: PLC0415  (models are loaded by now, not before)
        from members import receivers  # noqa: F401, PLC0415  (connects them, once models are loaded)
        from members.ensure import ensure  # noqa: PLC0415  (as above)

        ensured_by(self, ensure)
