"""Domain objects ↔ the JSON kept in the tables."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from bot.domain.messages import Inbound
from bot.domain.reply import ConversationState

_INBOUND = TypeAdapter(Inbound)
_STATE = TypeAdapter(ConversationState)
_NUL = "\\u0000"
"""How JSON writes what jsonb cannot hold; cleaning every string costs more than all the rest."""


def dump_inbound(inbound: Inbound) -> str:
    return _dump(_INBOUND, inbound)


def load_inbound(body: dict[str, Any]) -> Inbound:
    """Raises pydantic.ValidationError for a body no version of ours has written."""
    return _INBOUND.validate_python(body)


def dump_state(state: ConversationState) -> str:
    return _dump(_STATE, state)


def load_state(body: dict[str, Any]) -> ConversationState:
    return _STATE.validate_python(body)


def dump_json(value: Any) -> str:
    """JSON text PostgreSQL takes as jsonb, whatever strings stand in it."""
    return _storable(value)


def text_column(value: str) -> str:
    """A text PostgreSQL takes, whatever the channel sent."""
    return value.replace("\x00", "").encode("utf-8", "replace").decode()


def _dump(adapter: TypeAdapter[Any], value: Any) -> str:
    try:
        raw = adapter.dump_json(value).decode()
    except (PydanticSerializationError, UnicodeError):
        raw = _NUL
    return _storable(adapter.dump_python(value, mode="json")) if _NUL in raw else raw


def _storable(value: Any) -> str:
    try:
        raw = json.dumps(value, ensure_ascii=False)
        raw.encode()
    except UnicodeError:
        raw = _NUL
    return json.dumps(_clean(value), ensure_ascii=False) if _NUL in raw else raw


def _clean(value: Any) -> Any:
    """jsonb knows neither NUL nor half a surrogate pair; both reach us in hostile deliveries only."""
    match value:
        case str():
            return text_column(value)
        case list() | tuple():
            return [_clean(item) for item in value]
        case dict():
            return {text_column(str(key)): _clean(item) for key, item in value.items()}
        case _:
            return value
