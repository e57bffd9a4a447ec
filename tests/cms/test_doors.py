"""T17, T8: Wagtail's doors. What editors don't need is the one 404 for everybody, and so is everything for others."""

import re
import uuid
from html.parser import HTMLParser

import pytest
from django.urls import path, resolve
from wagtail.admin import urls as wagtailadmin
from wagtail.models import Page

from cms import doors
from config import inventory
from members.actions import dismiss
from members.models import User
from tests.conftest import PASSWORD
from tests.factories.cms import make_page, make_picture
from tests.leaks.equal import answer_to, unknown_to

pytestmark = pytest.mark.django_db
PEOPLE = ["nobody", "member", "moderator", "steward", "operator", "trainer", "editor"]
WRITERS = {"trainer", "editor"}
VALUES = {"int": "1", "str": "x", "slug": "x", "uuid": str(uuid.UUID(int=1)), "path": "x"}
NAMED = {
    "app_label": "members", "model_name": "user", "content_type_app_name": "library", "action": "delete",
    "content_type_model_name": "lessonpage", "action_name": "approve", "filter_spec": "width-100", "pk": "1",
}  # fmt: skip
# One example for each shape of a regular expression in Wagtail's patterns.
REGULAR = {r"(\d+)": "1", r"(live|earliest|\d+)": "live", r"(live|latest|\d+)": "latest", r"\.\.\.": "..."}
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")


def address_of(pattern):
    """A concrete address for a URL pattern."""
    for regular, example in REGULAR.items():
        pattern = pattern.replace(regular, example)
    filled = PARAMETER.sub(lambda match: NAMED.get(match[2]) or VALUES[match[1] or "str"], pattern)
    return "/" + filled.replace("^", "").replace("$", "").replace("\\", "")


def doors_of_wagtail():
    """As a request's `resolver_match.route` names them: Django leaves out where a regular expression begins."""
    known = {address for address, _name in inventory.patterns() if address.startswith("admin/")}
    return sorted(address.replace("/^", "/") for address in known)


OPEN = [pattern for pattern in doors_of_wagtail() if doors.is_open(pattern)]
SHUT = [pattern for pattern in doors_of_wagtail() if not doors.is_open(pattern)]


@pytest.fixture
def client_as(request, client_of):
    return lambda who: client_of(None if who == "nobody" else request.getfixturevalue(who))


def test_every_pattern_is_a_door_that_resolves_to_itself():
    wrong = {pattern: resolve(address_of(pattern)).route for pattern in doors_of_wagtail()}

    assert {pattern: route for pattern, route in wrong.items() if route != pattern} == {}
    assert (len(OPEN) > 60, len(SHUT) > 110) == (True, True)


def told(client, patterns, method):
    """The addresses whose answer is not that to an unknown one."""
    unknown = unknown_to(client, "/admin/x/", method)
    return [address for address in map(address_of, patterns) if answer_to(client, address, method) != unknown]


@pytest.mark.parametrize("who", PEOPLE)
def test_shut_doors_are_the_one_404_for_everybody(client_as, who):
    assert told(client_as(who), SHUT, "get") == []


@pytest.mark.parametrize("who", ["nobody", "member", "editor"])
@pytest.mark.parametrize("method", ["post", "options"])
def test_shut_doors_are_the_one_404_however_one_knocks(client_as, who, method):
    assert told(client_as(who), SHUT, method) == []


@pytest.mark.parametrize("who", [who for who in PEOPLE if who not in WRITERS])
def test_open_doors_are_the_one_404_for_who_does_not_write(client_as, who):
    client = client_as(who)

    assert told(client, OPEN, "get") == []
    if who in {"nobody", "member"}:
        assert told(client, OPEN, "post") == []


KNOWN_ELSEWHERE = [
    "/admin/login/", "/admin/password_reset/", "/admin/password_reset/confirm/x/y/", "/admin/users/",
    "/admin/users/1/", "/admin/groups/", "/admin/groups/1/", "/admin/documents/", "/admin/documents/multiple/add/",
    "/admin/reports/site-history/", "/admin/reports/locked/", "/admin/reports/page-types-usage/",
    "/admin/reports/workflow/", "/admin/settings/", "/admin/sites/", "/admin/collections/", "/admin/redirects/",
    "/admin/snippets/", "/admin/locales/", "/admin/workflows/list/", "/admin/forms/", "/admin/embeds/chooser/",
    "/admin/pages/1/privacy/", "/admin/pages/1/set_position/", "/admin/images/1/generate_url/",
    "/admin/styleguide/", "/admin/no-such-door/", "/admin/userbar/1/", "/admin/api/main/documents/",
    "/admin/api/main/images/", "/admin/api/main/pages/1/action/publish/", "/admin/localize/reports/translations/",
    "/admin/bulk/members/user/delete/?id=1", "/admin/bulk/members/user/assign_role/?id=1",
    "/admin/bulk/wagtaildocs/document/delete/?id=1", "/admin/bulk/wagtailimages/image/delete/?id=1",
    "/django-admin/", "/django-admin/login/", "/_util/login/", "/_util/authenticate_with_password/1/1/",
    "/documents/1/x.pdf", "/images/x/1/original/", "/media/", "/api/v2/pages/", "/wagtail/", "/cms/",
]  # fmt: skip


