from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from core.things import key_of
from forum import actions
from forum.models import Draft, Revision
from members.models import Institution
from tests.factories.forum import make_reply

pytestmark = pytest.mark.django_db
BODY = """A claim[^1] with a table and tasks.

| Step | Who | When |
|---|---|---|
| Seize the phone | police | first hour |
| Copy the memory with a write blocker | laboratory, two people | same day |

- [ ] write it down
- [x] seal it

```
sha256sum image.dd
```

[^1]: From the *handbook*, page 12.
"""


@pytest.mark.parametrize("language", ["en", "ar"])
def test_look(client_of, member, other, topic, make_member, language, moderator):
    member.language = language
    member.save()
    for name in ("Kenya", "Norway"):
        Institution.objects.create(kind="prosecution", country=name)
    post = make_reply(topic, other, body=BODY)
    quoting = make_reply(topic, member, body=f"> [Otto](post:{post.ref}):\n> a claim\n\nYes, and so it was here.")
    for kind, where in [("useful", ""), ("worked", "Kenya"), ("worked", "Kenya"), ("failed", "Norway")]:
        actions.signal(post, by=make_member(), kind=kind, country=where)
    actions.edit_post(post, by=other, body=BODY + "\nA whole new sentence that says something else entirely.", reason="rule added")
    client = client_of(member)
    out = Path("/tmp/h3_look")

    def dump(name, address, **sent):
        answer = client.post(address, sent) if sent else client.get(address)
        (out / f"{language}_{name}.html").write_text(answer.content.decode())

    actions.set_bookmark(post, by=member, note="For the team meeting", remind_at=timezone.now() + timedelta(days=3))
    actions.save_draft(key_of(topic), by=member, typed={"body": "Half a thought"})
    actions.save_draft(key_of(topic), by=member, typed={"body": "Half a thought, from the phone"})
    Draft.objects.create(user=member, place="topic:aaaaaaaaaa", typed={"body": "What I wrote for a place that I lost."})
    dump("topic", topic.get_absolute_url())
    dump("drafts", "/forum/drafts/")
    dump("bookmarks", "/forum/bookmarks/")
    dump("bookmark", f"/forum/p/{post.ref}/bookmark/")
    dump("signal", f"/forum/p/{post.ref}/signal/")
    dump("history", f"/forum/p/{post.ref}/history/?from=1&to=2")
    opened = quoting.digest
    actions.edit_post(quoting, by=member, body="From the phone, quite another text than before.")
    dump("conflict", f"/forum/p/{quoting.ref}/edit/", body="From the desk.", made_from=opened)
