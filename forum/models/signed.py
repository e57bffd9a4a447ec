"""How topics and posts are signed: what readers see in the place of who wrote them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from moderation.attribution import ATTRIBUTIONS, INSTITUTION, NAME, ROLE


class Signed(models.Model):
    """Beside `author`, the face, which is null unless it is signed by name (and where that account is gone).

    institution and role are the row's, not the person's: they stay as they were when it was written.
    """

    attribution = models.CharField(_("attribution"), max_length=12, choices=ATTRIBUTIONS, default=NAME, editable=False)
    institution = models.ForeignKey(
        "members.Institution", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    role = models.CharField(max_length=20, blank=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(attribution=NAME) | Q(author=None), name="a_%(class)s_without_a_name_has_no_face"
            ),
            models.CheckConstraint(
                condition=Q(attribution=INSTITUTION, institution__isnull=False)
                | (~Q(attribution=INSTITUTION) & Q(institution=None)),
                name="a_%(class)s_by_institution_says_which",
            ),
            models.CheckConstraint(
                condition=(Q(attribution=ROLE) & ~Q(role="")) | (~Q(attribution=ROLE) & Q(role="")),
                name="a_%(class)s_by_role_says_which",
            ),
        ]

    @property
    def is_faceless(self):
        """Whether its writer chose not to sign by name: then nothing that is kept of it names the person."""
        return self.attribution != NAME
