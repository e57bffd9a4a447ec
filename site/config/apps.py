from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "config"

    def ready(self):
        from config import checks  # noqa: F401, PLC0415  (registers them, once models are loaded)
