"""Whom a text names, on whom it calls, and what it quotes."""

from core import markup, things
from forum import refusals, rules
from forum.calls import with_calls
from forum.models import Mention, Quote
from forum.references import people_in, with_mentions
from members.models import Silence, User
from moderation.handling import covers, label_of


def referring(body, board):
    """A text with whom it mentions, and those on whom it calls, written out."""
    return with_mentions(with_calls(body, board), board.audience_id)


def refer(post, by):
    """Write down whom a text names and what it quotes; returns those that are new, (people, posts).

    A quotation that the text still holds stays on record, also while nobody or not this person sees what is quoted: who
    erases that is told where its words stand.
    """
    keys = markup.render(post.body).references
    people = _without_blockers(people_in(keys, post.topic.audience_id), post.author)
    refs = [key.partition(":")[2] for key in keys if key.startswith("post:")]
    quoted = _quoted(refs, post, by)
    before = set(post.mentions.values_list("user_id", flat=True)), set(post.quotes.values_list("quoted_id", flat=True))
    post.mentions.exclude(user__in=people).delete()
    post.quotes.exclude(quoted__ref__in=refs).delete()
    new_people = [person for person in people if person.pk not in before[0]]
    new_quoted = [source for source in quoted if source.pk not in before[1]]
    Mention.objects.bulk_create(Mention(post=post, user=person) for person in new_people)
    Quote.objects.bulk_create(Quote(post=post, quoted=source) for source in new_quoted)
    return new_people, new_quoted


def _without_blockers(people, face):
    """Without those who have blocked the post's face. Where readers see none, nobody is left out: whom an unattributed
    post does not reach would say who wrote it."""
    if face is None or not people:
        return people
    blockers = set(User.objects.filter(pk__in=[person.pk for person in people]).silencing(face, Silence.BLOCK))
    return [person for person in people if person not in blockers]


def _quoted(refs, post, by):
    """The posts that a text quotes, as far as its writer may read them; raises WiderAudience, NotToBePassedOn or
    LooserLabel."""
    rows = things.resolve([f"post:{ref}" for ref in refs], by)
    quoted = [row for row in rows.values() if row.pk != post.pk]
    if not all(rules.can_quote(by, source, post.topic) for source in quoted):
        raise refusals.WiderAudience
    if not all(rules.may_be_quoted(source, post.topic) for source in quoted):
        raise refusals.NotToBePassedOn
    before = [quote.quoted for quote in post.quotes.filter(quoted__ref__in=refs).select_related("quoted")]
    for source in [*quoted, *before]:
        if not covers(post.handling_id, source.handling_id):
            raise refusals.LooserLabel(label_of(source.handling_id).name)
    return quoted
