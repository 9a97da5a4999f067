"""What an editor must mend in a topic, all at once and each beside its field: the rules of `faq.editing.checked`, told
of what a form holds, finished or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from pydantic import ValidationError

from bot.domain.answer_rules import Ease, Finding, HardSentence, Readability
from bot.domain.errors import BadTopic
from faq.editing import checked
from faq.files import Content
from faq.placeholders import OFFICE, placeholders
from faq.readability import LIMITS, long_sentences, reading
from faq.schema import LANGUAGES, MAX_CIRCUMSTANCE, MAX_PART, Topic

LINES = ("requirements", "bring", "steps")
PARTS = ("title", "answer", *LINES, "where", "cost", "time", "if_problem")
_EASY = 0.85
"""Of a limit: texts below it are read without effort."""
_KNOWN = {
    "missing",
    "string_too_short",
    "string_too_long",
    "string_pattern_mismatch",
    "too_short",
    "too_long",
    "date_from_datetime_parsing",
    "literal_error",
}
_VALUES = ("min_length", "max_length")


def slips(raw: Mapping[str, Any], content: Content) -> list[Finding]:
    """What is wrong in the topic itself; quick."""
    first: dict[tuple[str, str], Finding] = {}
    for each in (*_shape(raw), *_rules(raw, content)):
        first.setdefault((each.path, each.what), each)
    return list(first.values())


def findings(raw: Mapping[str, Any], content: Content, labels: frozenset[str]) -> list[Finding]:
    """Everything: `content` is what the topic would stand beside, `labels` are the taxonomy's. Nothing found: `checked`
    takes it."""
    if found := slips(raw, content):
        return found
    try:
        checked(raw, content, labels)
    except BadTopic as error:
        return [Finding("", "other", {"text": line}) for line in error.problems]
    return []


def readability(raw: Mapping[str, Any], language: str) -> Readability:
    limits = LIMITS[language]
    answer = reading(text_of(raw, language, "answer"))
    hard = tuple(_hard(raw, language))
    over = answer.mean_words > limits.words or answer.mean_letters > limits.letters
    if not answer.longest:
        ease = Ease.EMPTY
    elif hard or over:
        ease = Ease.HARD
    elif answer.mean_words > limits.words * _EASY or answer.mean_letters > limits.letters * (1 + _EASY) / 2:
        ease = Ease.FAIR
    else:
        ease = Ease.EASY
    return Readability(ease, answer.mean_words, limits.words, answer.mean_letters, limits.letters, hard)


def text_of(raw: Mapping[str, Any], language: str, part: str) -> str:
    """A part as one text, whatever stands there."""
    texts = raw.get("texts")
    told = texts.get(language) if isinstance(texts, Mapping) else None
    value = told.get(part, "") if isinstance(told, Mapping) else ""
    return "\n".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _shape(raw: Mapping[str, Any]) -> Iterator[Finding]:
    try:
        Topic.model_validate(raw)
    except ValidationError as error:
        for one in error.errors(include_url=False, include_input=False):
            path, line = _path(one["loc"])
            what = one["type"] if one["type"] in _KNOWN else _kind(one["type"])
            values = {name: value for name, value in one.get("ctx", {}).items() if name in _VALUES}
            if one["type"] != "value_error":  # told by _too_long with its own words
                yield Finding(path, what, values | {"line": line})


def _kind(kind: str) -> str:
    return "no_date" if kind.startswith("date") else "not_so"


def _path(loc: tuple[int | str, ...]) -> tuple[str, int]:
    """The form's field, and the line in it from 1 (0: the whole)."""
    steps = list(loc)
    line = next((step + 1 for step in steps if isinstance(step, int)), 0)
    if steps[:1] == ["texts"]:
        return ".".join(str(step) for step in steps[:3]), line
    return str(steps[0]) if steps else "", line


