"""What people write is shown as they meant it, and never as anything else. Nobody learns from it of what they may
not see."""

import re
import threading

import pytest
from django.utils import translation

from core import markup
from core.things import key_of
from members.actions.entries import list_anew
from members.models import Space
from tests.hostile.corpus import dangers_in, vectors

LIMIT = 20  # seconds, for what takes one or two on a quiet machine


def html(body):
    return markup.render(body).html


def filled(body, user):
    return markup.fill([html(body)], user)[0]


def test_no_hostile_text_is_dangerous_as_markdown():
    assert {each.id: found for each in vectors() if (found := dangers_in(html(each.vector)))} == {}


def test_no_hostile_text_is_dangerous_after_cleaning():
    assert {each.id: found for each in vectors() if (found := dangers_in(markup.clean(each.html)))} == {}


@pytest.mark.django_db
def test_no_hostile_text_is_dangerous_when_filled_even_if_it_was_stored_raw(member):
    stored = [each.html for each in vectors()] + [html(each.vector) for each in vectors()]

    shown = markup.fill(stored, member)

    assert {text: found for text in shown if (found := dangers_in(text))} == {}


@pytest.mark.django_db
def test_no_hostile_text_is_dangerous_as_the_label_of_a_reference(member, other):
    key = key_of(member)
    bodies = [f"[{each.vector}]({key}) @[{each.vector}]({key})" for each in vectors()]

    shown = markup.fill([html(body) for body in bodies] + bodies, other)

    assert {text: found for text in shown if (found := dangers_in(text))} == {}


@pytest.mark.django_db
def test_no_hostile_name_is_dangerous_in_a_mention(member, other):
    for each in vectors()[::10]:
        type(member).objects.filter(pk=member.pk).update(name=each.vector[:120])

        assert dangers_in(filled(f"@[x](person:{member.ref})", other)) == []


def test_cleaning_twice_changes_nothing():
    once = [markup.clean(each.html).replace("\r", "\n") for each in vectors()]

    assert [markup.clean(text) for text in once] == once


TABLE = (
    '<table>\n<thead>\n<tr>\n<th dir="auto">a</th>\n</tr>\n</thead>\n'
    '<tbody>\n<tr>\n<td dir="auto">b</td>\n</tr>\n</tbody>\n</table>'
)


@pytest.mark.parametrize(("body", "shown"), [
    ("a *b* **c** ~~d~~ `e`", '<p dir="auto">a <em>b</em> <strong>c</strong> <s>d</s> <code>e</code></p>'),
    ("a\nb", '<p dir="auto">a<br>\nb</p>'),
    ("# One", '<h3 dir="auto">One</h3>'),
    ("#### Four", '<h6 dir="auto">Four</h6>'),
    ("###### Six", '<h6 dir="auto">Six</h6>'),
    ("> said", '<blockquote dir="auto">\n<p dir="auto">said</p>\n</blockquote>'),
    ("- a", '<ul>\n<li dir="auto">a</li>\n</ul>'),
    ("3. a", '<ol start="3">\n<li dir="auto">a</li>\n</ol>'),
    ("```py\n<b>\n```", "<pre><code>&lt;b&gt;\n</code></pre>"),
    ("|a|\n|:-:|\n|b|", TABLE),
    ("<b>bold</b>", '<p dir="auto">&lt;b&gt;bold&lt;/b&gt;</p>'),
    ("", ""),
])  # fmt: skip
def test_markdown_becomes_html_that_tells_its_direction(body, shown):
    assert html(body).strip() == shown


REL = 'rel="nofollow noopener noreferrer"'
BACK = f'<a href="#fr-1" {REL}>↩\ufe0e</a>'
NOTE = f'<hr>\n<ol>\n<li id="fn-1" dir="auto">\n<p dir="auto">{{}} {BACK}</p>\n</li>\n</ol>'
MARK = f'<sup id="fr-1"><a href="#fn-1" {REL}>1</a></sup>'
AGAIN = f'<sup><a href="#fn-1" {REL}>1</a></sup>'
LIST = '<ul>\n<li dir="auto">☐ do</li>\n<li dir="auto">☑ done</li>\n<li dir="auto">[y] no</li>\n</ul>'