@pytest.mark.parametrize("who", PEOPLE)
def test_addresses_that_wagtail_has_elsewhere_are_the_one_404_for_everybody(client_as, who):
    client = client_as(who)

    assert [each for each in KNOWN_ELSEWHERE if answer_to(client, each) != unknown_to(client, each)] == []


def test_a_door_that_a_later_wagtail_adds_is_shut(as_editor, settings, monkeypatch):
    from types import ModuleType

    from django.http import HttpResponse
    from django.urls import include
    from wagtail.utils.urlpatterns import decorate_urlpatterns

    def view(request):
        return HttpResponse("a new door")

    new = decorate_urlpatterns([path("brand-new/", view), path("pages/1/privacy/", view)], doors.behind_the_gate)
    later = ModuleType("later_wagtail")
    from config import urls

    later.urlpatterns = [path("admin/", include(new)), *urls.urlpatterns]
    for name in ("handler400", "handler403", "handler404", "handler500"):
        setattr(later, name, getattr(urls, name))
    settings.ROOT_URLCONF = later

    for address in ("/admin/brand-new/", "/admin/pages/1/privacy/"):
        assert answer_to(as_editor, address) == unknown_to(as_editor, address)
    assert not doors.is_open("admin/brand-new/")


def test_every_pattern_of_wagtail_stands_behind_the_gate():
    """What is mounted is what Wagtail has, each view wrapped, less its catch-all."""
    own = {str(entry.pattern) for entry in doors.urlpatterns}

    assert {str(entry.pattern) for entry in wagtailadmin.urlpatterns} - own == {"^.*/$", "^"} & {
        str(entry.pattern) for entry in wagtailadmin.urlpatterns
    }
    assert [route for route, view in views_below(doors.urlpatterns) if not is_behind_the_gate(view)] == []


def views_below(entries, prefix=""):
    for entry in entries:
        route = prefix + str(entry.pattern)
        if hasattr(entry, "url_patterns"):
            yield from views_below(entry.url_patterns, route)
        else:
            yield route, entry.callback


def is_behind_the_gate(view):
    return view.__code__ is doors.behind_the_gate(lambda request: None).__code__


@pytest.mark.parametrize("ended", ["dormant_at", "disabled_at"])
def test_a_role_that_ended_shuts_the_door_of_a_session_that_lives(client_of, editor, ended):
    from django.utils import timezone

    client = client_of(editor)
    assert client.get("/admin/").status_code == 200

    User.objects.filter(pk=editor.pk).update(**{ended: timezone.now(), "is_active": ended != "disabled_at"})

    assert answer_to(client, "/admin/") == unknown_to(client, "/admin/")


def test_who_is_dismissed_is_out(client_of, editor, steward):
    client = client_of(editor)
    dismiss(editor, "editor", by=steward)

    assert answer_to(client, "/admin/") == unknown_to(client, "/admin/")


# T17: a password opens one door only


class Inputs(HTMLParser):
    def __init__(self):
        super().__init__()
        self.types = []

    def handle_starttag(self, tag, attrs):
        if tag == "input":
            self.types.append(dict(attrs).get("type", "text"))


def asks_for_password(response):
    inputs = Inputs()
    inputs.feed(response.content.decode("utf-8", "replace") if not response.streaming else "")
    return "password" in inputs.types


def every_address():
    for pattern, name in inventory.patterns():
        if "(?P" in pattern or name == "wagtail_serve":
            continue
        yield address_of(pattern)


def test_the_only_forms_that_ask_for_a_password_are_the_accounts(anonymous, as_editor):
    asking = {
        address
        for client in (anonymous, as_editor)
        for address in every_address()
        if asks_for_password(client.get(address))
    }

    # The style guide shows every component, a field for passwords too; what is sent there signs nobody in (below).
    assert {address.split("/")[1] for address in asking} - {"styleguide"} == {"accounts"}
    assert "/accounts/login/" in asking


