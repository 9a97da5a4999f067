"""Templates Meta has approved: the only messages WhatsApp takes when a resident has been silent for a day."""

from __future__ import annotations

from collections.abc import Sequence

from bot.channels.files import SHOWN, UPLOAD, picture_upload
from bot.domain.actions import Verb, action
from bot.domain.announcements import Announcement
from bot.domain.reply import Payload
from bot.domain.templates import STOP_TITLES, Template, plain


def knock(name: str, language: str) -> Payload:
    """ "An answer is ready, press BUKA": a utility template without parameters and with one quick-reply button."""
    payload = {"type": "payload", "payload": action(Verb.TASK, "buka_jawaban")}
    button = {"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": [payload]}
    return {
        "type": "template",
        "template": {"name": name, "language": {"code": language}, "components": [button]},
    }


def templated(template: Template, values: Sequence[str], said: Announcement) -> Payload | None:
    """The announcement by its template, with these values for its variables. None where it has parts nobody could fill,
    or a button that none of the announcement's choices stands for."""
    actions = {plain(choice.title): choice.action for choice in said.choices}
    taps = [actions.get(plain(title)) or _stops(title, said) for title in template.buttons]
    fits = len(values) == template.variables and template.picture == bool(said.picture) and not template.foreign
    if not fits or not all(taps):
        return None
    components: list[dict[str, object]] = []
    if values:
        told = [{"type": "text", "text": " ".join(value.split()) or "–"} for value in values]
        components.append({"type": "body", "parameters": told})
    components += [_quick_reply(index, tap) for index, tap in enumerate(taps)]
    part = {"name": template.name, "language": {"code": template.language}, "components": components}
    payload: Payload = {"type": "template", "template": part, SHOWN: shown(template, values)}
    return payload | ({UPLOAD: picture_upload(said.picture)} if said.picture else {})


def shown(template: Template, values: Sequence[str]) -> str:
    """The words a resident reads."""
    return "\n".join(part for part in (template.header, template.filled(values), template.footer) if part)


def look(template: Template, values: Sequence[str], picture: str = "") -> Payload:
    """A message that looks the same: for pages, never sent."""
    header = {"header": {"type": "text", "text": template.header}} if template.header else {}
    buttons = [{"type": "reply", "reply": {"id": title, "title": title}} for title in template.buttons]
    inside = {
        "type": "button",
        **header,
        "body": {"text": template.filled(values)},
        "footer": {"text": template.footer},
        "action": {"buttons": buttons},
    }
    drawn: Payload = {"type": "interactive", "interactive": inside}
    return drawn | ({UPLOAD: picture_upload(picture)} if picture else {})


def _stops(title: str, said: Announcement) -> str:
    return said.stop.action if plain(title) in STOP_TITLES else ""


def _quick_reply(index: int, tap: str | None) -> dict[str, object]:
    payload = {"type": "payload", "payload": tap}
    return {"type": "button", "sub_type": "quick_reply", "index": str(index), "parameters": [payload]}
