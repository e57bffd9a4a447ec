from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from core.lease import MOST_ATTEMPTS
from members.models import Appointment
from notifications.live import write
from notifications.models import Delivery
from tests.leaks.equal import answer_to, unknown_to

pytestmark = pytest.mark.django_db
PAGE = "/operations/"


@pytest.fixture
def as_operator(client_of, operator):
    return client_of(operator)


@pytest.fixture
def given_up(member):
    """given_up(address) -> a mail that was refused ten times."""

    def make(address="canary@secret.example"):
        row = write("members.account", address=address, template="canary text")
        Delivery.objects.filter(pk=row.pk).update(attempts=MOST_ATTEMPTS, said="refused with 550")
        return row

    return make


@pytest.mark.parametrize("who", [role for role, _ in Appointment.ROLES if role != "operator"] + ["member", "nobody"])
def test_for_others_there_is_no_such_page(request, client_of, given_up, who):
    row = given_up()
    client = client_of(None if who == "nobody" else request.getfixturevalue(who))

    for address, method in [(PAGE, "get"), (f"{PAGE}mail/again/", "post"), (f"{PAGE}mail/{row.ref}/again/", "post")]:
        assert answer_to(client, address, method) == unknown_to(client, address, method)
    assert Delivery.objects.stuck().count() == 1


def test_it_says_how_the_parts_are_and_what_was_given_up_and_never_to_whom(as_operator, given_up):
    row = given_up()

    page = as_operator.get(PAGE).content.decode()

    assert all(
        text in page for text in ("Database", "No worker has given a sign of life.", "refused with 550", row.ref)
    )
    assert "canary" not in page


def test_a_mail_that_was_put_off_on_purpose_does_not_count_as_waiting(as_operator, member):
    tomorrow = timezone.now() + timedelta(days=1)
    link = write("members.recovery_open", to=member, request="x")
    Delivery.objects.filter(pk=link.pk).update(not_before=tomorrow, queued_at=tomorrow)
    [before] = [each for each in as_operator.get(PAGE).context["outboxes"] if each.label == "Mails"]
    late = write("members.recovery_open", to=member, request="x")
    Delivery.objects.filter(pk=late.pk).update(not_before=timezone.now() + timedelta(seconds=30))
    [after] = [each for each in as_operator.get(PAGE).context["outboxes"] if each.label == "Mails"]

    assert (before.waiting, before.oldest) == (0, None)
    assert (after.waiting, after.oldest) == (1, late.queued_at)


def test_one_mail_is_tried_again_or_all(as_operator, given_up):
    first, _, _ = given_up("a@x.example"), given_up("b@x.example"), given_up("c@x.example")

    as_operator.post(f"{PAGE}mail/{first.ref}/again/")
    assert Delivery.objects.stuck().count() == 2

    as_operator.post(f"{PAGE}mail/again/")
    assert Delivery.objects.stuck().count() == 0
    assert as_operator.post(f"{PAGE}mail/{first.ref}/again/").status_code == 404


def test_it_costs_the_same_for_one_mail_and_three(as_operator, given_up, django_assert_max_num_queries):
    given_up("a@x.example")
    as_operator.get(PAGE)
    with django_assert_max_num_queries(40) as few:
        as_operator.get(PAGE)
    given_up("b@x.example"), given_up("c@x.example")

    with django_assert_max_num_queries(len(few)):
        as_operator.get(PAGE)


def test_the_command_lists_and_retries(given_up, capsys):
    row = given_up()

    call_command("mail", "stuck")
    said = capsys.readouterr().out
    assert (row.ref in said, "refused with 550" in said, "canary" in said) == (True, True, False)

    with pytest.raises(CommandError, match="aaaaaaaaaa"):
        call_command("mail", "retry", "aaaaaaaaaa")
    call_command("mail", "retry", row.ref)
    assert Delivery.objects.stuck().count() == 0


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("steward", "Roles and accounts"),
        ("moderator", "Nothing waits for you."),
        ("auditor", "Read the record"),
        ("operator", "See what waits"),
    ],
)
def test_nobody_with_a_role_lands_on_a_first_page_without_it(request, client_of, member, who, words):
    said = {
        each: words in client_of(request.getfixturevalue(each)).get("/").content.decode() for each in (who, "member")
    }

    assert said == {who: True, "member": False}
