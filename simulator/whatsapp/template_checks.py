"""Meta's checks of a new template, with the error codes it answers; pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from simulator.whatsapp.checks import units
from simulator.whatsapp.errors import TemplateError
from simulator.whatsapp.templates import Template

_CATEGORIES = frozenset({"MARKETING", "UTILITY", "AUTHENTICATION"})
_LONG, _HEADER, _BODY, _FOOTER, _BUTTONS = 2388040, 2388047, 2388072, 2388073, 2388054
_EXAMPLE, _MANY, _EDGE, _HANDLE = 2388043, 2388293, 2388299, 2494102
Body = Mapping[str, Any]


def new_template(wish: Body, handles: Collection[str], template_id: str) -> Template:
    """Raises TemplateError. `handles`: the example pictures that were uploaded."""
    name, language, category = (str(wish.get(key, "")) for key in ("name", "language", "category"))
    if not re.fullmatch(r"[a-z0-9_]{1,512}", name):
        raise TemplateError(0, "Invalid parameter", "name may have only lowercase letters, digits and underscores")
    if category not in _CATEGORIES or not re.fullmatch(r"[a-z]{2,3}(_[A-Z]{2})?", language):
        raise TemplateError(0, "Invalid parameter", "category or language is not supported")
    components = wish.get("components")
    if not isinstance(components, list):
        raise TemplateError(0, "Invalid parameter", "components must be a list")
    by_type = {str(each.get("type", "")).upper(): each for each in components if isinstance(each, dict)}
    header, picture = _header(by_type.get("HEADER"), handles)
    body, examples = _body(by_type.get("BODY"))
    return Template(
        name,
        language,
        body,
        _buttons(by_type.get("BUTTONS")),
        category,
        "PENDING",
        header=header,
        picture=picture,
        footer=_footer(by_type.get("FOOTER")),
        examples=tuple(examples),
        id=template_id,
    )


def as_listed(template: Template) -> dict[str, Any]:
    """An entry of the list."""
    components: list[dict[str, Any]] = []
    if template.picture:
        components.append({"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["https://scontent"]}})
    elif template.header:
        components.append({"type": "HEADER", "format": "TEXT", "text": template.header})
    body: dict[str, Any] = {"type": "BODY", "text": template.body}
    components.append(body | ({"example": {"body_text": [list(template.examples)]}} if template.examples else {}))
    components += [{"type": "FOOTER", "text": template.footer}] if template.footer else []
    buttons = [{"type": "QUICK_REPLY", "text": title} for title in template.buttons]
    components += [{"type": "BUTTONS", "buttons": buttons}] if buttons else []
    entry = {"id": template.id, "name": template.name, "language": template.language, "status": template.status}
    entry |= {"category": template.category, "rejected_reason": template.reason, "parameter_format": "POSITIONAL"}
    return {**entry, "components": components, "quality_score": {"score": template.quality, "date": 1764000000}}


def _header(component: Body | None, handles: Collection[str]) -> tuple[str, bool]:
    if component is None:
        return "", False
    if str(component.get("format", "")).upper() == "IMAGE":
        given = (component.get("example") or {}).get("header_handle") or [""]
        if given[0] not in handles:
            raise TemplateError(_HANDLE, "Invalid parameter", "The media handle is not valid")
        return "", True
    text = _text(component, "header", 60)
    if re.search(r"[*_~`\n]", text):
        raise TemplateError(
            _HEADER, "Message Header Format is Incorrect", "no new lines, formatting, emojis in headers"
        )
    return text, False


def _body(component: Body | None) -> tuple[str, Sequence[str]]:
    if component is None:
        raise TemplateError(_BODY, "Message Body is missing", "a BODY component is required")
    text = _text(component, "body", 1024)
    numbers = re.findall(r"\{\{(.*?)\}\}", text)
    if any(not number.isdecimal() for number in numbers):
        raise TemplateError(_BODY, "Invalid parameter", "Variables must be numbers")
    if set(map(int, numbers)) != set(range(1, len(set(numbers)) + 1)):
        raise TemplateError(_BODY, "Invalid parameter", "Variables must be sequential, starting with {{1}}")
    if re.match(r"\{\{", text.strip()) or text.strip().endswith("}}"):
        raise TemplateError(
            _EDGE, "Leading or Trailing Params", "Variables can't be at the start or end of the template"
        )
    if len(re.sub(r"\{\{\d+\}\}", " ", text).split()) < 2 * len(numbers) + 1:
        raise TemplateError(_MANY, "Params Words Ratio", "This template has too many variables for its length")
    return text, _examples(component, len(set(numbers)))


def _examples(component: Body, needed: int) -> Sequence[str]:
    rows = (component.get("example") or {}).get("body_text") or [[]]
    if len(rows[0]) != needed:
        raise TemplateError(_EXAMPLE, "Missing sample parameters", "BODY component is missing example field(s)")
    return [str(each) for each in rows[0]]


def _footer(component: Body | None) -> str:
    if component is None:
        return ""
    text = _text(component, "footer", 60)
    if "{{" in text or "\n" in text:
        raise TemplateError(_FOOTER, "Message Footer Format is Incorrect", "no variables, new lines in footers")
    return text


def _buttons(component: Body | None) -> tuple[str, ...]:
    if component is None:
        return ()
    given = component.get("buttons")
    if not isinstance(given, list) or not 1 <= len(given) <= 10:
        raise TemplateError(_BUTTONS, "Invalid buttons", "1 to 10 buttons are allowed")
    titles = tuple(_text(each, "button", 25) for each in given)
    if len(set(titles)) < len(titles):
        raise TemplateError(_BUTTONS, "Invalid buttons", "Buttons must have different text")
    return titles


def _text(part: Body, what: str, most: int) -> str:
    text = part.get("text")
    if not isinstance(text, str) or not text.strip():
        raise TemplateError(_BODY, "Invalid parameter", f"{what} text is required")
    if units(text) > most:
        raise TemplateError(_LONG, "Character Limit Exceeded", f"{what} may have at most {most} characters")
    return text
