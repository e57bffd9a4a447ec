"""What must exist before a page can: languages, the tree's first two levels, groups and the workflow.

Run after each migrate and each test flush, again and again. Wagtail's own migrations make groups of the same names
with rights we don't give, so groups are set to what stands here, never only added to.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.images.models import Image
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Task,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)
from wagtail_localize.models import Translation

from cms.models import HomePage, PageState, SectionPage
from cms.widening import restrict
from core.gate import MEMBERS, PUBLIC

# Authors write and submit; editors publish. Moderators keep order in the forum and need no page rights.
PAGE_RIGHTS = {
    "Editors": ("add", "change", "publish", "lock", "unlock", "bulk_delete"),
    "Trainers": ("add",),
    "Moderators": (),
}
PICTURE_RIGHTS = {"Editors": ("add", "change", "choose"), "Trainers": ("add", "choose"), "Moderators": ()}
WORKFLOW = "Editors"  # the button says "Submit to …", the list "Awaiting …"


def ensure():
    root = _root()
    for code, name in settings.LANGUAGES:
        locale = Locale.all_objects.get_or_create(language_code=code)[0]
        home = _home(root, locale, name)
        _section(home, PUBLIC)
        _section(home, MEMBERS)
    _site(root)
    _states()
    _groups(root)
    _workflow(root)


def library_section(language, audience):
    """The library's section of a language, `public` or `members`. Raises SectionPage.DoesNotExist."""
    sections = SectionPage.objects.filter(locale__language_code=language, purpose=_purpose(audience))
    return sections.get(depth=3)


def _purpose(audience):
    return f"{SectionPage.LIBRARY}-{audience}"


def _root():
    root = Page.get_first_root_node()
    if root is None:
        locale = Locale.all_objects.get_or_create(language_code=settings.LANGUAGE_CODE)[0]
        kind = ContentType.objects.get_for_model(Page)
        root = Page.add_root(instance=Page(title="Root", slug="root", locale=locale, content_type=kind))
        # Wagtail's own migrations make it number 1, and its menu of pages counts on that.
        Page.objects.filter(pk=root.pk).update(id=1)
        root = Page.objects.get(pk=1)
    for welcome in root.get_children().filter(content_type=ContentType.objects.get_for_model(Page)):
        Site.objects.filter(root_page=welcome).update(root_page=root)
        welcome.delete()
    root.refresh_from_db()
    return root


def _home(root, locale, name):
    home = HomePage.objects.filter(locale=locale).first()
    if home is None:
        with translation.override(locale.language_code):
            home = HomePage(title=str(name), locale=locale, translation_key=_shared_key(HomePage.objects.all()))
        root.add_child(instance=home)
    return home


def _section(home, audience):
    """One shelf for everybody and one for members: the members' one carries the restriction."""
    purpose = _purpose(audience)
    section = SectionPage.objects.filter(locale=home.locale, purpose=purpose).first()
    if section is None:
        with translation.override(home.locale.language_code):
            title = _("Library") if audience == MEMBERS else _("Public library")
        key = _shared_key(SectionPage.objects.filter(purpose=purpose))
        section = SectionPage(title=title, purpose=purpose, locale=home.locale, translation_key=key)
        home.refresh_from_db()
        home.add_child(instance=section)
    if audience == MEMBERS:
        restrict(section)
    return section


def _shared_key(translations):
    """The key that the translations there share, or a new one."""
    known = translations.values_list("translation_key", flat=True).first()
    return known or Page._meta.get_field("translation_key").get_default()


def _site(root):
    address = urlsplit(settings.BASE_URL or "http://localhost")
    port = address.port or (443 if address.scheme == "https" else 80)
    wanted = {"hostname": address.hostname, "port": port, "root_page_id": root.pk, "site_name": "Fora"}
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    if any(getattr(site, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(site, name, value)
        site.save()


def _states():
    without = Page.objects.filter(state=None, depth__gt=1).order_by("pk")
    PageState.objects.bulk_create(PageState(page_id=pk) for pk in without.values_list("pk", flat=True))


def _groups(root):
    for name, rights in PAGE_RIGHTS.items():
        group = Group.objects.get_or_create(name=name)[0]
        _set_rights(group, rights)
        _set_page_rights(group, root, rights)
        _set_picture_rights(group, PICTURE_RIGHTS[name])


def _set_rights(group, rights):
    """Whoever may write enters the editors' screens; who may publish may also have a page translated."""
    wanted = []
    if rights:
        wanted.append(_right("wagtailadmin", "admin", "access_admin", "Can access Wagtail admin"))
    if "publish" in rights:
        of_translation = ContentType.objects.get_for_model(Translation)
        wanted.append(
            _right(of_translation.app_label, of_translation.model, "submit_translation", "Can submit translations")
        )
    if {right.pk for right in wanted} != set(group.permissions.values_list("pk", flat=True)):
        group.permissions.set(wanted)


def _set_page_rights(group, root, rights):
    wanted = {_right("wagtailcore", "page", f"{right}_page", f"{right} page").pk for right in rights}
    held = GroupPagePermission.objects.filter(group=group)
    held.exclude(page=root, permission__in=wanted).delete()
    for pk in wanted - set(held.values_list("permission_id", flat=True)):
        GroupPagePermission.objects.create(group=group, page=root, permission_id=pk)


def _set_picture_rights(group, rights):
    folder = Collection.get_first_root_node() or Collection.add_root(name="Root")
    kind = ContentType.objects.get_for_model(Image)
    wanted = {_right(kind.app_label, kind.model, f"{right}_image", f"Can {right} image").pk for right in rights}
    held = GroupCollectionPermission.objects.filter(group=group)
    held.exclude(collection=folder, permission__in=wanted).delete()
    for pk in wanted - set(held.values_list("permission_id", flat=True)):
        GroupCollectionPermission.objects.create(group=group, collection=folder, permission_id=pk)


def _right(app_label, model, codename, name):
    """A permission, made where Django's own post_migrate has not come to it yet."""
    kind = ContentType.objects.get_or_create(app_label=app_label, model=model)[0]
    return Permission.objects.get_or_create(content_type=kind, codename=codename, defaults={"name": name})[0]


def _workflow(root):
    """Two steps: the author submits, an editor approves, and approval publishes."""
    workflow = Workflow.objects.get_or_create(name=WORKFLOW)[0]
    task = GroupApprovalTask.objects.get_or_create(name=WORKFLOW)[0]
    task.groups.set([Group.objects.get(name="Editors")])
    WorkflowTask.objects.filter(workflow=workflow).exclude(task=task).delete()
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 0})
    for kind, kept in ((Workflow, workflow), (Task, task)):
        kind.objects.filter(active=True).exclude(pk=kept.pk).update(active=False)
        kind.objects.filter(pk=kept.pk, active=False).update(active=True)
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
