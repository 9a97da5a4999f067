"""What Telegram accepts as reply_markup; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.telegram.errors import bad_request

_MAX_DATA_BYTES = 64
_MAX_BUTTONS = 100
_MAX_IN_A_ROW = 8
_INLINE_ACTIONS = {"callback_data", "url", "web_app", "switch_inline_query", "copy_text", "login_url", "pay"}


def check_markup(markup: Any) -> Mapping[str, Any] | None:
    """The markup as it is kept; raises Telegram's refusal. None when there is none."""
    if markup in (None, "", {}):
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        rows = _rows(markup["inline_keyboard"])
        return {"inline_keyboard": [[_inline(button) for button in row] for row in rows if row]}
    if "keyboard" in markup:
        rows = _rows(markup["keyboard"])
        return {**markup, "keyboard": [[_plain(button) for button in row] for row in rows if row]}
    if markup.get("remove_keyboard") is True:
        return {"remove_keyboard": True}
    if markup.get("force_reply") is True:
        return markup
    raise bad_request("can't parse reply keyboard markup JSON object")


def button_with(markup: Mapping[str, Any] | None, words: str) -> Mapping[str, Any] | None:
    """The button that says or carries `words`."""
    rows = (markup or {}).get("inline_keyboard") or (markup or {}).get("keyboard") or []
    buttons = [button for row in rows for button in row]
    return next((button for button in buttons if words in (button["text"], button.get("callback_data"))), None)


def _rows(rows: Any) -> list[list[Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("can't parse reply keyboard markup JSON object")
    if sum(len(row) for row in rows) > _MAX_BUTTONS or any(len(row) > _MAX_IN_A_ROW for row in rows):
        raise bad_request("reply markup is too long")
    return rows


def _inline(button: Any) -> dict[str, Any]:
    if not isinstance(button, dict) or not str(button.get("text", "")).strip():
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be a non-empty String')
    actions = _INLINE_ACTIONS & button.keys()
    if len(actions) != 1:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
            if not actions
            else "can't parse inline keyboard button: exactly one action is expected"
        )
    data = button.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= _MAX_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    return button


def _plain(button: Any) -> dict[str, Any]:
    given = {"text": button} if isinstance(button, str) else button
    if not isinstance(given, dict) or not str(given.get("text", "")).strip():
        raise bad_request('can\'t parse keyboard button: Field "text" must be a non-empty String')
    return given
