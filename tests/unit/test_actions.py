"""Button ids: short, readable back, and never trusted."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.actions import INNER, MAX_ACTION_BYTES, Action, Verb, action, parse_action
from bot.domain.errors import BadAction

_ARGUMENT = st.text("abcdefghijklmnopqrstuvwxyz_0123456789", min_size=1, max_size=20)


@given(st.sampled_from([verb for verb in Verb if verb not in INNER]), st.lists(_ARGUMENT, max_size=2))
def test_a_button_id_reads_back_as_what_it_was_made_of(verb: Verb, arguments: list[str]) -> None:
    made = action(verb, *arguments)
    assert len(made.encode()) <= MAX_ACTION_BYTES
    assert parse_action(made) == Action(verb, tuple(arguments))


def test_an_id_that_no_channel_could_carry_is_refused_when_made() -> None:
    with pytest.raises(BadAction):
        action(Verb.TOPIC, "x" * 60)
    with pytest.raises(BadAction):
        action(Verb.TOPIC, "a:b")


@pytest.mark.parametrize("verb", sorted(INNER))
def test_no_button_asks_for_what_only_we_may_send(verb: Verb) -> None:
    with pytest.raises(BadAction):
        parse_action(f"{verb}:status")


@given(st.text())
def test_a_forged_id_is_either_an_action_or_refused(raw: str) -> None:
    with suppress(BadAction):
        assert str(parse_action(raw)) == raw
