"""A thread while it is open on a page: whether something changed, what waits to be sent, and what can be heard."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class WaitingAnswer:
    """What a colleague has sent and no worker has handled yet. `failed`: it was tried and set aside."""

    event: int
    at: datetime
    officer: str
    words: str
    file: str = ""
    failed: bool = False


class ThreadWatch(Protocol):
    """Beside Threads (thread.py)."""

    async def stamp(self, conversation: UUID) -> str:
        """Changes whenever the person's thread may have changed; cheap. Empty for a conversation that is not there."""
        ...

    async def waiting(self, person: UUID) -> Sequence[WaitingAnswer]:
        """The oldest first."""
        ...

    async def voiced(self, person: UUID, events: Collection[int]) -> Collection[int]:
        """Those of these events whose sound is kept."""
        ...

    async def voice(self, person: UUID, event: int) -> tuple[str, bytes]:
        """MIME type and sound. Raises MediaGone."""
        ...

    async def resend(self, person: UUID, message: int) -> bool:
        """Put a message that failed back into its queue. False where it is not this person's, or has not failed (any
        more)."""
        ...
