"""How the whole system does, as staff read it: what works, what does not since when, and what is safe meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

BEAT_SECONDS = 10.0
ALIVE_FOR = timedelta(seconds=35)
"""A process that has not written for longer is gone: three beats and a bit."""
SLOW_AFTER = timedelta(minutes=1)
"""A message that waits longer for its turn: the workers do not keep up."""
LATE_JOB = timedelta(minutes=10)
LITTLE_ROOM = 0.1
LITTLE_BYTES = 2_000_000_000


class State(StrEnum):
    """Of an account, a service, a process."""

    WORKS = "works"
    LIMITED = "limited"
    DOWN = "down"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"  # nobody has said anything for a while
    NONE = "none"  # not set up


@dataclass(frozen=True, slots=True)
class AccountHealth:
    """A channel account. `reason` is the stored words of the last failure; `waiting` and `held` count messages."""

    channel: str
    state: State
    since: datetime | None = None
    reason: str = ""
    waiting: int = 0
    held: int = 0
    intake: str = ""


@dataclass(frozen=True, slots=True)
class Beat:
    """What a process last told of itself. `view`: what it sees of Rasa (`nlu`, `nlu_model`, `nlu_since`), of the
    application service (`service`, `service_since`), of its disk (`disk_free`, `disk_total`), of Telegram
    (`telegram`)."""

    kind: str
    host: str
    version: str
    started_at: datetime
    seen_at: datetime
    view: Mapping[str, object] = field(default_factory=dict)

    def alive(self, now: datetime) -> bool:
        return now - self.seen_at < ALIVE_FOR


@dataclass(frozen=True, slots=True)
class QueueHealth:
    """What waits. `name`: `in` (to be understood), `out` (answers), `campaign`, `held`, `letters`, `waiting` (residents
    who wait for a person); `oldest` where it means something."""

    name: str
    count: int
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True)
class JobHealth:
    """A job by the clock. `error` is the kind of what broke its last run; empty where it went well."""

    name: str
    last_at: datetime | None
    next_at: datetime
    error: str = ""

    def late(self, now: datetime) -> bool:
        return now - self.next_at > LATE_JOB


@dataclass(frozen=True, slots=True)
class SystemView:
    """Everything, by the database's clock `now`."""

    now: datetime
    accounts: Sequence[AccountHealth]
    beats: Sequence[Beat]
    queues: Sequence[QueueHealth]
    jobs: Sequence[JobHealth]

    def alive(self, kind: str) -> list[Beat]:
        return [beat for beat in self.beats if beat.kind == kind and beat.alive(self.now)]

    def told(self, name: str) -> Beat | None:
        """The living process to believe about `name`: one that sees trouble, else the one that spoke last."""
        telling = [beat for beat in self.beats if beat.alive(self.now) and name in beat.view]
        return max(telling, key=lambda beat: (beat.view[name] == State.DOWN, beat.seen_at), default=None)

    def seen(self, name: str) -> State:
        beat = self.told(name)
        try:
            return State(str(beat.view[name])) if beat else State.UNKNOWN
        except ValueError:
            return State.UNKNOWN

    def since(self, name: str) -> datetime | None:
        """When what is told of `name` (`nlu`, `service`) became so."""
        beat = self.told(name)
        try:
            return datetime.fromisoformat(str(beat.view.get(f"{name}_since"))) if beat else None
        except ValueError:
            return None

    def word(self, name: str) -> str:
        """A name that a process told: of the model, of the way Telegram delivers; empty where nobody did."""
        beat = self.told(name)
        return str(beat.view[name]) if beat else ""

    def queue(self, name: str) -> QueueHealth:
        return next((each for each in self.queues if each.name == name), QueueHealth(name, 0))

    @property
    def disk(self) -> tuple[int, int] | None:
        """Free and total bytes, where a process has told them."""
        beat = self.told("disk_free")
        free, total = (beat.view.get("disk_free"), beat.view.get("disk_total")) if beat else (None, None)
        return (free, total) if isinstance(free, int) and isinstance(total, int) and total > 0 else None

    @property
    def disk_is_full(self) -> bool:
        room = self.disk
        return room is not None and (room[0] < LITTLE_BYTES or room[0] / room[1] < LITTLE_ROOM)


@dataclass(frozen=True, slots=True)
class Trouble:
    """One sentence of the headline: `name` is of the words; `grave`: residents notice it."""

    name: str
    since: datetime | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    grave: bool = True


def troubles(view: SystemView) -> list[Trouble]:
    """What is wrong, the worst first; none: everything works."""
    found = [*_of_processes(view), *_of_accounts(view), *_of_services(view), *_of_queues(view)]
    found += [Trouble("job", job.last_at, {"job": job.name}, grave=False) for job in view.jobs if job.error]
    if view.disk_is_full:
        found.append(Trouble("disk", grave=False))
    return sorted(found, key=lambda trouble: not trouble.grave)


def _of_processes(view: SystemView) -> list[Trouble]:
    if view.alive("worker"):
        return []
    last = max((beat.seen_at for beat in view.beats if beat.kind == "worker"), default=None)
    return [Trouble("worker", last)]


def _of_accounts(view: SystemView) -> list[Trouble]:
    """An account that only lets announcements rest still answers residents."""
    return [
        Trouble(f"account_{each.state}", each.since, {"channel": each.channel}, grave=each.state is not State.LIMITED)
        for each in view.accounts
        if each.state in {State.BLOCKED, State.DOWN, State.LIMITED}
    ]


def _of_services(view: SystemView) -> list[Trouble]:
    return [Trouble(name, view.since(name)) for name in ("nlu", "service") if view.seen(name) is State.DOWN]


def _of_queues(view: SystemView) -> list[Trouble]:
    """Where no worker lives that is told already."""
    oldest = view.queue("in").oldest
    if view.alive("worker") and oldest and view.now - oldest > SLOW_AFTER:
        return [Trouble("slow", oldest)]
    return []


class SystemHealth(Protocol):
    """Raises StoreUnavailable where the database does not answer."""

    async def read(self) -> SystemView: ...

    async def letters(self) -> int:
        """How many dead letters wait for somebody; cheap, asked every few seconds."""
        ...
