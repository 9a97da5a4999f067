"""`python -m faq.check [OFFICE_FILE]`: lists everything in the content that does not fit together (exit 1)."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import yaml

from bot.domain.actions import Verb, action
from bot.domain.errors import BadAction
from bot.domain.topics import Part
from faq.book import FOLDER, SAMPLE_OFFICE
from faq.files import Content, read_content
from faq.interest_rules import interest_problems
from faq.phrase_values import VALUES
from faq.placeholders import OFFICE, placeholders
from faq.readability import too_hard
from faq.schema import LANGUAGES, MAX_CIRCUMSTANCE, MAX_TITLE, Topic

TAXONOMY = FOLDER.parent / "nlu" / "taxonomy.yml"
MAX_ROWS = 10
"""Rows of a WhatsApp list."""
MAX_PHRASE = 1024 - 200
"""A phrase carries buttons: WhatsApp's 1,024 characters, less room for the office's facts."""
MAX_LIST_LABEL = 20

"""Places the handlers fill in, by phrase; the office's facts are known everywhere."""
ON_BUTTONS = ("button_", "name_", "group_", "section_", "language_id", "language_en")
"""Phrases that are titles of buttons, rows and sections."""

Rule = Callable[[Content, frozenset[str]], Iterable[str]]


def problems(content: Content, labels: frozenset[str]) -> list[str]:
    """A line for each problem. `labels` are the taxonomy's; empty when there is none to compare with."""
    found = list(content.problems)
    for rule in (_phrases, _buttons, _words, _topics, _menu, _groups, _titles, _interests):
        found += rule(content, labels)
    return found + (list(_taxonomy(content, labels)) if labels else [])


def taxonomy_labels(path: Path = TAXONOMY) -> frozenset[str]:
    if not path.exists():
        return frozenset()
    families = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    return frozenset(f"{family}/{name}" for family, names in families.items() for name in names)


def _phrases(content: Content, _: frozenset[str]) -> Iterator[str]:
    for key, phrase in content.phrases.items():
        places = placeholders(phrase.id)
        if places != placeholders(phrase.en):
            yield f"phrase {key}: the languages have different placeholders"
        if unknown := (places | placeholders(phrase.en)) - set(OFFICE) - VALUES.get(key, set()):
            yield f"phrase {key}: unknown placeholder {', '.join(sorted(unknown))}"
        if max(len(phrase.id), len(phrase.en)) > MAX_PHRASE:
            yield f"phrase {key}: longer than {MAX_PHRASE} characters"


def _buttons(content: Content, _: frozenset[str]) -> Iterator[str]:
    parts = [f"button_{part}" for part in Part]
    shown = (*content.menu.groups, *content.menu.documents)
    for key in [*parts, *(f"group_{group}" for group in shown)]:
        if key not in content.phrases:
            yield f"phrase {key}: missing"
    for key, phrase in content.phrases.items():
        limit = MAX_TITLE if key.startswith(ON_BUTTONS) else MAX_LIST_LABEL if key.endswith("_label") else None
        if limit and max(len(phrase.id), len(phrase.en)) > limit:
            yield f"phrase {key}: longer than {limit} characters"


def _words(content: Content, labels: frozenset[str]) -> Iterator[str]:
    exact = {key: words for key, words in content.words.items() if not key.startswith(("hint_", "step_"))}
    yield from (
        f"words.yml: document_{name} is missing" for name in content.menu.documents if f"document_{name}" not in exact
    )
    counted = Counter(word for words in exact.values() for word in words)
    yield from (f"words.yml: {word!r} stands there {times} times" for word, times in counted.items() if times > 1)
    known = {f"pick_{number}" for number in range(1, 5)}
    known |= {f"language_{language}" for language in LANGUAGES} | {
        "buka_jawaban",
        "panggil_bot",
        "teks_saja",
        "pakai_tombol",
        "data_saya",
        "janji_saya",
        "bahaya",
        "hubungkan",
        "putuskan",
        "langganan_saya",
        "ubah_topik",
        "ubah_rt_rw",
        "info_lain",
        "kabari_saya",
        "kasus_beres",
        "kasus_buka",
        "kasus_tambah",
        *(f"document_{name}" for name in content.menu.documents),
    }
    for key in exact.keys() - known:
        if labels and f"task/{key}" not in labels:
            yield f"words.yml: {key} is no task of the taxonomy"