@pytest.mark.parametrize(("body", "shown"), [
    ("a[^x]\n\n[^x]: b *c*\nd", f'<p dir="auto">a{MARK}</p>\n' + NOTE.format("b <em>c</em><br>\nd")),
    ("a[^x]b[^x]\n\n[^x]: c", f'<p dir="auto">a{MARK}b{AGAIN}</p>\n' + NOTE.format("c")),
    ("a[^x]", '<p dir="auto">a[^x]</p>'),
    ("a\n\n[^x]: of nothing", '<p dir="auto">a</p>'),
    ("`[^x]`\n\n[^x]: c", '<p dir="auto"><code>[^x]</code></p>'),
    ("- [ ] do\n- [x] done\n- [y] no", LIST),
    ("[ ] no list", '<p dir="auto">[ ] no list</p>'),
])  # fmt: skip
def test_footnotes_and_tasks(body, shown):
    assert html(body).strip() == shown


def test_notes_come_in_the_order_in_which_they_are_referred_to():
    shown = markup.words(html("a[^b] c[^a]\n\n[^a]: first\n[^b]: second, see[^c]\n[^c]: third"))

    assert [line.strip() for line in shown.splitlines()] == ["a c", "second, see", "first", "third"]


def test_notes_that_name_each_other_end():
    assert html("a[^a]\n\n[^a]: b[^b]\n[^b]: c[^a]").count("<li") == 2


@pytest.mark.django_db
def test_footnotes_of_several_texts_have_places_of_their_own(member):
    shown = markup.fill([html("a[^1]\n\n[^1]: b")] * 2, member)

    for number, text in enumerate(shown, start=1):
        assert re.findall(r'(?:id="|href="#)([^"]+)"', text) == [
            f"t{number}-fr-1", f"t{number}-fn-1", f"t{number}-fn-1", f"t{number}-fr-1",
        ]  # fmt: skip


@pytest.mark.django_db
def test_a_text_that_stands_twice_on_a_page_has_places_once(member):
    text = markup.opened(html("a[^1]\n\n[^1]: b"), "p7")

    ids = [markup.fill_opened([text], member, in_place=in_place)[0].count("id=") for in_place in (True, False)]

    assert ids == [2, 0]


@pytest.mark.parametrize("forged", ['<li id="main">x</li>', '<sup id="fn-1234">x</sup>', '<p id="fn-1">x</p>'])
def test_no_text_takes_a_name_that_is_the_page_s(forged):
    assert "id=" not in markup.clean(forged)


@pytest.mark.parametrize(("body", "shown"), [
    ("[a](https://a.example/?b=1&c=2)", f'<a href="https://a.example/?b=1&amp;c=2" {REL}>a</a>'),
    ("https://a.example/_b_c", f'<a href="https://a.example/_b_c" {REL}>https://a.example/_b_c</a>'),
    ("x@a.org", f'<a href="mailto:x@a.org" {REL}>x@a.org</a>'),
    ("[a](javascript:alert(1))", "[a](javascript:alert(1))"),
    ("[a](JaVaScRiPt:alert(1))", "[a](JaVaScRiPt:alert(1))"),
    ("[a](data:text/html;base64,AA)", "[a](data:text/html;base64,AA)"),
    ("[a](vbscript:x)", "[a](vbscript:x)"),
    ("[a](//evil.example/x)", f'<a href="//evil.example/x" {REL}>a</a>'),
    ("![a](https://evil.example/track.png)", f'!<a href="https://evil.example/track.png" {REL}>a</a>'),
    ("[a](/library/ \"title\")", f'<a href="/library/" {REL}>a</a>'),
    ("http://[", "http://["),
])  # fmt: skip
def test_links_lead_where_they_say_and_load_nothing(body, shown):
    assert html(body).strip() == f'<p dir="auto">{shown}</p>'


@pytest.mark.parametrize("hidden", ["\u202e", "&#x202e;", "&#8238;", "\u202a", "&#x202D;"])
def test_no_mark_turns_the_direction_of_reading(hidden):
    assert html(f"a{hidden}b").strip() == '<p dir="auto">ab</p>'


@pytest.mark.parametrize("odd", ["\x00", "\ud800", "&#0;", "&#xD800;", "\ufffe", "\x1b[31m"])
def test_no_character_stops_it(odd):
    assert dangers_in(html(f"a{odd}b")) == []
    assert isinstance(markup.clean(odd), str)


