"""What residents may have done with what is kept of them (UU 27/2022)."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.effect import Effect


@dataclass(frozen=True, slots=True)
class EraseResident(Effect):
    """Forget this person in all their conversations. Of cases only number, kind, state and dates stay; the address to
    answer to goes with the night's purge once nothing needs it."""