def _rules(raw: Mapping[str, Any], content: Content) -> Iterator[Finding]:
    default = content.topics.get(str(raw.get("id")))
    if not raw.get("legal_basis") and (default is None or default.legal_basis):
        yield Finding("legal_basis", "no_law")
    yield from _dates(raw)
    for language in LANGUAGES:
        yield from _too_long(raw, language)
        yield from _too_hard(raw, language)
    yield from _places(raw)
    yield from _in_one_language(raw)
    yield from _circumstances(raw)


def _dates(raw: Mapping[str, Any]) -> Iterator[Finding]:
    try:
        reviewed, again = (date.fromisoformat(str(raw.get(name))) for name in ("reviewed_on", "review_again_on"))
    except ValueError:
        return  # told by the schema
    if again <= reviewed:
        yield Finding("review_again_on", "review_order")


def _too_long(raw: Mapping[str, Any], language: str) -> Iterator[Finding]:
    for part in ("requirements", "steps", "where", "if_problem"):
        if (length := len(text_of(raw, language, part))) > MAX_PART:
            yield Finding(f"texts.{language}.{part}", "part_too_long", {"most": MAX_PART, "length": length})
    if (length := len(text_of(raw, language, "cost")) + len(text_of(raw, language, "time"))) > MAX_PART:
        yield Finding(f"texts.{language}.cost", "part_too_long", {"most": MAX_PART, "length": length})


def _too_hard(raw: Mapping[str, Any], language: str) -> Iterator[Finding]:
    limits, answer = LIMITS[language], reading(text_of(raw, language, "answer"))
    for one in _hard(raw, language):
        yield Finding(one.path, "long_sentence", {"words": one.words, "most": one.most, "text": one.text})
    if answer.mean_words > limits.words:
        values = {"mean": f"{answer.mean_words:.1f}", "most": f"{limits.words:g}"}
        yield Finding(f"texts.{language}.answer", "mean_words", values)
    if answer.mean_letters > limits.letters:
        values = {"mean": f"{answer.mean_letters:.1f}", "most": f"{limits.letters:g}"}
        yield Finding(f"texts.{language}.answer", "mean_letters", values)


def _hard(raw: Mapping[str, Any], language: str) -> Iterator[HardSentence]:
    most = LIMITS[language].sentence
    for part in PARTS[1:]:
        for text, words in long_sentences(text_of(raw, language, part), most):
            yield HardSentence(f"texts.{language}.{part}", text, words, most)
    for one in _listed(raw, "circumstances"):
        for text, words in long_sentences(str(one.get(language, "")), most):
            yield HardSentence("circumstances", text, words, most)


def _places(raw: Mapping[str, Any]) -> Iterator[Finding]:
    for language in LANGUAGES:
        for part in PARTS:
            if unknown := placeholders(text_of(raw, language, part)) - set(OFFICE):
                names = ", ".join(f"{{{name}}}" for name in sorted(unknown))
                yield Finding(f"texts.{language}.{part}", "unknown_place", {"names": names})


def _in_one_language(raw: Mapping[str, Any]) -> Iterator[Finding]:
    for part in PARTS:
        written = {language: bool(text_of(raw, language, part).strip()) for language in LANGUAGES}
        for language in LANGUAGES:
            if not written[language] and any(written.values()):
                yield Finding(f"texts.{language}.{part}", "other_language")


def _circumstances(raw: Mapping[str, Any]) -> Iterator[Finding]:
    for line, one in enumerate(_listed(raw, "circumstances"), 1):
        length = max(len(str(one.get(language, ""))) for language in LANGUAGES)
        if length > MAX_CIRCUMSTANCE:
            yield Finding("circumstances", "circumstance_too_long", {"most": MAX_CIRCUMSTANCE, "line": line})
        if unknown := placeholders(f"{one.get('id', '')} {one.get('en', '')}") - set(OFFICE):
            yield Finding("circumstances", "unknown_place", {"names": ", ".join(f"{{{name}}}" for name in unknown)})


def _listed(raw: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = raw.get(name)
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list | tuple) else []


def beside(content: Content, standing: Mapping[str, Topic]) -> Content:
    """The files' content with published topics over it."""
    return replace(content, topics={**content.topics, **standing}, problems=[])
