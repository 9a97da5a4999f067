"""Typing dots: soon where one turn takes long, few where many do."""

from __future__ import annotations

import asyncio

from bot.domain.messages import Text
from bot.typing_dots import TypingDots
from tests.fakes import FakeChannel
from tests.residents import inbound


class _Hand:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


async def test_a_turn_that_takes_long_shows_dots() -> None:
    channel = FakeChannel()
    await TypingDots(after=0).show_soon(channel, inbound(Text("halo")))
    assert len(channel.typed) == 1


async def test_a_turn_that_is_done_before_shows_none() -> None:
    channel = FakeChannel()
    task = asyncio.create_task(TypingDots(after=60).show_soon(channel, inbound(Text("halo"))))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert channel.typed == []


async def test_where_many_turns_take_long_only_some_show_dots() -> None:
    channel, clock = FakeChannel(), _Hand()
    dots = TypingDots(after=0, per_second=4, clock=clock)
    for _ in range(100):
        await asyncio.gather(*(dots.show_soon(channel, inbound(Text("halo"))) for _ in range(8)))
        clock.now += 0.03125
    assert len(channel.typed) == 13, "3.125 seconds, four in each, and the first at once"
