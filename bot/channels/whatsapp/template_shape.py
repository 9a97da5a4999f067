"""Templates in the shape of Meta's management API, both ways; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.whatsapp.content import word
from bot.domain.templates import Category, KeptTemplate, Quality, Template, TemplateState

Json = Mapping[str, Any]

_STATES = {
    "APPROVED": TemplateState.APPROVED,
    "REINSTATED": TemplateState.APPROVED,
    "UNPAUSED": TemplateState.APPROVED,
    "UNLOCKED": TemplateState.APPROVED,
    "PENDING": TemplateState.PENDING,
    "IN_REVIEW": TemplateState.PENDING,
    "FLAGGED": TemplateState.FLAGGED,
    "REJECTED": TemplateState.REJECTED,
    "PAUSED": TemplateState.PAUSED,
    "DISABLED": TemplateState.DISABLED,
    "IN_APPEAL": TemplateState.IN_APPEAL,
    "APPEAL_REQUESTED": TemplateState.IN_APPEAL,
    "LIMIT_EXCEEDED": TemplateState.LIMIT_EXCEEDED,
    "LOCKED": TemplateState.LOCKED,
    "ARCHIVED": TemplateState.ARCHIVED,
    "DELETED": TemplateState.DELETED,
    "PENDING_DELETION": TemplateState.DELETED,
}
_NAME = re.compile(r"[a-z0-9_]{1,512}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([_-][A-Za-z]{2,4})?")
_POSITION = re.compile(r"\{\{\s*(\w*)\s*\}\}")
_NOTHING = frozenset({"", "NONE"})


def state_of(told: Any) -> TemplateState:
    return _STATES.get(told, TemplateState.UNKNOWN) if isinstance(told, str) else TemplateState.UNKNOWN


def quality_of(told: Any) -> Quality:
    score = told.get("score") if isinstance(told, dict) else told
    try:
        return Quality(str(score).lower())
    except ValueError:
        return Quality.UNKNOWN


def category_of(told: Any) -> Category:
    """Raises ValueError for a word of Meta's we do not know."""
    return Category(str(told).lower())


def reason_of(told: Any) -> str:
    """Meta's word for why; empty where it gives none."""
    reason = word(told, 300)
    return "" if reason in _NOTHING else reason


def name_of(told: Any) -> str:
    """Raises ValueError for what is no template's name."""
    if not isinstance(told, str) or not _NAME.fullmatch(told):
        raise ValueError("no name of a template")
    return told


def language_of(told: Any) -> str:
    """`en-US` in webhooks is `en_US` everywhere else. Raises ValueError for what is no language."""
    if not isinstance(told, str) or not _LANGUAGE.fullmatch(told):
        raise ValueError("no language of a template")
    return told.replace("-", "_")


def as_request(template: Template, handle: str = "") -> dict[str, Any]:
    """What a new template is asked for with; `handle` names the example picture."""
    return {
        "name": template.name,
        "language": template.language,
        "category": template.category.upper(),
        "parameter_format": "POSITIONAL",
        "components": components(template, handle),
    }


def components(template: Template, handle: str = "") -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    if template.picture:
        made.append({"type": "HEADER", "format": "IMAGE", "example": {"header_handle": [handle]}})
    elif template.header:
        made.append({"type": "HEADER", "format": "TEXT", "text": template.header})
    body: dict[str, Any] = {"type": "BODY", "text": template.body}
    if template.variables:
        body["example"] = {"body_text": [list(template.examples[: template.variables])]}
    made.append(body)
    if template.footer:
        made.append({"type": "FOOTER", "text": template.footer})
    if template.buttons:
        buttons = [{"type": "QUICK_REPLY", "text": title} for title in template.buttons]
        made.append({"type": "BUTTONS", "buttons": buttons})
    return made


def read_template(told: Json) -> KeptTemplate:
    """An entry of Meta's list. Raises ValueError, KeyError, TypeError, AttributeError for what is none."""
    parts = _Parts.of(told.get("components") or ())
    template = Template(
        name=name_of(told["name"]),
        language=language_of(told["language"]),
        category=category_of(told["category"]),
        body=parts.body,
        header=parts.header,
        picture=parts.picture,
        footer=parts.footer,
        buttons=tuple(parts.buttons),
        examples=tuple(parts.examples),
        foreign=tuple(dict.fromkeys(parts.foreign)),
    )
    return KeptTemplate(
        template,
        state_of(told.get("status")),
        quality_of(told.get("quality_score")),
        reason_of(told.get("rejected_reason")),
        word(told.get("id"), 60),
    )


@dataclass
class _Parts:
    """Filled component by component."""

    body: str
    header: str
    picture: bool
    footer: str
    buttons: list[str]
    examples: list[str]
    foreign: list[str]

    @classmethod
    def of(cls, components: Sequence[Json]) -> _Parts:
        parts = cls("", "", False, "", [], [], [])
        for component in components:
            parts._take(component)
        return parts

    def _take(self, component: Json) -> None:
        match str(component["type"]).upper():
            case "HEADER":
                self._head(component)
            case "BODY":
                self._say(component)
            case "FOOTER":
                self.footer = _text(component)
            case "BUTTONS":
                for button in component["buttons"]:
                    self._offer(button)
            case other:
                self.foreign.append(other.lower()[:40])

    def _head(self, component: Json) -> None:
        match str(component.get("format", "TEXT")).upper():
            case "TEXT":
                self.header = _text(component)
                if "{{" in self.header:
                    self.foreign.append("header_variable")
            case "IMAGE":
                self.picture = True
            case other:
                self.foreign.append(f"header_{other.lower()[:40]}")

    def _say(self, component: Json) -> None:
        self.body = _text(component)
        if any(not found[1].isdecimal() for found in _POSITION.finditer(self.body)):
            self.foreign.append("named_variables")
        example = component.get("example")
        rows = example.get("body_text") if isinstance(example, dict) else None
        if isinstance(rows, list) and rows and isinstance(rows[0], list):
            self.examples = [word(each, 200) for each in rows[0]]

    def _offer(self, button: Json) -> None:
        kind = str(button["type"]).upper()
        if kind == "QUICK_REPLY":
            self.buttons.append(_text(button))
        else:
            self.foreign.append(f"button_{kind.lower()[:40]}")


def _text(part: Json) -> str:
    text = part["text"]
    if not isinstance(text, str):
        raise TypeError("text expected")
    return text.replace("\x00", "").encode("utf-8", "replace").decode()[:4096]
