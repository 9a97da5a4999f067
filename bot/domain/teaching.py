"""What staff taught the bot: real messages of residents with the topic they belong to, personal data stripped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Example:
    """A message as it may be learnt from: `label` is an id of nlu/taxonomy.yml (`faq/ktp_hilang`,
    `task/di_luar_topik`), `language` is `id` or `en`, `reviewed_by` a login. One that is `held_out` judges models and is never trained on."""

    text: str
    label: str
    language: str
    reviewed_by: str
    at: datetime
    held_out: bool


class TaughtExamples(Protocol):
    """The examples that training reads."""

    async def accepted(self) -> Sequence[Example]:
        """Those staff accepted and did not take back, the oldest first."""
        ...
