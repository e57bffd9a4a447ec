"""Drafts of messages and of translations; the files that a draft names; and a text that was emptied."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.forms import new_once
from core.things import key_of
from files.actions import sweep
from files.models import StoredFile
from forum import actions
from forum.models import Draft, Message, PostTranslation
from tests.factories.files import stored
from tests.factories.forum import make_board, make_conversation, make_reply, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR = tmp_path


@pytest.fixture
def conversation(member, other):
    return make_conversation(other, member).conversation


def text(response):
    return response.content.decode()


def save(client, place, **fields):
    return client.post("/forum/drafts/save/", {"place": place, "body": "Half a thought", **fields})


def writing(conversation):
    return f"/forum/c/{conversation.ref}/write/"


def translating(post, language="uk"):
    return f"/forum/p/{post.ref}/translate/?language={language}"


# --- messages


def test_the_draft_of_a_message_stands_in_its_conversation_again_and_goes_with_the_sending(
    client_of, member, conversation
):
    saved = save(client_of(member), key_of(conversation))

    pages = [text(client_of(member).get(url)) for url in (conversation.get_absolute_url(), writing(conversation))]
    sent = {"body": "The thought", "once": new_once(), "draft": "1", "place": key_of(conversation)}
    client_of(member).post(writing(conversation), sent)

    assert (saved.status_code, ["\nHalf a thought</textarea>" in page for page in pages]) == (204, [True, True])
    assert (Message.objects.order_by("pk").last().body, Draft.objects.count()) == ("The thought", 0)


def test_what_was_begun_for_one_person_outlives_a_message_to_another(client_of, member, other, make_member):
    third, client = make_member(), client_of(member)
    save(client, key_of(member), people=[other.ref], body="For Otto")
    save(client, key_of(member), people=[third.ref], body="For the third")

    sent = {"people": [third.ref], "body": "For the third", "once": new_once(), "draft": "2", "place": key_of(member)}
    client.post("/forum/c/new/", sent)
    form = client.get("/forum/c/new/").context["form"]

    assert Message.objects.get().body == "For the third"
    assert (form["body"].value(), form["people"].value()) == ("For Otto", [other.ref])


def test_a_saving_that_comes_after_the_message_brings_no_draft_back(as_member, member, conversation):
    once = new_once()
    actions.write_message(conversation, by=member, body="The thought", once=once)

    late = save(as_member, key_of(conversation), once=once)

    assert (late.status_code, Draft.objects.count()) == (204, 0)


def test_without_script_the_draft_of_a_message_is_kept_with_its_files(as_member, member, conversation):
    file = stored(member, "png")

    sent = {"body": "Half", "save_draft": "1", "kept": [file.ref], "once": new_once()}
    answer = as_member.post(writing(conversation), sent)
    page = as_member.get(conversation.get_absolute_url())

    assert (answer["Location"], [row.ref for row in page.context["files"]]) == (writing(conversation), [file.ref])
    assert Message.objects.count() == 1


def test_a_new_conversation_comes_back_with_its_people_and_subject(as_member, member, other):
    save(as_member, key_of(member), title="The exit", body="", people=[other.ref])

    form = as_member.get("/forum/c/new/").context["form"]
    listed = text(as_member.get("/forum/drafts/"))

    assert ([person.pk for person in form.chosen], form["title"].value()) == ([other.pk], "The exit")
    assert "/forum/c/new/" in listed


def test_whoever_writes_to_somebody_else_does_not_find_what_was_meant_for_another(as_member, member, other, moderator):
    save(as_member, key_of(member), people=[other.ref])

    form = as_member.get(f"/forum/c/new/?to={moderator.ref}").context["form"]

    assert ([person.pk for person in form.chosen], form["body"].value()) == ([moderator.pk], None)


def test_the_draft_of_a_first_message_goes_with_it(as_member, member, other):
    save(as_member, key_of(member), people=[other.ref])

    sent = {"people": [other.ref], "body": "The thought", "once": new_once(), "draft": "1", "place": key_of(member)}
    as_member.post("/forum/c/new/", sent)

    assert (Message.objects.get().body, Draft.objects.count()) == ("The thought", 0)


def test_under_another_person_s_key_nothing_is_kept(as_member, other):
    assert (save(as_member, key_of(other)).status_code, Draft.objects.count()) == (404, 0)


def test_a_draft_of_a_conversation_that_one_has_left_is_there_and_leads_nowhere(as_member, member, conversation):
    save(as_member, key_of(conversation))
    actions.leave_conversation(conversation, by=member)

    page = text(as_member.get("/forum/drafts/"))

    assert ("\nHalf a thought</textarea>" in page, conversation.ref in page.replace(key_of(conversation), "")) == (
        True,
        False,
    )


def test_of_conversations_nothing_is_kept_in_a_browser(as_member, conversation):
    for address in (conversation.get_absolute_url(), writing(conversation), "/forum/c/new/"):
        page = text(as_member.get(address))
        assert ("data-drafts" in page, "data-offline" in page) == (True, False)


# --- translations


def test_the_draft_of_a_translation_is_of_one_language_and_goes_with_the_saving(as_member, member, post):
    place = f"{key_of(post)}/uk"
    save(as_member, place, body="Пів думки", language="uk", of_digest=post.digest)

    pages = [text(as_member.get(translating(post, language))) for language in ("uk", "fr")]
    listed = text(as_member.get("/forum/drafts/"))
    sent = {"body": "Думка", "language": "uk", "of_digest": post.digest, "once": new_once(), "draft": "1"}
    as_member.post(f"/forum/p/{post.ref}/translate/", {**sent, "place": place})

    assert ["\nПів думки</textarea>" in page for page in pages] == [True, False]
    assert translating(post) in listed
    assert (PostTranslation.objects.get().body, Draft.objects.count()) == ("Думка", 0)


def test_a_restored_translation_says_from_which_texts_it_was_made(as_member, other, post):
    made = {"language": "uk", "once": new_once(), "of_digest": post.digest}
    actions.translate_post(post, by=other, body="Думка", **made)
    save(as_member, f"{key_of(post)}/uk", body="Інша", language="uk", of_digest="0" * 16, made_from="1" * 16)

    form = as_member.get(translating(post)).context["form"]

    assert (form["made_from"].value(), form["of_digest"].value()) == ("1" * 16, "0" * 16)


@pytest.mark.parametrize("way", ["edit", "translation"])
def test_a_saving_that_comes_after_a_change_brings_no_draft_back(as_member, member, other, topic, way):
    mine = make_reply(topic, member)
    place, said = key_of(mine), {"body": "Better.", "once": new_once()}
    if way == "edit":
        actions.edit_post(mine, by=member, body="Better.")
    else:
        place, made = f"{place}/uk", {"language": "uk", "of_digest": mine.digest}
        first = actions.translate_post(mine, by=other, body="First.", once=new_once(), **made)
        actions.translate_post(mine, by=member, made_from=first.digest, **said, **made)

    late, going_on = save(as_member, place, **said), save(as_member, place, **{**said, "body": "Better still."})

    assert ("Draft-Version" in late, going_on["Draft-Version"]) == (False, "1")


def test_a_change_that_was_taken_back_keeps_no_draft(as_member, member, topic):
    mine = make_reply(topic, member, body="As it is.")
    save(as_member, key_of(mine), body="Otherwise.", once=new_once())

    save(as_member, key_of(mine), body="As it is.", once=new_once(), draft="1")

    assert Draft.objects.count() == 0


def test_of_the_words_of_others_nothing_is_told_by_keeping(as_member, other, topic):
    theirs = make_reply(topic, other, body="Their words.")

    saved = save(as_member, key_of(theirs), body="Their words.", once=new_once())

    assert saved["Draft-Version"] == "1"


def test_without_script_the_draft_of_a_translation_is_kept(as_member, post):
    sent = {"body": "Пів", "language": "uk", "of_digest": post.digest, "once": new_once(), "save_draft": "1"}
    answer = as_member.post(f"/forum/p/{post.ref}/translate/", sent)

    assert (answer["Location"], Draft.objects.get().place) == (translating(post), f"{key_of(post)}/uk")
    assert PostTranslation.objects.count() == 0


def test_a_draft_of_a_translation_goes_with_the_post_that_is_erased(member, post):
    actions.save_draft(f"{key_of(post)}/uk", by=member, typed={"body": "Пів думки"})

    actions.erase_post(post)

    assert Draft.objects.count() == 0


@pytest.mark.parametrize(
    "place", ["post:aaaaaaaaaa/xx", "topic:aaaaaaaaaa/uk", "translation:aaaaaaaaaa", "post:aaaaaaaaaa/"]
)
def test_what_is_no_language_of_a_post_is_the_404(as_member, place):
    assert save(as_member, place).status_code == 404


@pytest.mark.parametrize(("place", "offline"), [("members", True), ("secret", False)])
def test_a_translation_in_a_sealed_space_is_not_kept_in_a_browser(client_of, member, make_space, place, offline):
    audience = place if place == "members" else make_space(place, people=[member]).audience
    post = make_topic(make_board(audience), member).posts.get()

    page = text(client_of(member).get(translating(post)))

    assert ("data-drafts" in page, "data-offline" in page) == (True, offline)


# --- what a draft holds


def test_a_title_without_a_text_is_kept(as_member, board):
    assert save(as_member, key_of(board), title="Chain of custody", body="").status_code == 204
    assert Draft.objects.get().typed["title"] == "Chain of custody"


def test_a_text_that_was_emptied_keeps_no_draft(as_member, topic):
    save(as_member, key_of(topic))

    answer = save(as_member, key_of(topic), body=" ", draft="1")

    assert (answer.status_code, "Draft-Version" in answer, Draft.objects.count()) == (204, False, 0)


def test_without_script_it_is_said_that_the_draft_of_an_emptied_text_is_gone(as_member, topic):
    save(as_member, key_of(topic))
    address = f"/forum/t/{topic.ref}/reply/"

    page = as_member.post(address, {"body": "", "save_draft": "1", "draft": "1", "place": key_of(topic)}, follow=True)

    assert ("the draft is thrown away" in text(page), Draft.objects.count()) == (True, 0)


@pytest.mark.parametrize("saved", [["On the desk", "On the phone"], ["Old", "On the desk"]])
def test_without_script_it_is_not_said_to_be_gone_while_another_text_is_there(as_member, topic, saved):
    """Kept beside the one that was emptied; or written meanwhile, from the version that it was made from."""
    is_beside = saved[0] == "On the desk"
    save(as_member, key_of(topic), body=saved[0])
    save(as_member, key_of(topic), body=saved[1], **({} if is_beside else {"draft": "1"}))
    emptied = {"body": "", "save_draft": "1", "draft": "2" if is_beside else "1", "place": key_of(topic)}

    page = text(as_member.post(f"/forum/t/{topic.ref}/reply/", emptied, follow=True))

    assert ("thrown away" in page, "on another device is kept" in page) == (False, True)
    assert "\nOn the desk</textarea>" in page


def test_what_is_kept_by_the_button_after_the_sending_is_kept(as_member, topic):
    """Back to the form that was sent, written on, and saved: that is no late saving of the script."""
    sent = {"body": "The thought", "once": new_once()}
    as_member.post(f"/forum/t/{topic.ref}/reply/", sent)

    on = {**sent, "body": "A further thought", "save_draft": "1"}
    page = text(as_member.post(f"/forum/t/{topic.ref}/reply/", on, follow=True))

    assert ("thrown away" in page, "\nA further thought</textarea>" in page) == (False, True)


def test_emptying_does_not_touch_what_another_device_has_written_meanwhile(as_member, topic):
    save(as_member, key_of(topic))
    save(as_member, key_of(topic), body="On the phone", draft="1")

    save(as_member, key_of(topic), body="", draft="1")

    assert Draft.objects.get().typed["body"] == "On the phone"


# --- files


def swept_after(days):
    """What the sweep of so many days later leaves, as refs."""
    StoredFile.objects.update(created_at=timezone.now() - timedelta(days=days))
    sweep()
    return set(StoredFile.objects.values_list("ref", flat=True))


def test_files_that_a_draft_names_are_kept_as_long_as_the_draft(as_member, member, topic):
    named, unnamed = stored(member, "png"), stored(member, "png")
    save(as_member, key_of(topic), kept=[named.ref])

    assert (unnamed.ref in swept_after(2), StoredFile.objects.get().ref) == (False, named.ref)
    StoredFile.objects.update(wanted_until=timezone.now() - timedelta(minutes=1))
    assert swept_after(91) == set()


@pytest.mark.parametrize("way", ["thrown away", "unticked", "emptied", "sent without it"])
def test_files_that_no_draft_names_any_more_go_after_a_day(as_member, member, topic, way):
    file, place = stored(member, "png"), key_of(topic)
    save(as_member, place, kept=[file.ref])

    if way == "thrown away":
        actions.throw_away_draft(place, by=member)
    elif way == "unticked":
        save(as_member, place, body="Half a thought, and more", draft="1")
    elif way == "emptied":
        save(as_member, place, body="", draft="1")
    else:
        actions.reply(topic, by=member, body="The thought", once=new_once(), draft=(place, 1))

    assert swept_after(2) == set()


def test_the_file_of_the_text_that_stands_beside_is_kept_too(as_member, member, topic):
    file = stored(member, "png")
    save(as_member, key_of(topic), kept=[file.ref])

    save(as_member, key_of(topic), body="On the phone")  # made from no draft: what was there becomes `other`

    assert swept_after(2) == {file.ref}


def test_nobody_keeps_another_s_file_by_naming_it(as_member, other, topic):
    file = stored(other, "png")
    save(as_member, key_of(topic), kept=[file.ref])

    assert swept_after(2) == set()


def test_a_file_that_is_sent_hangs_on_its_post(as_member, member, topic):
    file = stored(member, "png")
    save(as_member, key_of(topic), kept=[file.ref])

    post = make_reply(topic, member, files=[file], draft=(key_of(topic), 1))

    file.refresh_from_db()
    assert (file.holder, file.wanted_until, swept_after(200)) == (key_of(post), None, {file.ref})
