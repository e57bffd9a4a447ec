"""Who will see a lesson, at the head of the form in which it is written."""

from wagtail.admin.panels import HelpPanel
from wagtail.models import Page

from cms.widening import is_for_members_at
from core.gate import MEMBERS, PUBLIC


class WhoSeesPanel(HelpPanel):
    def __init__(self, template="library/who_sees_panel.html", **options):
        super().__init__(template=template, **options)

    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context=None):
            return {**super().get_context_data(parent_context), "request": self.request, "audience": self._audience()}

        def _audience(self):
            if self.instance.pk:
                return self.instance.audience_key
            parent = self.request.resolver_match.kwargs.get("parent_page_id")
            section = Page.objects.filter(pk=parent).first()
            return MEMBERS if section and is_for_members_at(section) else PUBLIC