@pytest.mark.django_db
class TestReferences:
    def test_a_reference_is_kept_as_a_key_and_filled_for_a_reader(self, member, other):
        rendered = markup.render(f"See [our *colleague*](person:{member.ref}).")

        assert rendered.references == (key_of(member),)
        assert member.name not in rendered.html
        assert markup.fill([rendered.html], other) == [
            f'<p dir="auto">See <a href="/people/{member.ref}/" class="mention"><bdi>@Amara Member</bdi></a>.</p>\n'
        ]

    def test_the_sign_of_a_mention_stands_once(self, member, other):
        assert filled(f"@[Amara](person:{member.ref})", other).count("@") == 1

    def test_keys_are_named_in_order_and_once(self, member, other):
        body = f"[a](person:{other.ref}) [b](person:{member.ref}) [c](person:{other.ref})"

        assert markup.render(body).references == (key_of(other), key_of(member))

    def test_a_name_that_changes_changes_in_every_text(self, member, other):
        stored = html(f"@[Amara](person:{member.ref})")
        type(member).objects.filter(pk=member.pk).update(name="Amara & Sons <b>")
        list_anew(type(member).objects.get(pk=member.pk))

        assert "<bdi>@Amara &amp; Sons &lt;b&gt;</bdi>" in markup.fill([stored], other)[0]

    @pytest.mark.parametrize("typed", [
        "[the Kittiwake team]({key})", "[the Kittiwake team]({address})", "{address}", "<{address}>", "<{key}>",
        "[**Kittiwake** `team`]({address})", "[{address}]({address})",
    ])  # fmt: skip
    def test_nobody_learns_from_a_reference_what_they_may_not_see(self, make_space, member, other, typed):
        space = make_space(Space.SECRET, people=[member], name="Kittiwake")
        address = f"http://testserver/spaces/{space.ref}/"
        body = typed.format(key=key_of(space), address=address)

        inside, outside = filled(body, member), filled(body, other)

        assert f'<a href="/spaces/{space.ref}/"><bdi>' in inside
        assert outside == '<p dir="auto">[link]</p>\n'
        assert "Kittiwake" not in markup.plain(body)

    @pytest.mark.parametrize("pasted", [
        "http://testserver/people/{ref}/", "http://testserver/people/{ref}", "HTTP://TestServer/people/{ref}/?a=b#c",
        "<http://testserver/people/{ref}/>", "[them](/people/{ref}/)", "[them](person:{ref})", "<person:{ref}>",
    ])  # fmt: skip
    def test_addresses_of_ours_become_references(self, member, pasted):
        assert markup.render(pasted.format(ref=member.ref)).references == (key_of(member),)

    @pytest.mark.parametrize("pasted", [
        "http://evil.example/people/{ref}/", "http://testserver@evil.example/people/{ref}/", "/people/{ref}/",
        "[x](/people/{ref}/more/)", "[x](/people/oooooooool/)", "[x](/forum/t/new/{ref}/)", "[x](nothing:{ref})",
        "[x](http:{ref})", "http://testserver:81/people/{ref}/", "[x](/people/)", "`/people/{ref}/`",
    ])  # fmt: skip
    def test_other_addresses_do_not(self, member, pasted):
        assert markup.render(pasted.format(ref=member.ref)).references == ()

    def test_a_pasted_address_is_called_by_its_title(self, make_space, member):
        space = make_space(people=[member], name="Open questions")

        assert filled(f"http://testserver/spaces/{space.ref}/", member) == (
            f'<p dir="auto"><a href="/spaces/{space.ref}/"><bdi>Open questions</bdi></a></p>\n'
        )

    def test_a_place_in_a_thing_is_kept(self, make_space, member):
        space = make_space(people=[member])
        body = f"[there](/spaces/{space.ref}/#p17) [else](/spaces/{space.ref}/#x)"

        shown = filled(body, member)

        assert f'<a href="/spaces/{space.ref}/#p17"><bdi>there</bdi></a>' in shown
        assert f'<a href="/spaces/{space.ref}/"><bdi>else</bdi></a>' in shown

    def test_a_label_is_shown_to_who_may_see_the_thing(self, make_space, member):
        space = make_space(people=[member])

        assert "<bdi>the <em>team</em></bdi>" in filled(f"[the *team*](space:{space.ref})", member)

    def test_what_only_looks_like_a_reference_is_a_link_of_somebody_elses(self, member):
        forged = f'<a data-key="{key_of(member)}" href="http://a/><img src=x onerror=alert(1)>">x</a>'

        shown = markup.fill([forged], member)[0]

        assert dangers_in(shown) == []
        assert "<bdi>" not in shown

    def test_filling_many_texts_costs_one_query_a_kind(self, member, other, make_space, django_assert_num_queries):
        spaces = [make_space(people=[member]) for _ in range(3)]
        texts = [html(f"[a](space:{space.ref}) [b](person:{other.ref})") for space in spaces]
        member.audience_keys()
        markup.fill(texts[:1], member)

        with django_assert_num_queries(2):
            markup.fill(texts, member)

    def test_unseen_is_said_in_the_readers_language(self, make_space, member):
        key = key_of(make_space(Space.SECRET))

        with translation.override("ar"):
            said = translation.gettext("[link]")
            assert markup.fill([html(f"[x]({key})")], member) == [f'<p dir="auto">{said}</p>\n']


