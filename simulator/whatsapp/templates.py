"""Templates this number has had approved, and Meta's checks of a message that uses one; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simulator.whatsapp.errors import GraphError


@dataclass(frozen=True, slots=True)
class Template:
    """An approved (or `paused`) template; `{{1}}`, `{{2}}` … in `body` are its parameters, `buttons` quick replies."""

    name: str
    language: str
    body: str
    buttons: tuple[str, ...] = ()
    category: str = "utility"
    paused: bool = False

    @property
    def parameters(self) -> int:
        return sum(f"{{{{{number}}}}}" in self.body for number in range(1, 20))


APPROVED: tuple[Template, ...] = (
    Template(
        "jawaban_siap",
        "id",
        "Jawaban dari Kelurahan untuk Bapak/Ibu sudah siap. Tekan BUKA untuk membacanya.",
        ("BUKA",),
    ),
)


def find_template(part: Mapping[str, Any], approved: Sequence[Template]) -> Template:
    """The template a message names. Raises Meta's refusals."""
    name = str(part.get("name"))
    language = str((part.get("language") or {}).get("code"))
    found = next((each for each in approved if (each.name, each.language) == (name, language)), None)
    if found is None:
        raise GraphError(132001, f"template name ({name}) does not exist in {language}")
    if found.paused:
        raise GraphError(132015, f"template ({name}) is paused due to low quality")
    given = len(_parameters(part, "body"))
    if given != found.parameters:
        details = f"body: number of localizable_params ({given}) does not match the expected ({found.parameters})"
        raise GraphError(132000, details)
    return found


def bubble_of_template(part: Mapping[str, Any], template: Template) -> dict[str, Any]:
    """What the phone shows: the body with its parameters, and the quick replies with the payloads they carry."""
    text = template.body
    for number, value in enumerate(_parameters(part, "body"), start=1):
        text = text.replace(f"{{{{{number}}}}}", str(value.get("text", "")))
    payloads = {
        int(each.get("index", 0)): str((each.get("parameters") or [{}])[0].get("payload", ""))
        for each in part.get("components", ())
        if each.get("type") == "button"
    }
    buttons = [{"id": payloads.get(at) or title, "title": title} for at, title in enumerate(template.buttons)]
    return {"text": text, **({"buttons": buttons, "template": True} if buttons else {})}


def _parameters(part: Mapping[str, Any], kind: str) -> list[Mapping[str, Any]]:
    components = [each for each in part.get("components", ()) if each.get("type") == kind]
    return [value for each in components for value in each.get("parameters", ())]
