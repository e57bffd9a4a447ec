"""The bell's page: the happy way, the refused one, without script."""

import pytest

from members.models import Entry
from notifications.models import Notice
from tests.factories.forum import make_board, make_reply, make_topic

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def test_the_newest_stands_first_and_says_who_did_what_where(as_member, topic, other, moderator):
    first = make_reply(topic, other)
    second = make_reply(topic, moderator, body="@Amara Member, see above.")

    rows = as_member.get("/notices/").context["rows"]

    assert [(row["url"], row["said"]) for row in rows] == [
        (second.get_absolute_url(), "\u2068Mona Moderator\u2069 mentioned you in “\u2068Who holds the phone?\u2069”."),
        (first.get_absolute_url(), "\u2068Otto Other\u2069 replied in “\u2068Who holds the phone?\u2069”."),
    ]


def test_a_notice_names_whom_the_post_names(as_member, topic, other):
    Entry.objects.filter(user=other).update(is_named=False, shown_as="Judge")
    post = make_reply(topic, other)

    [row] = as_member.get("/notices/").context["rows"]

    assert row["said"] == "\u2068Otto Other\u2069 replied in “\u2068Who holds the phone?\u2069”."
    assert "Otto Other" in text(as_member.get(post.get_absolute_url()))


def test_what_is_unread_is_marked_in_words_and_counted_in_the_bell(as_member, topic, other):
    make_reply(topic, other)

    before = as_member.get("/notices/")
    as_member.post("/notices/read/")
    after = as_member.get("/notices/")

    assert (before.context["unread_count"], after.context["unread_count"]) == (1, 0)
    assert ('data-state="unread"' in text(before), 'data-state="unread"' in text(after)) == (True, False)
    assert ("Mark all as read" in text(before), "Mark all as read" in text(after)) == (True, False)


def test_marking_all_as_read_leads_back_and_twice_is_no_error(as_member, topic, other):
    make_reply(topic, other)

    answers = [as_member.post("/notices/read/") for _ in range(2)]

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, "/notices/")] * 2
    assert Notice.objects.get().read_at is not None


def test_reading_the_list_marks_nothing(as_member, topic, other):
    make_reply(topic, other)

    as_member.get("/notices/")

    assert Notice.objects.get().read_at is None


def test_without_any_the_page_says_what_comes_here(as_member):
    page = as_member.get("/notices/")

    assert page.context["rows"] == []
    assert "Nothing yet." in text(page)


@pytest.mark.parametrize(("method", "address"), [("get", "/notices/"), ("post", "/notices/read/")])
def test_signed_out_it_is_the_one_404(anonymous, method, address):
    assert getattr(anonymous, method)(address).status_code == 404


def test_the_list_goes_on_by_key(as_member, member, other):
    for _ in range(27):
        make_reply(make_topic(make_board(), member), other)

    first = as_member.get("/notices/")
    second = as_member.get("/notices/", {"after": first.context["page"].next})

    assert (len(first.context["rows"]), len(second.context["rows"])) == (25, 2)
    assert not {row["notice"] for row in first.context["rows"]} & {row["notice"] for row in second.context["rows"]}


def test_a_name_of_html_is_only_words(as_member, member, make_member):
    topic = make_topic(make_board(), member, title="<b>x</b>")
    make_reply(topic, make_member("<script>alert(1)</script>"))

    page = text(as_member.get("/notices/"))

    assert "\u2068&lt;script&gt;alert(1)&lt;/script&gt;\u2069 replied in “\u2068&lt;b&gt;x&lt;/b&gt;\u2069”." in page
