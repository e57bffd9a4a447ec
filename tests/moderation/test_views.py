"""The list of reports: the happy way, the refused one, without script; and no reason that was typed is lost."""

import re

import pytest

from core.things import key_of
from forum.models import Post
from moderation import actions
from moderation.models import Flag

pytestmark = pytest.mark.django_db


@pytest.fixture
def reported(post, member):
    actions.flag(post, by=member, reason="It names a village.")
    return post


def text(response):
    return response.content.decode()


def same(response, key):
    """The page without what differs from one request to the next: tokens of forms, and the path asked for."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text(response)).replace(key, "KEY")


def address(thing):
    return f"/moderation/reports/{key_of(thing)}/"


def test_a_moderator_sees_what_was_reported_by_whom_and_where_it_stands(as_moderator, reported):
    page = as_moderator.get("/moderation/reports/")

    assert [row["key"] for row in page.context["rows"]] == [key_of(reported)]
    for shown in (
        "It names a village.",
        "Amara Member",
        reported.get_absolute_url(),
        'value="hide"',
        'value="dismiss"',
    ):
        assert shown in text(page)


def test_who_moderates_nothing_finds_an_empty_list(as_member, reported):
    page = as_member.get("/moderation/reports/")

    assert page.context["rows"] == []
    assert "No report waits for you." in text(page)


def test_a_decision_is_made_without_script(as_moderator, reported):
    response = as_moderator.post(address(reported), {"decision": "hide", "reason": "a village"}, follow=True)

    assert response.redirect_chain == [("/moderation/reports/", 302)]
    assert "The reports are closed." in text(response)
    assert Post.objects.get(pk=reported.pk).hidden_at is not None


def test_the_same_decision_twice_is_made_once_and_said(as_moderator, reported):
    for _ in range(2):
        answer = as_moderator.post(address(reported), {"decision": "dismiss"}, follow=True)

    assert "Another moderator has decided on this already." in text(answer)
    assert Flag.objects.get().decision == "dismiss"


@pytest.mark.parametrize("who", ["member", "other", "steward", "editor", "operator"])
def test_who_does_not_moderate_gets_the_one_404(client_of, request, reported, who):
    client = client_of(request.getfixturevalue(who))

    foreign = client.post(address(reported), {"decision": "hide"})
    missing = client.post("/moderation/reports/post:aaaaaaaaaa/", {"decision": "hide"})

    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert same(foreign, key_of(reported)) == same(missing, "post:aaaaaaaaaa")
    assert Flag.objects.open().count() == 1


@pytest.mark.parametrize(
    "key", ["x", "post:", "post:AAAAAAAAAA", "nothing:aaaaaaaaaa", "post:aaaaaaaaaa\x00", "a" * 5000]
)
def test_an_odd_key_is_a_404(as_moderator, key):
    assert as_moderator.post(f"/moderation/reports/{key}/", {"decision": "hide"}).status_code == 404


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("x" * 201, "max_length"),
        ("Nul\x00here", "controls"),
        ("Turned \u202e round", "controls"),
        ("Caf\ufffd", "damaged"),
    ],
)
def test_a_bad_reason_is_named_beside_its_report_and_stays(as_moderator, reported, reason, code):
    page = as_moderator.post(address(reported), {"decision": "hide", "reason": reason})

    form = page.context["rows"][0]["form"]
    assert page.status_code == 200
    assert [error.code for error in form.errors.as_data()["reason"]] == [code]
    assert form["reason"].value() == reason
    assert f'href="#id_{reported.ref}_reason"' in text(page)
    assert f'id="id_{reported.ref}_reason"' in text(page)
    assert Flag.objects.open().count() == 1


@pytest.mark.parametrize("decision", ["", "explode", "x" * 100])
def test_an_odd_decision_changes_nothing_and_keeps_the_reason(as_moderator, reported, decision):
    page = as_moderator.post(address(reported), {"decision": decision, "reason": "a village"})

    assert page.status_code == 200
    assert page.context["rows"][0]["form"]["reason"].value() == "a village"
    assert (Flag.objects.open().count(), Post.objects.get(pk=reported.pk).hidden_at) == (1, None)


def test_signed_out_meanwhile_one_gets_the_reason_back_whatever_the_key(anonymous, reported):
    there, missing = (
        anonymous.post(f"/moderation/reports/{key}/", {"decision": "hide", "reason": "a village"})
        for key in (key_of(reported), "post:aaaaaaaaaa")
    )

    assert (there.status_code, "a village" in text(there)) == (403, True)
    assert same(there, key_of(reported)) == same(missing, "post:aaaaaaaaaa")
    assert Flag.objects.open().count() == 1


def test_who_lost_the_place_meanwhile_keeps_the_reason_and_learns_nothing(as_member, reported):
    page = as_member.post(address(reported), {"decision": "hide", "reason": "a village"})

    assert (page.status_code, "a village" in text(page), reported.topic.title in text(page)) == (404, True, False)


def test_a_form_without_a_token_changes_nothing_and_shows_the_reason(client_of, reported, moderator):
    client = client_of(moderator)
    client.handler.enforce_csrf_checks = True

    page = client.post(address(reported), {"decision": "hide", "reason": "a village"})

    assert (page.status_code, "a village" in text(page)) == (403, True)
    assert Flag.objects.open().count() == 1


def test_fields_that_the_form_does_not_have_change_nothing(as_moderator, reported, other):
    as_moderator.post(address(reported), {"decision": "dismiss", "closed_by": other.pk, "key": "post:aaaaaaaaaa"})

    assert Flag.objects.values_list("decision", "closed_by__name", "key").get() == (
        "dismiss",
        "Mona Moderator",
        key_of(reported),
    )


def test_home_tells_moderators_and_nobody_else_what_waits(as_moderator, as_member, reported):
    assert "1 report waits for your decision" in text(as_moderator.get("/"))
    assert "waits for your decision" not in text(as_member.get("/"))


def test_html_in_a_reason_is_only_words(as_moderator, post, member):
    actions.flag(post, by=member, reason="<img src=x onerror=alert(1)>\nand more")

    page = text(as_moderator.get("/moderation/reports/"))

    assert "&lt;img src=x onerror=alert(1)&gt;<br>and more" in page
