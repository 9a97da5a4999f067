"""What a play is: one dialogue of docs/transkrip."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from tests.e2e.stage import Stage


@dataclass(frozen=True, slots=True)
class Play:
    """One dialogue: the file it is written to, what it shows, where it is played, and the acts."""

    name: str
    title: str
    shows: str
    channel: Literal["telegram", "whatsapp"]
    act: Callable[[Stage], Awaitable[None]]
    language: Literal["id", "en"] = "id"
