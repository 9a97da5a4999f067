"""Meta's limits on a message, checked as strictly as the narrowest documented; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlparse

from simulator.whatsapp.errors import GraphError

MAX_TEXT = 4096
MAX_INTERACTIVE_BODY = 1024
MAX_CAPTION = 1024
MAX_OPAQUE = 512

Body = Mapping[str, Any]


def check_message(message: Body) -> None:
    """Raise the GraphError Meta answers; unknown recipients are no error here."""
    if message.get("messaging_product") != "whatsapp":
        raise GraphError(100, "The parameter messaging_product is required.")
    if not (message.get("to") or message.get("recipient")):
        raise GraphError(100, "The parameter to is required.")
    if message.get("recipient_type", "individual") != "individual":
        raise GraphError(131009, "recipient_type must be individual")
    if len(str(message.get("biz_opaque_callback_data", ""))) > MAX_OPAQUE:
        raise GraphError(131009, "biz_opaque_callback_data must be at most 512 characters long")
    kind = message.get("type", "text")
    check = _CHECKS.get(kind)
    if check is None:
        raise GraphError(100, f'Param type must be one of {{{", ".join(sorted(_CHECKS)).upper()}}} - got "{kind}".')
    check(_part(message, kind))


def units(text: str) -> int:
    """Meta does not say how it counts: UTF-16 units are the strictest guess."""
    return len(text.encode("utf-16-le")) // 2


def _part(parent: Body, name: str) -> Body:
    part = parent.get(name)
    if not isinstance(part, dict):
        raise GraphError(131008, f"Parameter '{name}' is mandatory and must be an object")
    return part


def _words(parent: Body, name: str, limit: int, where: str) -> str:
    """A text that must be there, not blank, and not too long."""
    text = parent.get(name)
    if not isinstance(text, str) or not text.strip():
        raise GraphError(131008, f"{where}['{name}'] is required")
    _at_most(text, limit, f"{where}['{name}']")
    return text


def _at_most(text: Any, limit: int, where: str) -> None:
    if not isinstance(text, str) or units(text) > limit:
        raise GraphError(131009, f"{where} must be a text of at most {limit} characters")


def _text(text: Body) -> None:
    body = text.get("body")
    if not isinstance(body, str) or not body.strip():
        raise GraphError(100, "The parameter text['body'] is required.")
    if units(body) > MAX_TEXT:
        raise GraphError(100, f"Param text['body'] must be at most {MAX_TEXT} characters long.")


def _media(media: Body) -> None:
    if ("id" in media) == ("link" in media):
        raise GraphError(131009, "exactly one of id and link is expected")
    if "link" in media:
        address = urlparse(str(media["link"]))
        if address.scheme not in {"http", "https"} or not address.netloc:
            raise GraphError(131009, "link is not a valid URL")
    _at_most(media.get("caption", ""), MAX_CAPTION, "caption")


def _location(location: Body) -> None:
    for name, limit in (("latitude", 90), ("longitude", 180)):
        value = location.get(name)
        if not isinstance(value, int | float) or abs(value) > limit:
            raise GraphError(131009, f"location['{name}'] is not valid")


def _reaction(reaction: Body) -> None:
    if not reaction.get("message_id"):
        raise GraphError(131008, "reaction['message_id'] is required")


def _template(template: Body) -> None:
    """Which templates there are is another question (templates.py)."""
    _words(template, "name", 512, "template")
    _words(_part(template, "language"), "code", 10, "language")


def _interactive(interactive: Body) -> None:
    kind = str(interactive.get("type", ""))
    check = _INTERACTIVE.get(kind)
    if check is None:
        raise GraphError(131009, f"interactive type '{kind}' is not supported")
    _words(_part(interactive, "body"), "text", MAX_INTERACTIVE_BODY, "interactive['body']")
    if "footer" in interactive:
        _words(_part(interactive, "footer"), "text", 60, "interactive['footer']")
    header = interactive.get("header")
    if header is not None:
        _header(header)
    check(_part(interactive, "action"))


def _header(header: Body) -> None:
    if header.get("type") == "text":
        _words(header, "text", 60, "interactive['header']")
    elif header.get("type") == "image":
        _media(_part(header, "image"))
    else:
        raise GraphError(131009, "interactive['header'] must be a text or an image")


def _buttons(action: Body) -> None:
    buttons = action.get("buttons")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        raise GraphError(131009, "action['buttons'] must hold 1 to 3 buttons")
    replies = [_part(button, "reply") for button in buttons]
    if any(button.get("type") != "reply" for button in buttons):
        raise GraphError(131009, "button type must be reply")
    titles = [_words(reply, "title", 20, "reply") for reply in replies]
    ids = [_words(reply, "id", 256, "reply") for reply in replies]
    _unique(titles, "button titles")
    _unique(ids, "button ids")


def _list(action: Body) -> None:
    _words(action, "button", 20, "action")
    sections = action.get("sections")
    if not isinstance(sections, list) or not 1 <= len(sections) <= 10:
        raise GraphError(131009, "action['sections'] must hold 1 to 10 sections")
    rows = [row for section in sections for row in _section(section, several=len(sections) > 1)]
    if len(rows) > 10:
        raise GraphError(131009, "Total row count exceed max allowed count: 10")
    _unique([row["id"] for row in rows], "row ids")


def _section(section: Body, *, several: bool) -> list[Body]:
    if several or "title" in section:
        _words(section, "title", 24, "section")
    rows = section.get("rows")
    if not isinstance(rows, list) or not rows:
        raise GraphError(131009, "section['rows'] must hold rows")
    for row in rows:
        _words(row, "id", 200, "row")
        _words(row, "title", 24, "row")
        _at_most(row.get("description", ""), 72, "row['description']")
    return rows


def _location_request(action: Body) -> None:
    if action.get("name") != "send_location":
        raise GraphError(131009, "action['name'] must be send_location")


def _unique(values: list[str], what: str) -> None:
    if len(set(values)) < len(values):
        raise GraphError(131009, f"{what} must be unique")


_INTERACTIVE: Mapping[str, Callable[[Body], None]] = {
    "button": _buttons,
    "list": _list,
    "location_request_message": _location_request,
}
_CHECKS: Mapping[str, Callable[[Body], None]] = {
    "text": _text,
    "interactive": _interactive,
    "document": _media,
    "image": _media,
    "audio": _media,
    "video": _media,
    "sticker": _media,
    "location": _location,
    "reaction": _reaction,
    "template": _template,
}
