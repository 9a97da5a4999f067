"""Whatever stands in a signed WhatsApp delivery, only MalformedDelivery leaves the parser and nothing is lost."""

from __future__ import annotations

import copy
import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.whatsapp.parse import parse
from bot.domain.errors import MalformedDelivery
from bot.domain.messages import MAX_TEXT, Event, Ignored, Inbound, Text, Unreadable

PAYLOADS = Path(__file__).parent.parent / "payloads" / "whatsapp"
NUMBER = "100000000000001"
BUSINESS = "100000000000009"
FIELDS = (
    "message_template_status_update",
    "message_template_quality_update",
    "template_category_update",
    "user_preferences",
)
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
RECORDED = [json.loads(path.read_bytes()) for path in sorted(PAYLOADS.glob("*.json"))]

Json = Any
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def read(delivery: Json) -> list[Event]:
    return list(parse(json.dumps(delivery).encode(), NUMBER, lambda: NOW, BUSINESS))


def value(**parts: Json) -> Json:
    return {"metadata": {"phone_number_id": NUMBER}, **parts}


def delivery(*values: Json) -> Json:
    changes = [{"field": "messages", "value": each} for each in values]
    return {"object": "whatsapp_business_account", "entry": [{"changes": changes}]}


def text(words: Json, **more: Json) -> Json:
    return {"from": "620000000001", "id": "wamid.ONE", "type": "text", "text": {"body": words}, **more}


def places(node: Json, path: tuple[Json, ...] = ()) -> list[tuple[Json, ...]]:
    """The way to every part of a JSON value, without the value itself."""
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [way for key, part in inner for way in ((*path, key), *places(part, (*path, key)))]


@st.composite
def damaged(draw: st.DrawFn) -> Json:
    """A recorded delivery with one or two parts replaced or gone."""
    whole = copy.deepcopy(draw(st.sampled_from(RECORDED)))
    for _ in range(draw(st.integers(1, 2))):
        ways = [way for way in places(whole) if len(way) > 2]
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


@settings(deadline=None)
@given(JSON)
def test_any_json_at_all_is_events_or_malformed(anything: Json) -> None:
    for body in (anything, {"object": "whatsapp_business_account", "entry": anything}):
        with suppress(MalformedDelivery):
            read(body)


@settings(deadline=None)
@given(JSON)
def test_any_json_in_place_of_a_part_never_hides_the_message_beside_it(anything: Json) -> None:
    for part in ("messages", "statuses", "errors"):
        good = text("halo", id="wamid.GOOD")
        others = [anything, good] if part == "messages" else [good]
        parts = {"messages": others, "contacts": [anything]} | ({} if part == "messages" else {part: [anything]})
        found = read(delivery(anything, value(**parts)))
        assert any(isinstance(event, Inbound) and event.external_id == "wamid.GOOD" for event in found)


@settings(deadline=None)
@given(st.sampled_from(FIELDS), JSON, JSON)
def test_any_json_as_news_of_templates_or_as_a_preference_never_hides_what_stands_beside_it(
    field: str, anything: Json, time: Json
) -> None:
    whole = delivery(value(messages=[text("halo")]))
    names = {
        "message_template_name": "a",
        "message_template_language": "id",
        "event": anything,
        "new_category": anything,
    }
    told = value(user_preferences=[anything, {"category": "marketing_messages", "value": anything}])
    for odd in (anything, names, told):
        whole["entry"].insert(0, {"id": BUSINESS, "time": time, "changes": [{"field": field, "value": odd}]})
    assert any(isinstance(event, Inbound) for event in read(whole))


@settings(deadline=None, max_examples=300)
@given(damaged())
def test_a_damaged_delivery_becomes_events_a_database_can_keep(whole: Json) -> None:
    try:
        found = read(whole)
    except MalformedDelivery:
        return
    for event in found:
        if isinstance(event, Unreadable):
            json.dumps(event.raw, allow_nan=False)
        if isinstance(event, Inbound):
            kept = (event.external_id, event.chat, event.sender.name, str(event.content))
            assert not any("\x00" in word for word in kept)
            "".join(kept).encode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe\xfd",
        b"[]",
        b'"whatsapp_business_account"',
        b"{}",
        b'{"object": "page", "entry": []}',
        b'{"object": "whatsapp_business_account"}',
        b'{"object": "whatsapp_business_account", "entry": {}}',
        b'{"object": "whatsapp_business_account", "entry": [NaN]}',
        b'{"object": "whatsapp_business_account", "entry": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
    ids=lambda body: repr(body[:40]),
)
def test_a_body_of_another_shape_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedDelivery):
        parse(body, NUMBER, lambda: NOW)


@pytest.mark.parametrize("depth", [50, 100, 300, 450, 600, 800])
def test_deep_nesting_in_one_message_does_not_cost_the_others(depth: int) -> None:
    nested = json.loads("[" * depth + "]" * depth)
    bad, good = read(delivery(value(messages=[text(nested), text("halo", id="wamid.GOOD")])))
    assert isinstance(bad, Unreadable)
    assert isinstance(good, Inbound)


def test_a_number_too_large_for_a_database_is_kept_as_words() -> None:
    body = json.dumps(delivery(value(messages=[{"type": "location", "id": "?"}]))).replace('"?"', "1e999").encode()
    [event] = parse(body, NUMBER, lambda: NOW)
    assert isinstance(event, Unreadable)
    assert event.raw["id"] == "inf"


def test_what_cannot_be_read_is_kept_without_identity_numbers() -> None:
    for number in ("9900000000000001", 9900000000000001, 9900000000000001.0):
        [event] = read(delivery(value(messages=[{"note": number}])))
        assert isinstance(event, Unreadable)
        assert "9900000000000001" not in json.dumps(event.raw)


def test_different_unreadable_elements_are_stored_apart() -> None:
    first, second = read(delivery(value(messages=[{"a": 1}, {"a": 2}])))
    assert isinstance(first, Unreadable)
    assert isinstance(second, Unreadable)
    assert first.external_id != second.external_id


def test_a_text_of_a_megabyte_is_cut_to_what_is_kept() -> None:
    [message] = read(delivery(value(messages=[text("a" * 1_000_000)])))
    assert isinstance(message, Inbound)
    assert message.content == Text("a" * MAX_TEXT)


def test_half_a_surrogate_pair_does_not_reach_the_database() -> None:
    [message] = read(delivery(value(messages=[text("\ud83d halo")])))
    assert isinstance(message, Inbound)
    assert message.content == Text("? halo")


@pytest.mark.parametrize("seconds", ["", "kemarin", "1e9", None, [], "9" * 30, "9" * 5000, 10**30])
def test_an_impossible_time_counts_as_received_now(seconds: Json) -> None:
    [message] = read(delivery(value(messages=[text("halo", timestamp=seconds)])))
    assert isinstance(message, Inbound)
    assert message.sent_at == NOW


def test_lists_that_are_null_or_single_are_read_as_lists() -> None:
    [message] = read(delivery(value(contacts=None, messages=text("halo"), statuses=None, errors=None)))
    assert isinstance(message, Inbound)


def test_an_unknown_field_is_counted_by_its_name_without_odd_characters() -> None:
    whole = delivery({})
    whole["entry"][0]["changes"][0]["field"] = "call\x00s" * 20
    [event] = read(whole)
    assert isinstance(event, Ignored)
    assert event.what == ("calls" * 20)[:40]
