"""How much waits where, as staff and monitoring see it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits on one channel. `oldest_seconds` is the age of the oldest, by the database's clock; `name` says
    which queue where there are several (`in`, `out`, `unreadable`)."""

    channel: str
    count: int
    oldest_seconds: float = 0.0
    priority: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A channel account that cannot send as it should: `blocked`, `down` or `limited`."""

    channel: str
    trouble: str


@dataclass(frozen=True, slots=True)
class Backlog:
    """All queues; empty ones are left out."""

    inbox: tuple[Queue, ...] = ()
    outbox: tuple[Queue, ...] = ()
    held: tuple[Queue, ...] = ()
    dead_letters: tuple[Queue, ...] = ()
    troubles: tuple[Trouble, ...] = ()

    @property
    def oldest_inbox_seconds(self) -> float:
        return max((queue.oldest_seconds for queue in self.inbox), default=0.0)

    @property
    def oldest_reply_seconds(self) -> float:
        """How long the oldest answer is overdue; announcements may take their time."""
        return max((queue.oldest_seconds for queue in self.outbox if queue.priority == 0), default=0.0)
