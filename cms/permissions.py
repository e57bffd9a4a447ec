"""What a person may do with a page in Wagtail: its answer, and ours where tree or translation forbid more."""

from wagtail.models import PagePermissionTester

from cms.translation import is_untranslated
from cms.widening import copy_would_widen, move_would_widen


class Permissions(PagePermissionTester):
    def can_publish(self):
        return super().can_publish() and not is_untranslated(self.page)

    def can_move_to(self, destination):
        return super().can_move_to(destination) and not move_would_widen(self.page, destination)

    def can_copy_to(self, destination, recursive=False):
        return super().can_copy_to(destination, recursive) and not copy_would_widen(self.page, destination, recursive)

    def can_set_view_restrictions(self):
        """Who reads a section is decided when it is made: that screen is shut."""
        return False
