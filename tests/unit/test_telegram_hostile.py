"""Whatever stands in a Telegram update, only MalformedDelivery leaves the parser; all else can be stored."""

from __future__ import annotations

import copy
import json
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.content import Addressee
from bot.channels.telegram.parse import parse
from bot.domain.errors import MalformedDelivery
from bot.domain.messages import MAX_TEXT, Event, Inbound, Text, Unreadable
from bot.store.codec import dump_inbound, dump_json, load_inbound

PAYLOADS = Path(__file__).parent.parent / "payloads" / "telegram"
BOT = Addressee(7000000001, "sambung_rasa_bot")
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
OURS = [json.loads(path.read_bytes()) for path in sorted(PAYLOADS.glob("*.json"))]

Json = Any
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
KINDS = st.sampled_from(["message", "edited_message", "callback_query", "my_chat_member", "channel_post"])


def read(update: Json) -> list[Event]:
    return list(parse(json.dumps(update).encode(), "7000000001", BOT, lambda: NOW))


def places(node: Json, path: tuple[Json, ...] = ()) -> list[tuple[Json, ...]]:
    """The way to every part of a JSON value, without the value itself."""
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [way for key, part in inner for way in ((*path, key), *places(part, (*path, key)))]


@st.composite
def damaged(draw: st.DrawFn) -> Json:
    """An update of ours with up to three parts replaced or gone."""
    whole = copy.deepcopy(draw(st.sampled_from(OURS)))
    for _ in range(draw(st.integers(1, 3))):
        ways = [way for way in places(whole) if way != ("update_id",)]
        if not ways:
            break
        *road, last = draw(st.sampled_from(ways))
        parent = whole
        for key in road:
            parent = parent[key]
        if draw(st.booleans()):
            parent[last] = draw(JSON)
        else:
            del parent[last]
    return whole


def kept(event: Event) -> str:
    """The event as the database would get it."""
    if isinstance(event, Inbound):
        written = dump_inbound(event)
        load_inbound(json.loads(written))
        return written
    return dump_json(event.raw) if isinstance(event, Unreadable) else dump_json(asdict(event))


def number(written: str) -> float:
    raise AssertionError(f"{written} is no JSON")


@settings(deadline=None)
@given(JSON)
def test_any_json_at_all_is_an_event_or_malformed(anything: Json) -> None:
    with suppress(MalformedDelivery):
        read(anything)


@settings(deadline=None)
@given(KINDS, JSON)
def test_any_update_is_an_event_the_database_can_keep(kind: str, anything: Json) -> None:
    with suppress(MalformedDelivery):
        [event] = read({"update_id": 1, kind: anything})
        json.loads(kept(event), parse_constant=number)


@settings(deadline=None, max_examples=300)
@given(damaged())
def test_a_damaged_update_is_an_event_the_database_can_keep(update: Json) -> None:
    with suppress(MalformedDelivery):
        [event] = read(update)
        written = kept(event)
        assert "\\u0000" not in written
        json.loads(written.encode(), parse_constant=number)


@settings(deadline=None)
@given(st.text(max_size=5000))
def test_any_text_is_heard_and_within_bounds(words: str) -> None:
    message = {"chat": {"id": 1, "type": "private"}, "date": 1, "text": f"x{words}"}
    [event] = read({"update_id": 1, "message": message})
    assert isinstance(event, Inbound)
    assert isinstance(event.content, Text)
    assert len(event.content.body) <= MAX_TEXT


def test_an_update_nested_too_deep_to_keep_is_still_recorded() -> None:
    nested: Json = []
    for _ in range(600):
        nested = [nested]
    [event] = read({"update_id": 1, "message": nested})
    assert isinstance(event, Unreadable)
    kept(event)