def test_no_other_address_signs_anybody_in(anonymous, editor):
    tried = {"login": editor.email, "username": editor.email, "email": editor.email, "password": PASSWORD}

    inside = []
    for address in every_address():
        if not address.startswith("/accounts/"):
            anonymous.post(address, tried, headers={"authorization": "Basic ZWRpdG9yOng="})
            inside += [address] if "_auth_user_id" in anonymous.session else []

    assert inside == []


# What is open is of use


EDITORS_SCREENS = [
    "/admin/", "/admin/pages/", "/admin/pages/{home}/", "/admin/pages/{section}/", "/admin/pages/search/?q=for",
    "/admin/pages/{section}/add_subpage/", "/admin/pages/add/library/lessonpage/{section}/",
    "/admin/pages/{page}/edit/", "/admin/pages/{page}/usage/", "/admin/images/usage/{picture}/",
    "/admin/pages/{page}/history/", "/admin/pages/{page}/workflow_history/", "/admin/pages/{page}/copy/",
    "/admin/pages/{page}/move/", "/admin/pages/{page}/delete/", "/admin/pages/{live}/unpublish/",
    "/admin/pages/{page}/view_draft/", "/admin/pages/{page}/revisions/{revision}/view/",
    "/admin/pages/{page}/revisions/{revision}/revert/", "/admin/pages/{page}/revisions/compare/earliest...latest/",
    "/admin/api/main/pages/?child_of=1&for_explorer=1", "/admin/api/main/pages/{page}/",
    "/admin/api/main/images/{picture}/", "/admin/images/",
    "/admin/images/add/", "/admin/images/{picture}/", "/admin/images/{picture}/delete/", "/admin/images/chooser/",
    "/admin/images/chooser/results/", "/admin/images/chooser/chosen/{picture}/", "/admin/choose-page/",
    "/admin/choose-page/{section}/", "/admin/choose-external-link/", "/admin/choose-email-link/", "/admin/jsi18n/",
    "/admin/localize/submit/page/{page}/", "/admin/sprite/", "/admin/pictures/{page}/",
    "/admin/bulk/wagtailcore/page/publish/?id={page}", "/admin/bulk/wagtailcore/page/move/?id={page}",
    "/admin/bulk/wagtailcore/page/delete/?id={page}", "/admin/bulk/cms/picture/delete/?id={picture}",
]  # fmt: skip
NOT_FOR_TRAINERS = {
    "/admin/pages/{live}/unpublish/", "/admin/localize/submit/page/{page}/", "/admin/pictures/{page}/",
}  # fmt: skip


@pytest.fixture
def world():
    """world(owner) -> what the screens' addresses name: a draft, a live page and a picture of this person's."""

    def make(owner):
        page, live = make_page("members", owner=owner, live=False), make_page("members", owner=owner)
        picture = make_picture()
        type(picture).objects.update(uploaded_by_user=owner)
        section = page.get_parent()
        return {
            "page": page.pk, "live": live.pk, "section": section.pk, "home": section.get_parent().pk,
            "revision": page.latest_revision_id, "picture": picture.pk,
        }  # fmt: skip

    return make


def answers(client, screens, world):
    for screen in screens:
        yield screen, client.get(screen.format(**world))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_editors_screens_answer(client_of, editor, world, language):
    User.objects.filter(pk=editor.pk).update(language=language)
    direction = {"en": "ltr", "ar": "rtl"}[language]
    wagtails = re.compile(rf'<html[^>]* lang="{language}"[^>]* dir="{direction}"')

    wrong = {}
    for screen, response in answers(client_of(editor), EDITORS_SCREENS, world(editor)):
        body = b"" if response.streaming else response.content
        framed = b"<html" in body and "view" not in screen
        if response.status_code != 200 or (framed and not wagtails.search(body.decode())):
            wrong[screen] = (response.status_code, response.headers.get("Location"))

    assert wrong == {}


@pytest.mark.parametrize("sent", [{}, {"title": "x" * 1_000_000}, {"title": "a\0b"}, {"observation-count": "1"}])
def test_a_form_that_is_not_whole_is_refused_in_words(client_of, editor, world, sent):
    address = "/admin/pages/{page}/edit/".format(**world(editor))

    response = client_of(editor).post(address, sent)

    assert response.status_code == 400
    assert "errors/400.html" in [template.name for template in response.templates]


@pytest.mark.parametrize("parent", [None, "", "x", "a\0b", "0", "9" * 40])
def test_a_copy_below_what_is_no_page_is_refused_in_words(client_of, editor, world, parent):
    address = "/admin/pages/{page}/copy/".format(**world(editor))
    sent = {"new_title": "A copy", "new_slug": "a-copy", "new_parent_page": parent}

    response = client_of(editor).post(address, {name: value for name, value in sent.items() if value is not None})

    assert response.status_code == 400
    assert "errors/400.html" in [template.name for template in response.templates]


