"""What a person may do with a page in Wagtail: its answer, and ours where tree or translation forbid more."""

from wagtail.models import PagePermissionTester

from cms.translation import is_untranslated
from cms.widening import copy_would_widen, is_of_another_language, move_would_widen


class Permissions(PagePermissionTester):
    def can_publish(self):
        return super().can_publish() and not is_untranslated(self.page)

    def can_unpublish(self):
        return super().can_unpublish() and not self.is_needed

    def can_delete(self, ignore_bulk=False):
        return super().can_delete(ignore_bulk) and not self.is_needed

    def can_move_to(self, destination):
        stays = move_would_widen(self.page, destination) or is_of_another_language(self.page, destination)
        return super().can_move_to(destination) and not stays

    def can_copy_to(self, destination, recursive=False):
        stays = copy_would_widen(self.page, destination, recursive) or is_of_another_language(self.page, destination)
        return super().can_copy_to(destination, recursive) and not stays

    def can_set_view_restrictions(self):
        """Who reads a section is decided when it is made: that screen is shut."""
        return False

    def can_reorder_children(self):
        """Pages are listed by date: they have no order of their own."""
        return False

    @property
    def is_needed(self):
        return self.page.specific.is_needed
