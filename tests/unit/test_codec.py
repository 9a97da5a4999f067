"""Whatever a channel sends can be kept as jsonb and read back."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.messages import (
    ChannelName,
    Contact,
    Content,
    Location,
    Media,
    MediaKind,
    Membership,
    Reaction,
    Tap,
    Text,
)
from bot.domain.reply import ConversationState
from bot.store.codec import dump_inbound, dump_json, dump_state, load_inbound, load_state
from tests.residents import inbound

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(_JSON)
def test_no_json_value_holds_what_postgresql_refuses(value: object) -> None:
    written = dump_json(value)
    assert "\x00" not in json.dumps(json.loads(written), ensure_ascii=False)
    written.encode()


def test_six_characters_that_look_like_a_null_byte_stay() -> None:
    assert json.loads(dump_json({"a": "\\u0000", "b": "x\x00y", "c": "\ud800"})) == {
        "a": "\\u0000",
        "b": "xy",
        "c": "?",
    }


@pytest.mark.parametrize(
    "content",
    [
        Text("halo", masked=True),
        Tap("topic:kia", "KIA"),
        Location(-6.3, 106.8, "rumah"),
        Media(MediaKind.PHOTO, "id", "image/jpeg", "ini"),
        Contact(own=True),
        Reaction("👍", "wamid.1"),
        Membership(active=False),
    ],
)
def test_a_message_reads_back_as_it_was(content: Content) -> None:
    message = inbound(content, channel=ChannelName.WHATSAPP)
    assert load_inbound(json.loads(dump_inbound(message))) == message


def test_a_state_reads_back_and_an_empty_one_is_the_beginning() -> None:
    state = ConversationState(language="en", offered=("faq/kia",), misses=1)
    assert load_state(json.loads(dump_state(state))) == state
    assert load_state({}) == ConversationState()
