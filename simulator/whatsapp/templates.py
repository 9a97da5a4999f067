"""Templates this business has, and Meta's checks of a message that uses one; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simulator.whatsapp.errors import GraphError

_SENDABLE = frozenset({"APPROVED", "FLAGGED"})
_REFUSED = {
    "PAUSED": (132015, "template ({name}) is paused due to low quality"),
    "DISABLED": (132016, "template ({name}) is disabled: it was paused too many times"),
}


@dataclass(slots=True)
class Template:
    """`{{1}}`, `{{2}}` … in `body` are its parameters, `buttons` quick replies. `picture`: one stands above the body,
    in place of the text `header`."""

    name: str
    language: str
    body: str
    buttons: tuple[str, ...] = ()
    category: str = "UTILITY"
    status: str = "APPROVED"
    quality: str = "UNKNOWN"
    header: str = ""
    picture: bool = False
    footer: str = ""
    examples: tuple[str, ...] = ()
    reason: str = "NONE"
    id: str = "1"

    @property
    def parameters(self) -> int:
        return len(set(re.findall(r"\{\{(\d+)\}\}", self.body)))

    @property
    def key(self) -> tuple[str, str]:
        return self.name, self.language


def approved() -> list[Template]:
    """What a new simulator has."""
    words = "Jawaban dari Kelurahan untuk Bapak/Ibu sudah siap. Tekan BUKA untuk membacanya."
    return [Template("jawaban_siap", "id", words, ("BUKA",), id="100000000000011")]


def find_template(part: Mapping[str, Any], known: Sequence[Template]) -> Template:
    """The template a message names, when it may be sent as asked. Raises Meta's refusals."""
    name = str(part.get("name"))
    language = str((part.get("language") or {}).get("code"))
    found = next((each for each in known if each.key == (name, language)), None)
    if found is not None and found.status in _REFUSED:
        code, words = _REFUSED[found.status]
        raise GraphError(code, words.format(name=name))
    if found is None or found.status not in _SENDABLE:
        raise GraphError(132001, f"template name ({name}) does not exist in {language}")
    _check_parameters(part, found)
    return found


def _check_parameters(part: Mapping[str, Any], template: Template) -> None:
    given = parameters(part, "body")
    if len(given) != template.parameters:
        words = f"({len(given)}) does not match the expected number of params ({template.parameters})"
        raise GraphError(132000, f"body: number of localizable_params {words}")
    if any(not str(value.get("text", "")).strip() or re.search(r"[\n\t]| {5}", str(value["text"])) for value in given):
        raise GraphError(132018, "Param text cannot be empty, have new-line/tab characters or more than 4 spaces")
    pictures = [value for value in parameters(part, "header") if value.get("type") == "image"]
    if len(pictures) != int(template.picture):
        expected = "IMAGE" if template.picture else "TEXT"
        raise GraphError(132012, f"header: Format mismatch, expected {expected}")
    for number in _payloads(part):
        if number >= len(template.buttons):
            raise GraphError(132018, f"button at index {number} does not exist in the template")


def bubble_of_template(part: Mapping[str, Any], template: Template) -> dict[str, Any]:
    """What the phone shows: picture or title, the body with its parameters, small print, and the quick replies with the
    payloads they carry."""
    text = template.body
    for number, value in enumerate(parameters(part, "body"), start=1):
        text = text.replace(f"{{{{{number}}}}}", str(value.get("text", "")))
    payloads = _payloads(part)
    buttons = [{"id": payloads.get(at) or title, "title": title} for at, title in enumerate(template.buttons)]
    shown: dict[str, Any] = {"text": text, **({"buttons": buttons, "template": True} if buttons else {})}
    shown |= {"header": template.header} if template.header else {}
    shown |= {"footer": template.footer} if template.footer else {}
    media = header_media(part)
    return shown | ({"media": media[0]} if media else {})


def header_media(part: Mapping[str, Any]) -> list[str]:
    """Ids of the pictures above a template."""
    images = [value.get("image") or {} for value in parameters(part, "header") if value.get("type") == "image"]
    return [str(image["id"]) for image in images if image.get("id")]


def parameters(part: Mapping[str, Any], kind: str) -> list[Mapping[str, Any]]:
    components = [each for each in part.get("components", ()) if str(each.get("type")).lower() == kind]
    return [value for each in components for value in each.get("parameters", ())]


def _payloads(part: Mapping[str, Any]) -> dict[int, str]:
    return {
        int(each.get("index", 0)): str((each.get("parameters") or [{}])[0].get("payload", ""))
        for each in part.get("components", ())
        if str(each.get("type")).lower() == "button"
    }