@pytest.mark.parametrize("parent", ["x", "a\0b", "0", "9" * 40])
def test_a_page_below_what_is_no_page_is_refused_in_words(client_of, editor, parent):
    response = client_of(editor).post("/admin/pages/create/library/lessonpage", {"parent_page": parent})

    assert response.status_code == 400
    assert "errors/400.html" in [template.name for template in response.templates]


@pytest.mark.parametrize(
    ("screen", "name"), [("pages/create/library/lessonpage", "parent_page"), ("pages/{page}/copy/", "new_parent_page")]
)
def test_a_draft_of_somebody_else_as_parent_is_refused_as_none_is(client_of, editor, trainer, world, screen, name):
    draft, address = world(editor)["page"], f"/admin/{screen.format(**world(trainer))}"
    sent = {"new_title": "A copy", "new_slug": "a-copy"}

    foreign, missing = [client_of(trainer).post(address, {**sent, name: number}) for number in (draft, 10**6)]

    assert [foreign.status_code, missing.status_code] == [400, 400]
    assert Page.objects.get(pk=draft).title not in foreign.content.decode()


def test_a_page_below_none_is_asked_again(client_of, editor):
    response = client_of(editor).post("/admin/pages/create/library/lessonpage", {"parent_page": ""})

    assert response.status_code == 200
    assert response.context["form"].errors == {"parent_page": ["This field is required."]}


def test_a_copy_with_too_long_a_title_is_asked_again_with_what_was_typed(client_of, editor, world):
    found, title = world(editor), "x" * 256
    sent = {"new_title": title, "new_slug": "a-copy", "new_parent_page": found["section"]}

    response = client_of(editor).post("/admin/pages/{page}/copy/".format(**found), sent)

    assert response.status_code == 200
    assert "new_title" in response.context["form"].errors
    assert f'value="{title}"' in response.content.decode()


def test_a_page_is_copied_below_another(client_of, editor, world):
    found = world(editor)
    sent = {"new_title": "A copy", "new_slug": "a-copy", "new_parent_page": found["section"]}

    client_of(editor).post("/admin/pages/{page}/copy/".format(**found), sent)

    assert Page.objects.child_of(Page.objects.get(pk=found["section"])).filter(title="A copy").count() == 1


def test_a_trainers_screens_answer(client_of, trainer, world):
    screens = [each for each in EDITORS_SCREENS if each not in NOT_FOR_TRAINERS]

    found = {screen: response.status_code for screen, response in answers(client_of(trainer), screens, world(trainer))}

    assert {screen: code for screen, code in found.items() if code != 200} == {}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("screen", ["images/{}/", "images/{}/delete/", "images/usage/{}/"])
def test_a_picture_of_somebody_else_is_the_same_404_as_none(client_of, editor, trainer, world, screen, method):
    found, client = world(editor), client_of(trainer)

    foreign, missing = [getattr(client, method)(f"/admin/{screen.format(number)}") for number in (found["picture"], 9)]

    assert [foreign.status_code, missing.status_code] == [404, 404]
    assert "do not have permission" not in client.get("/admin/").content.decode()


def test_what_trainers_may_not_do_is_no_screen_of_theirs(client_of, trainer, world):
    found = answers(client_of(trainer), NOT_FOR_TRAINERS, world(trainer))

    assert {screen: (response.status_code, response.headers.get("Location")) for screen, response in found} == {
        "/admin/pages/{live}/unpublish/": (302, "/admin/"),
        "/admin/localize/submit/page/{page}/": (302, "/admin/"),
        "/admin/pictures/{page}/": (404, None),
    }


def test_wagtails_links_to_accounts_lead_to_ours(client_of, editor):
    client = client_of(editor)

    assert client.get("/admin/account/")["Location"] == "/accounts/email/"
    assert client.get("/admin/logout/").status_code == 405
    assert client.post("/admin/logout/")["Location"] == "/"
    assert "_auth_user_id" not in client.session


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = set()

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name in {"href", "action", "src"} and (value or "").startswith("/admin/"):
                self.found.add(value.split("#")[0].split("?")[0])


@pytest.mark.parametrize("who", ["editor", "trainer"])
def test_no_screen_offers_a_shut_door(client_of, request, world, who):
    """A link that leads to the 404 would be a dead end; what is shut is not offered."""
    user = request.getfixturevalue(who)
    offered = {}
    for screen, response in answers(client_of(user), EDITORS_SCREENS, world(user)):
        links = Links()
        links.feed(response.content.decode("utf-8", "replace"))
        for match in map(resolve, links.found):
            if not doors.is_open(match.route, **match.kwargs):
                offered.setdefault(match.route, screen)

    assert offered == {}