@pytest.mark.parametrize(("body", "words"), [
    ("# A\n\n*b* **c** `d`\n- e\n- f", "A\nb c d\ne\nf"),
    ("a\nb", "a\nb"),
    ("a &amp; b < c &lt;b&gt;", "a & b < c <b>"),
    ("[label](https://a.example/)", "label"),
    ("|a|b|\n|-|-|\n|c|d|", "a\nb\nc\nd"),
    ("before [secret](topic:aaaaaaaaaa) after", "before … after"),
    ("> [Amadou Sarr](post:aaaaaaaaaa):\n>\n> his words\n\nmine", "his words\nmine"),
    ("wo**rd**s", "words"),
    ("", ""),
])  # fmt: skip
def test_plain_text_is_the_words_alone(body, words):
    assert markup.plain(body) == words


def test_texts_of_several_threads_never_run_into_each_other():
    bodies = [f"**{name}** " * 60 + f"<b>{name}</b>" for name in "abcdefgh"]
    expected = [html(body) for body in bodies]
    wrong = []

    def write(place):
        wrong.extend(place for _ in range(15) if html(bodies[place]) != expected[place])

    threads = [threading.Thread(target=write, args=[place]) for place in range(len(bodies))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []


def test_a_text_of_more_marks_than_words_is_shown_as_it_was_typed():
    body = "|a|\n|-|\n" + "|<b>|\n" * 9_000

    assert html(body) == "<pre>" + body.replace("<", "&lt;").replace(">", "&gt;") + "</pre>"


PATHOLOGICAL = [
    ">" * 50_000, "> " * 25_000, "[" * 50_000, "](" * 25_000, "[](" * 16_000, "![" * 25_000, "*" * 50_000,
    "*a " * 16_000, "**a " * 12_500, "*_" * 25_000, "`" * 50_000, "".join("`" * n + " " for n in range(1, 310)),
    "- a\n" * 12_500, "1. " * 16_000, "# a\n" * 12_500, "a\n\n" * 16_000, "a\n" * 25_000, "|a|\n|-|\n" + "|\n" * 25_000,
    "|" + "a|" * 5_000 + "\n|" + "-|" * 5_000 + "\n" + "|\n" * 5_000, "<http://" * 6_250, "http://a.b " * 4_500,
    "a@b.c " * 8_000, "<!--" * 12_500, "&" * 50_000, "[a]: /b\n\n" + "[a]" * 16_000, "\\" * 50_000, "~~a " * 12_500,
    "[x](topic:aaaaaaaaaa)" * 2_380, "".join("  " * n + "- a\n" for n in range(200)),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("body", PATHOLOGICAL, ids=lambda body: ascii(body[:12]))
def test_no_text_of_50_000_characters_holds_a_process_up(body):
    found = []
    thread = threading.Thread(target=lambda: found.append(markup.render(body)), daemon=True)

    thread.start()
    thread.join(LIMIT)

    assert len(found) == 1
    assert dangers_in(found[0].html) == []
