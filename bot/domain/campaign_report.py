"""What became of a campaign: books that balance, what recipients did, and what changed afterwards. Pure, and ports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar
from uuid import UUID

from bot.domain.campaigns import Fate
from bot.domain.chance import Finding, Share, finding
from bot.domain.letters import Reason, Side, reason_of
from bot.domain.verdict import Why

Key = TypeVar("Key")
DAYS = 14
"""Days before and after that the effect looks at, at most."""

SILENT = frozenset({"telegram"})
"""Channels that do not tell whether a message arrived or was read."""
TOLD = ("delivered", "read")
"""Figures that only the others tell."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Recipients who are alike in everything. `reason`: why failed or passed over."""

    count: int
    channel: str
    language: str
    version: int
    fate: Fate
    reason: str = ""
    delivered: bool = False
    read: bool = False
    tapped: bool = False
    button: int | None = None
    replied: bool = False
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """Recipients = sent + failed + skipped + pending; what they did counts those it was sent to.
    `telling`: those of them whose channel tells whether it arrived and was read."""

    recipients: int = 0
    sent: int = 0
    failed: int = 0
    skipped: int = 0
    pending: int = 0
    delivered: int = 0
    read: int = 0
    tapped: int = 0
    replied: int = 0
    stopped: int = 0
    blocked: int = 0
    telling: int = 0

    @property
    def tried(self) -> int:
        """Those a channel was asked to bring it to."""
        return self.sent + self.failed

    def known(self, name: str) -> bool:
        """Whether anybody could have told: of those it was sent to by channels that are silent nobody knows."""
        return name not in TOLD or bool(self.telling or getattr(self, name)) or not self.sent

    @property
    def balanced(self) -> bool:
        return self.recipients == self.sent + self.failed + self.skipped + self.pending


def tally(cells: Iterable[Cell]) -> Tally:
    """Pending are also those who are handed to a channel that has not answered."""
    sums = dict.fromkeys(Tally.__dataclass_fields__, 0)
    for cell in cells:
        for name in ("recipients", _column(cell.fate), *_did(cell)):
            sums[name] += cell.count
    return Tally(**sums)


def _column(fate: Fate) -> str:
    return Fate.PENDING.value if fate is Fate.QUEUED else fate.value


def _did(cell: Cell) -> list[str]:
    did = [name for name in ("delivered", "read", "tapped", "replied", "stopped") if getattr(cell, name)]
    if cell.fate is Fate.SENT and cell.channel not in SILENT:
        did.append("telling")
    return [*did, "blocked"] if is_blocked(cell.fate, cell.reason) else did


def is_blocked(fate: Fate, reason: str) -> bool:
    """Blocked us, or is not there any more: channels do not tell these apart."""
    return fate is Fate.FAILED and reason_of(Side.OUTBOUND, reason).why is Why.GONE


@dataclass(frozen=True, slots=True)
class Figures:
    """All of the report that is counted from the list of recipients."""

    cells: Sequence[Cell]
    counted_at: datetime

    @property
    def total(self) -> Tally:
        return tally(self.cells)

    def by(self, name: str) -> Mapping[str, Tally]:
        """`channel`, `language` or `version`, in order."""
        values = sorted({str(getattr(cell, name)) for cell in self.cells})
        return {each: tally(cell for cell in self.cells if str(getattr(cell, name)) == each) for each in values}

    def skipped(self) -> Mapping[str, int]:
        """By reason, the most frequent first."""
        return _ordered((cell.reason, cell.count) for cell in self.cells if cell.fate is Fate.SKIPPED)

    def failures(self) -> Mapping[str, int]:
        """By the stored words, the most frequent first."""
        return _ordered((cell.reason, cell.count) for cell in self.cells if cell.fate is Fate.FAILED)

    def buttons(self) -> Mapping[tuple[int, int], int]:
        """Taps by version and button, both from 0."""
        taps = (((cell.version, cell.button), cell.count) for cell in self.cells if cell.button is not None)
        return dict(sorted(_ordered(taps).items()))


def _ordered(counted: Iterable[tuple[Key, int]]) -> dict[Key, int]:
    sums: dict[Key, int] = {}
    for key, count in counted:
        sums[key] = sums.get(key, 0) + count
    return dict(sorted(sums.items(), key=lambda each: (-each[1], str(each[0]))))


def reason_in_words(stored: str) -> Reason:
    """Why a message failed; the console has words for it and for what to do."""
    return reason_of(Side.OUTBOUND, stored)


class Did(StrEnum):
    """What is drawn over time."""

    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    TAPPED = "tapped"
    REPLIED = "replied"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Course:
    """What happened in each `step` since `begins`: counts by what, all of the same length."""

    begins: datetime
    step: timedelta
    counts: Mapping[Did, Sequence[int]] = field(default_factory=dict)

    @property
    def length(self) -> int:
        return max((len(each) for each in self.counts.values()), default=0)

    def half_by(self, what: Did) -> timedelta | None:
        """How long it took until half of all of these had happened; None of nobody."""
        counts = self.counts.get(what, ())
        whole, so_far = sum(counts), 0
        for number, count in enumerate(counts, 1):
            so_far += count
            if whole and so_far * 2 >= whole:
                return number * self.step
        return None


STEPS = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 180, 360, 1440, 10080))


def step_for(length: timedelta, most: int = 48) -> timedelta:
    """The finest step with which so long a time has at most so many."""
    return next((step for step in STEPS if length <= step * most), STEPS[-1])


@dataclass(frozen=True, slots=True)
class Asked:
    """Of a group of `people`: questions on the topic, how many of them asked, and complaints of any kind."""

    people: int = 0
    questions: int = 0
    askers: int = 0
    complaints: int = 0


@dataclass(frozen=True, slots=True)
class Effect:
    """The same number of `days` before and after. Groups are `recipients`, `others`, and `version 0`, `version 1`."""

    topic: str
    days: int
    before: Mapping[str, Asked]
    after: Mapping[str, Asked]

    def finding(self, group: str) -> Finding:
        """Of those who asked before (first) and after (second)."""
        return finding(_askers(self.before[group]), _askers(self.after[group]))


def _askers(asked: Asked) -> Share:
    return Share(min(asked.askers, asked.people), asked.people)


def compared(one: Tally, other: Tally) -> Finding:
    """Two versions by their taps."""
    return finding(Share(min(one.tapped, one.sent), one.sent), Share(min(other.tapped, other.sent), other.sent))


def compared_askers(effect: Effect) -> Finding:
    """Two versions by how many of those who got them asked about the topic afterwards."""
    return finding(_askers(effect.after["version 0"]), _askers(effect.after["version 1"]))


class CampaignReports(Protocol):
    """Reads only."""

    async def figures(self, campaign: UUID) -> Figures:
        """May be a little old where it has many recipients; it says so."""
        ...

    async def course(self, campaign: UUID, begins: datetime, ends: datetime) -> Course: ...

    async def effect(self, campaign: UUID, topic: str, started: datetime, now: datetime) -> Effect | None:
        """None in its first day, and without a topic."""
        ...
