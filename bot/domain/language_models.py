"""Language models: trained by a job, compared, put in charge, taken back. Values, errors, and the ports of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from bot.domain.errors import BotError
from bot.domain.model_quality import Evaluation, Exam, Refusal

LOST_AFTER = timedelta(seconds=20)
"""A job whose runner has been silent for so long is lost, and a station that was is gone."""


class UnknownModel(BotError):
    """No model has this name."""

    staff_text = "Model ini tidak ada."


class ModelRefused(BotError):
    """The model may not take over; `reasons` say why."""

    staff_text = "Model ini tidak boleh dipakai."

    def __init__(self, *reasons: Refusal) -> None:
        super().__init__(", ".join(reasons))
        self.reasons = reasons


class ModelChanged(BotError):
    """Another model was put in charge since the page was opened."""

    staff_text = "Model yang dipakai sudah diganti orang lain. Tidak ada yang berubah."


class NothingBefore(BotError):
    """There is no model to go back to."""

    staff_text = "Belum ada model sebelumnya."


class JobState(StrEnum):
    """`lost`: the process that ran it is gone."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Job:
    """A training, or a comparison alone where `compares` names a model from the beginning. `percent` is of the whole;
    `reason` of a failure is `disk_full`, `memory`, `data`, `missing_file`, `nlu` or `training`."""

    id: UUID
    asked_by: str
    asked_at: datetime
    state: JobState
    phase: str = ""
    percent: int = 0
    reason: str = ""
    model: str = ""
    compares: bool = False
    cancelling: bool = False
    ended_at: datetime | None = None

    @property
    def open(self) -> bool:
        return self.state in {JobState.WAITING, JobState.RUNNING}


class ModelState(StrEnum):
    """`used` ones were in charge at some time."""

    CANDIDATE = "candidate"
    USED = "used"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """`name` is its file's. `files` tells the state of the project's own data it was made of, `taught` how many
    examples of staff's went in, `taught_until` the newest of them."""

    name: str
    made_at: datetime
    files: str
    taught: int
    taught_until: datetime | None
    state: ModelState = ModelState.CANDIDATE
    evaluation: Evaluation | None = None


class How(StrEnum):
    """How a model came to be in charge."""

    FIRST = "first"
    RELEASE = "release"
    ACTIVATE = "activate"
    ROLL_BACK = "roll_back"
    FALLBACK = "fallback"


@dataclass(frozen=True, slots=True)
class Activation:
    """`model` took over from `before` (empty: from none)."""

    number: int
    model: str
    before: str
    by: str
    at: datetime
    how: How


@dataclass(frozen=True, slots=True)
class Station:
    """A process that trains (`trainer`) or serves (`nlu`, with the `model` it answers with), as last heard."""

    name: str
    kind: str
    model: str
    problem: str
    alive: bool


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """A message of an exam as both models heard it. `text` is empty where a real one was taken back meanwhile."""

    text: str
    label: str
    change: str
    before: tuple[str, str]
    after: tuple[str, str]
    """(band, label)."""


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """Recent questions that would go the same way: (band, label) before and after, by how many residents."""

    change: str
    before: tuple[str, str]
    after: tuple[str, str]
    questions: int
    residents: int


@dataclass(frozen=True, slots=True)
class ChangedQuestion:
    """A resident's question that the new model would answer differently; the text is masked."""

    id: str
    asked_at: datetime
    text: str
    change: str
    before: tuple[str, str]
    after: tuple[str, str]
    model: str
    """Which one answered it then."""


class TrainingJobs(Protocol):
    """The queue of trainings: one open job at most."""

    async def ask(self, by: str, key: UUID, compares: str = "") -> Job:
        """A new job, or the open one; the same for the same `key`. `compares` names a model to compare anew."""
        ...

    async def cancel(self, job: UUID) -> None:
        """Ask the runner to stop it; one that waits is over at once. Nothing for one that has ended."""
        ...

    async def latest(self) -> Job | None:
        """The newest, with the state `lost` where its runner is silent."""
        ...

    async def stations(self) -> Sequence[Station]: ...


class LanguageModels(Protocol):
    """What there is, and which one answers."""

    async def active(self) -> Activation | None: ...

    async def history(self, limit: int = 20) -> Sequence[Activation]:
        """The newest first."""
        ...

    async def find(self, name: str) -> LanguageModel:
        """Raises UnknownModel."""
        ...

    async def candidate(self) -> LanguageModel | None:
        """The newest that was neither used nor discarded."""
        ...

    async def activate(self, model: str, by: str, expected: str) -> Activation:
        """Put it in charge. Nothing happens where it is already. Raises UnknownModel; ModelChanged where `expected` is
        not the one in charge; ModelRefused."""
        ...

    async def roll_back(self, by: str, expected: str) -> Activation:
        """Put the one before `expected` in charge again; nothing to prove. Raises ModelChanged, NothingBefore."""
        ...

    async def discard(self, model: str) -> None:
        """Raises UnknownModel; ModelRefused where it has been in charge."""
        ...


class Evidence(Protocol):
    """What a comparison rests on, message by message."""

    async def judged(
        self, model: str, exam: Exam, label: str, change: str, page: int
    ) -> tuple[int, Sequence[JudgedRow]]:
        """How many there are, and this page (from 0) of them; empty strings ask for all."""
        ...

    async def change_groups(self, model: str, change: str) -> Sequence[ChangeGroup]:
        """Those of most residents first."""
        ...

    async def changed_questions(
        self, model: str, change: str, way: Mapping[str, str], page: int
    ) -> tuple[int, Sequence[ChangedQuestion]]:
        """`way` may name before_band, before_label, after_band, after_label."""
        ...