def _topics(content: Content, labels: frozenset[str]) -> Iterator[str]:
    for topic in content.topics.values():
        yield from (f"topic {topic.id}: {problem}" for problem in _of_topic(topic, labels))


def _of_topic(topic: Topic, labels: frozenset[str]) -> Iterator[str]:
    yield from _unknown_topics(topic, labels)
    if topic.review_again_on <= topic.reviewed_on:
        yield "review_again_on is not after reviewed_on"
    for language in LANGUAGES:
        if unknown := placeholders(topic.texts.model_dump_json(include={language})) - set(OFFICE):
            yield f"unknown placeholder {', '.join(sorted(unknown))} in {language}"
        told = [circumstance.in_language(language) for circumstance in topic.circumstances]
        yield from too_hard(topic.texts.en if language == "en" else topic.texts.id, language, told)
        if max(map(len, told), default=0) > MAX_CIRCUMSTANCE:
            yield f"a circumstance in {language} is longer than {MAX_CIRCUMSTANCE} characters"
    yield from _missing_in_one_language(topic)
    try:
        for part in Part:
            action(Verb.PART, topic.id, part)
    except BadAction:
        yield "the id is too long for a button"


def _unknown_topics(topic: Topic, labels: frozenset[str]) -> Iterator[str]:
    if labels and f"faq/{topic.id}" not in labels:
        yield "not in the taxonomy"
    for other in topic.related:
        label = other if other.startswith("task/") else f"faq/{other}"
        if other == topic.id or (labels and label not in labels):
            yield f"related {other} is not another topic or a task of the taxonomy"


def _missing_in_one_language(topic: Topic) -> Iterator[str]:
    indonesian, english = topic.texts.id.model_dump(), topic.texts.en.model_dump()
    for part in indonesian:
        if bool(indonesian[part]) != bool(english[part]):
            yield f"{part} is written in one language only"


def _menu(content: Content, labels: frozenset[str]) -> Iterator[str]:
    listed = Counter(topic for topics in content.menu.groups.values() for topic in topics)
    yield from (f"menu.yml: {topic} stands there {times} times" for topic, times in listed.items() if times > 1)
    yield from (f"menu.yml: {topic} is in no group" for topic in content.topics if topic not in listed)
    if labels:
        topics = {label.removeprefix("faq/") for label in labels if label.startswith("faq/")}
        yield from (
            f"menu.yml: {topic} is in no group" for topic in sorted(topics - listed.keys() - content.topics.keys())
        )
        offered = listed.keys() | {topic for each in content.menu.documents.values() for topic in each}
        yield from (f"menu.yml: {topic} is not in the taxonomy" for topic in sorted(offered - topics))


def _groups(content: Content, _: frozenset[str]) -> Iterator[str]:
    for group, topics in (content.menu.groups | content.menu.documents).items():
        if not 1 <= len(topics) <= MAX_ROWS:
            yield f"menu.yml: {group} has {len(topics)} topics, not 1 to {MAX_ROWS}"


def _titles(content: Content, _: frozenset[str]) -> Iterator[str]:
    for language in LANGUAGES:
        shown = {label: title.in_language(language) for label, title in content.titles.items()}
        for topic in content.topics.values():
            shown[f"faq/{topic.id}"] = (topic.texts.en if language == "en" else topic.texts.id).title
        yield from (
            f"title of {label}: longer than {MAX_TITLE}" for label, text in shown.items() if len(text) > MAX_TITLE
        )
        # WhatsApp refuses a message with two buttons of the same title.
        used = Counter(text.lower() for text in shown.values())
        yield from (f"title {text!r} ({language}) is used twice" for text, times in used.items() if times > 1)


def _interests(content: Content, _: frozenset[str]) -> Iterable[str]:
    return interest_problems(content.interests, MAX_ROWS - 2)


def _taxonomy(content: Content, labels: frozenset[str]) -> Iterator[str]:
    yield from (f"titles.yml: {label} is missing" for label in sorted(labels - content.titles.keys()))
    yield from (f"titles.yml: {label} is not in the taxonomy" for label in sorted(content.titles.keys() - labels))


def main(arguments: list[str]) -> int:
    office_file = Path(arguments[0]) if arguments else SAMPLE_OFFICE
    content = read_content(FOLDER, office_file)
    found = problems(content, taxonomy_labels())
    summary = f"{len(content.topics)} topics, {len(content.phrases)} phrases, {len(found)} problems"
    sys.stdout.write("\n".join([*found, summary]) + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
