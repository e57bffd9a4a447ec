"""What stands before the views that change who may see what: the person has signed in, or again, within 300 seconds."""

from allauth.account.decorators import reauthentication_required

freshly_signed_in = reauthentication_required
