"""Templates Meta has approved: the only messages WhatsApp takes when a resident has been silent for a day."""

from __future__ import annotations

from bot.domain.actions import Verb, action
from bot.domain.reply import Payload


def knock(name: str, language: str) -> Payload:
    """ "An answer is ready, press BUKA": a utility template without parameters and with one quick-reply button."""
    payload = {"type": "payload", "payload": action(Verb.TASK, "buka_jawaban")}
    button = {"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": [payload]}
    return {
        "type": "template",
        "template": {"name": name, "language": {"code": language}, "components": [button]},
    }
