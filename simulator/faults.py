"""Switches for everything a platform can do wrong, one board per channel."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Fault(StrEnum):
    """What can be switched on."""

    THROTTLED = "throttled"
    """Telegram: 429 with retry_after; WhatsApp: 130429."""
    BLOCKED = "blocked"
    """Telegram: 403; WhatsApp: accepted, later a `failed` status with 131026."""
    SERVER_ERROR = "server_error"
    SLOW = "slow"
    """The answer takes `seconds`."""
    LOST_ANSWER = "lost_answer"
    """The request takes effect, its answer never comes."""
    DUPLICATE = "duplicate"
    """A webhook delivery arrives twice."""
    SHUFFLED = "shuffled"
    """Webhook deliveries arrive out of order."""


DEFAULT_SECONDS = {Fault.THROTTLED: 3.0, Fault.SLOW: 3.0}


@dataclass(slots=True)
class Switch:
    """A fault that is on: for `left` more times, or until switched off (None). `everywhere` includes calls that
    show nothing to the resident, such as typing and read marks."""

    left: int | None
    seconds: float
    everywhere: bool = False


class AnswerLost(Exception):
    """The request took effect, but its answer will not come."""


class FaultBoard:
    """The faults of one channel."""

    def __init__(self) -> None:
        self._on: dict[Fault, Switch] = {}

    def set(
        self, fault: Fault, times: int | None = None, seconds: float | None = None, *, everywhere: bool = False
    ) -> None:
        if times is not None and times < 1:
            self._on.pop(fault, None)
            return
        wait = DEFAULT_SECONDS.get(fault, 0.0) if seconds is None else seconds
        self._on[fault] = Switch(times, wait, everywhere)

    def clear(self, fault: Fault | None = None) -> None:
        """Switch one fault off, or all."""
        if fault is None:
            self._on.clear()
        else:
            self._on.pop(fault, None)

    def take(self, fault: Fault, *, visible: bool = True) -> Switch | None:
        """The switch if the fault strikes now; counts. `visible`: the call would show something to the resident."""
        switch = self._on.get(fault)
        if switch is None or not (visible or switch.everywhere):
            return None
        if switch.left is not None:
            switch.left -= 1
            if switch.left <= 0:
                del self._on[fault]
        return switch

    def state(self) -> dict[str, dict[str, Any]]:
        return {str(fault): {"left": switch.left, "seconds": switch.seconds} for fault, switch in self._on.items()}
