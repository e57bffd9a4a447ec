"""The search's benchmark data: as many posts as asked for in five languages, of sentences of the judged collections.

`python -m benchmarks.search_data POSTS`, in the environment that `Place` makes. Ukrainian has no such collection: its
sentences are those of Fora's translation and of the demo's posts. Boards are of everybody, of members, of each space.
"""

import json
import random
import re
import sys
import time

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks import ROOT  # noqa: E402
from benchmarks.forum_data import LONGEST, PER_TOPIC, SHORTEST, TOPICS_AT_ONCE, World  # noqa: E402
from core import markup  # noqa: E402
from forum.models import Post, Topic  # noqa: E402

IR = ROOT.parent / "shared" / "data" / "ir"
FOLDERS = {
    "en": ("xquad-r-en", "cranfield"),
    "fr": ("servicepublic-fr",),
    "es": ("xquad-r-es",),
    "ar": ("xquad-r-ar",),
}
SHARES = {"en": 5, "fr": 2, "es": 1, "ar": 1, "uk": 1}
TEXTS = 2500  # of each language, each several times as many posts: other texts of the same words
UKRAINIAN = ROOT / "locale" / "uk" / "LC_MESSAGES" / "django.po"


class Multilingual(World):
    """As the forum's, but a topic and its posts are in one of five languages."""

    def __init__(self, draw, now):
        super().__init__(draw, now)
        self.by_language = {language: _texts(draw, _sentences(language)) for language in SHARES}

    def _topic(self):
        topic = super()._topic()
        topic.language = self.draw.choices(list(SHARES), list(SHARES.values()))[0]
        topic.title = self.draw.choice(self.by_language[topic.language])[2]
        return topic

    def _post(self, topic, number, at, before):
        self.texts = self.by_language[topic.language]
        post = super()._post(topic, number, at, before)
        post.language = topic.language
        return post


def _sentences(language):
    if language == "uk":
        # Our own translations: whole sentences of the same trade.
        prose = "\n".join(re.findall(r'(?m)^msgstr "(.+)"$', UKRAINIAN.read_text()))
        prose += "\n" + "\n".join(Post.objects.filter(language="uk").values_list("body", flat=True))
    else:
        lines = [line for name in FOLDERS[language] for line in (IR / name / "docs.jsonl").read_text().splitlines()]
        prose = "\n".join(json.loads(line)["text"] for line in lines)
    prose = re.sub(r"(?m)^\W+|[<>\[\]{}%*_`|#\\]", "", prose)
    return [each.strip() for each in re.split(r"(?<=[.?!؟])\s+|\n", prose) if 30 < len(each) < 300]


def _texts(draw, sentences):
    """[(Markdown, its HTML, a title)]"""
    return [_text(draw, sentences) for _ in range(TEXTS)]


def _text(draw, sentences):
    parts, wanted = [], min(LONGEST, max(SHORTEST, round(draw.lognormvariate(6.5, 0.6))))
    while sum(map(len, parts)) < wanted:
        parts.append(" ".join(draw.sample(sentences, draw.randint(1, 4))))
    body = "\n\n".join(parts)
    return body, markup.render(body).html, draw.choice(sentences)[:120]


def load(posts):
    world = Multilingual(random.Random(posts), timezone.now())
    missing = posts - Post.objects.count()
    while missing > 0:
        missing -= world.write_topics(min(TOPICS_AT_ONCE, -(-missing // PER_TOPIC)), missing)


if __name__ == "__main__":
    began = time.monotonic()
    if not IR.is_dir():
        sys.exit(f"The judged collections are missing, of whose sentences posts are made: {IR}")
    call_command("prepare")
    load(int(sys.argv[1]))
    print(f"{Post.objects.count():,} posts in {Topic.objects.count():,} topics, {time.monotonic() - began:.0f} s")
