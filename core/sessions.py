"""Sessions in the database, as Django keeps them; asked for at every request, by a prepared query."""

from django.contrib.sessions.backends import db
from django.db.models import CharField, DateTimeField
from django.utils import timezone

from core.prepared import Prepared


class SessionStore(db.SessionStore):
    def _get_session_from_db(self):
        if not self.session_key.isalnum():  # none of ours, and PostgreSQL's driver takes no NUL
            self._session_key = None
            return None
        found = _running.ask((), self.model, key=self.session_key, now=timezone.now())
        if found:
            return found[0]
        self._session_key = None
        return None


_running = Prepared(
    lambda model, key, now: model.objects.filter(session_key=key, expire_date__gt=now),
    key=CharField(),
    now=DateTimeField(),
)
