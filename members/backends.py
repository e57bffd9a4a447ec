"""Who is signed in."""

from allauth.account.auth_backends import AuthenticationBackend

from core.prepared import Prepared
from members.models import User


class Members(AuthenticationBackend):
    """allauth's; the person of a session is asked for at every request, by a prepared query."""

    def get_user(self, user_id):
        user = next(iter(_person.ask((), pk=user_id)), None)
        return user if user is not None and self.user_can_authenticate(user) else None


_person = Prepared(lambda pk: User.objects.filter(pk=pk), pk=User._meta.pk)
