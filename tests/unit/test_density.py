"""The measure of how many sends arrive in a second."""

from __future__ import annotations

import asyncio
import time

import pytest

from rig.density import Stillness, densest


def test_the_densest_second_is_found() -> None:
    assert densest([0.0, 0.9, 1.0, 1.1, 1.2, 3.0], 1.0) == 4


def test_without_stillness_every_moment_counts() -> None:
    assert Stillness().densest([0.0, 0.9, 1.0, 1.1, 1.2, 3.0], 30) == 4


def test_what_arrived_while_the_clock_stood_still_is_not_counted_as_one_burst() -> None:
    burst = [10.0] * 6 + [10.0 + number / 30 for number in range(1, 30)]
    assert densest(burst, 1.0) == 35
    assert Stillness([(9.8, 10.0)]).densest(burst, 30) == pytest.approx(29)


def test_a_burst_is_excused_by_no_stillness_at_another_time() -> None:
    assert Stillness([(9.0, 9.5), (10.2, 10.4)]).densest([10.0] * 40, 30) == 40


async def test_a_process_that_stands_still_is_noticed() -> None:
    stillness = Stillness()
    watching = asyncio.create_task(stillness.watch())
    await asyncio.sleep(0.05)
    time.sleep(0.2)  # noqa: ASYNC251 - that is it
    await asyncio.sleep(0.05)
    watching.cancel()
    start, end = max(stillness.spells, key=lambda spell: spell[1] - spell[0])
    assert end - start > 0.15
