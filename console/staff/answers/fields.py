"""The form of an answer: what it sends → the topic as its file would say it, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.answer_rules import Finding
from bot.domain.answers import Content
from console.staff.forms import Form

LONGEST = 20_000
"""Characters of one field that are kept, however much too long it is for an answer: nothing written is lost."""
MOST_ROWS = 20
_SPARE = 1
"""Empty rows below the filled ones; more appear as they are used."""
LINES = ("requirements", "bring", "steps")
CERTAINTIES = ("confirmed", "single_source", "conflicting")


@dataclass(frozen=True, slots=True)
class TextField:
    """A field that is written in both languages. `kind`: a `line`, `lines` (each a point of its own) or a `text`."""

    name: str
    kind: str
    rows: int = 2


TEXTS = (
    TextField("title", "line"),
    TextField("answer", "text", 9),
    TextField("requirements", "lines", 5),
    TextField("bring", "lines", 3),
    TextField("steps", "lines", 5),
    TextField("where", "text", 4),
    TextField("cost", "text"),
    TextField("time", "text"),
    TextField("if_problem", "text", 4),
)


def content_of(form: Form, before: Content) -> dict[str, Any]:
    """As the form says it; what it has no field for stays as `before` had it. Raises BadForm."""
    dates = {name: form.text(name) for name in ("reviewed_on", "review_again_on")}
    return {
        "id": before.get("id", ""),
        "owner": form.text("owner", LONGEST),
        **dates,
        "legal_basis": _rows(lambda at: _basis(form, at)),
        "sources": _rows(lambda at: _source(form, at)),
        "unsure": _lines(form.text("unsure", LONGEST)),
        "related": before.get("related", []),
        "circumstances": _rows(lambda at: _circumstance(form, at)),
        "texts": {language: {each.name: _told(form, each, language) for each in TEXTS} for language in ("id", "en")},
    }


def _told(form: Form, field: TextField, language: str) -> Any:
    text = form.text(f"{field.name}.{language}", LONGEST)
    return _lines(text) if field.kind == "lines" else text


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _rows(read: Callable[[int], dict[str, Any]]) -> list[dict[str, Any]]:
    found = (read(at) for at in range(MOST_ROWS))
    return [row for row in found if any(value for key, value in row.items() if key != "certainty")]


def _basis(form: Form, at: int) -> dict[str, Any]:
    certainty = form.text(f"certainty.{at}") or CERTAINTIES[0]
    return {
        "law": form.text(f"law.{at}", LONGEST),
        "article": form.text(f"article.{at}", LONGEST),
        "certainty": certainty,
    }


def _source(form: Form, at: int) -> dict[str, Any]:
    return {"title": form.text(f"source.{at}", LONGEST), "reference": form.text(f"reference.{at}", LONGEST)}


def _circumstance(form: Form, at: int) -> dict[str, Any]:
    cues = [cue.strip().lower() for cue in form.text(f"when.{at}", LONGEST).split(",") if cue.strip()]
    told = {language: form.text(f"case.{language}.{at}", LONGEST) for language in ("id", "en")}
    return {**told, "when": cues}


@dataclass(frozen=True, slots=True)
class Filled:
    """What the form shows: content of any shape, read with care."""

    content: Content

    def text(self, name: str, language: str = "") -> str:
        held = self.content
        if language:
            texts = self.content.get("texts")
            held = texts.get(language, {}) if isinstance(texts, Mapping) else {}
        value = held.get(name, "") if isinstance(held, Mapping) else ""
        return "\n".join(map(str, value)) if isinstance(value, list | tuple) else str(value)

    def rows(self, name: str) -> list[Mapping[str, Any]]:
        """The filled ones and an empty one."""
        value = self.content.get(name)
        filled = [each for each in value if isinstance(each, Mapping)] if isinstance(value, list | tuple) else []
        return [*filled, *({} for _ in range(_SPARE))][:MOST_ROWS]


def beside(findings: Sequence[Finding]) -> Mapping[str, Sequence[Finding]]:
    """By the path of the field they stand beside."""
    found: dict[str, list[Finding]] = {}
    for each in findings:
        found.setdefault(each.path, []).append(each)
    return found
