"""What the pages on language models share: their ports, and how models, topics and bands are named."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.domain.audit import AuditLog
from bot.domain.language_models import Evidence, LanguageModels, TrainingJobs
from bot.domain.teaching import TaughtExamples
from console.staff.gate import ROOT
from console.staff.visit import Visit

PATH = f"{ROOT}/models"
_MADE = re.compile(r"nlu-(\d{8}T\d{6})-")


@dataclass(frozen=True, slots=True)
class Models:
    """The ports of this area. `title` names a label of the taxonomy in a language; it raises KeyError."""

    jobs: TrainingJobs
    models: LanguageModels
    evidence: Evidence
    taught: TaughtExamples
    title: Callable[[str, str], str]
    audit: AuditLog


@dataclass(frozen=True, slots=True)
class Names:
    """How things are called on one visit's page."""

    visit: Visit
    title: Callable[[str, str], str]

    def topic(self, label: str) -> str:
        try:
            return self.title(label, self.visit.language)
        except KeyError:
            return label

    def way(self, band_and_label: tuple[str, str]) -> str:
        """ "Dijawab: KTP hilang", "Ditanya balik"."""
        band, label = band_and_label
        told = self.visit.text(f"models_band_{band}") if band else self.visit.text("models_band_none")
        return f"{told}: {self.topic(label)}" if band == "answer" else told

    def percent(self, part: int, whole: int) -> str:
        """ "91,7%" in Indonesian."""
        if not whole:
            return "–"
        told = f"{100 * part / whole:.1f}%"
        return told.replace(".", ",") if self.visit.language == "id" else told

    def model(self, name: str) -> str:
        """By the moment it was made, which its file's name carries."""
        found = _MADE.match(name)
        if found is None:
            return name
        made = datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
        return self.visit.text("models_name", moment=self.visit.when.exact(made))
