"""The shape of the files in faq/: topics/*.yml, phrases/*.yml and the office file; pydantic refuses anything else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, model_validator

MAX_ANSWER = 600
"""Longest short answer, in characters: what fits one phone screen."""
MAX_TITLE = 24
"""Longest title, in characters: a WhatsApp list row takes no more."""
MAX_CIRCUMSTANCE = 330
"""Longest circumstance, in characters: it stands above the short answer, on the same screen."""
MAX_PART = 900
"""Longest part of a topic as shown, in characters, so that it fits one WhatsApp message with buttons."""

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=400)]


class Strict(BaseModel):
    """No unknown keys, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LegalBasis(Strict):
    """A rule an answer rests on, e.g. law "Perpres 96/2018", article "21"; `certainty` as researched."""

    law: Line
    article: str = ""
    certainty: Literal["confirmed", "single_source", "conflicting"] = "confirmed"


class Source(Strict):
    """Where a fact was read: a page or document, named so that staff can find it again."""

    title: Line
    reference: str = ""


class TopicText(Strict):
    """One topic in one language. Lists become numbered or dotted lines; `{office_hours}` and the like are filled in.
    `bring`: only what to take along, for an appointment at the counter; conditions begin with "kalau"."""

    title: Annotated[str, StringConstraints(min_length=2, max_length=MAX_TITLE)]
    answer: Annotated[str, StringConstraints(strip_whitespace=True, min_length=20, max_length=MAX_ANSWER)]
    requirements: tuple[Line, ...] = ()
    bring: tuple[Line, ...] = ()
    steps: tuple[Line, ...] = ()
    where: str = ""
    cost: str = ""
    time: str = ""
    if_problem: str = ""

    @model_validator(mode="after")
    def _parts_fit(self) -> TopicText:
        parts = {
            "requirements": "\n".join(self.requirements),
            "steps": "\n".join(self.steps),
            "where": self.where,
            "cost and time": self.cost + self.time,
            "if_problem": self.if_problem,
        }
        if too_long := [name for name, text in parts.items() if len(text) > MAX_PART]:
            raise ValueError(f"longer than {MAX_PART} characters: {', '.join(too_long)}")
        return self


LANGUAGES = ("id", "en")


class InBoth(Strict):
    """The same words in both languages."""

    id: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
    en: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

    def in_language(self, language: str) -> str:
        """Indonesian for any language but English."""
        return self.en if language == "en" else self.id


Cue = Annotated[str, StringConstraints(pattern=r"^[a-z0-9@/*]+( [a-z0-9@/*]+)*$")]
"""Words that all stand in a message, in any order: "siri", "buku nikah @not", "anak angkat/adopsi".

`a/b` is one of both, `adopsi*` every word that starts so, `@not` any word of `hint_not` in words.yml.
"""


class Circumstance(InBoth):
    """Told first to residents whose message fits one of the cues, whatever its language."""

    when: Annotated[tuple[Cue, ...], Field(min_length=1)]


class Texts(Strict):
    """The two languages residents are answered in."""

    id: TopicText
    en: TopicText


class Topic(Strict):
    """One file of topics/: `id` is the taxonomy id without `faq/` and the file's name."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")]
    owner: Line
    reviewed_on: date
    review_again_on: date
    legal_basis: tuple[LegalBasis, ...]
    sources: tuple[Source, ...] = Field(min_length=1)
    unsure: tuple[Line, ...] = ()
    """What the research left open, for editors; never shown to residents."""
    related: tuple[str, ...] = Field(default=(), max_length=4)
    """Other topics by their bare id, or a task (`task/hapus_data`); offered as buttons, the first one first."""
    circumstances: tuple[Circumstance, ...] = ()
    texts: Texts


PhraseOf = Callable[[str], str]
"""The book's own phrase for a key such as `part_cost`, in the language of the view or answer."""

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+( [a-z0-9]+)*$")]
"""As residents' texts are compared: lower case, no punctuation, single spaces."""
Words = Annotated[tuple[Word, ...], Field(min_length=1)]


class Menu(Strict):
    """menu.yml: the groups of the menu in order, each with its topics, the most asked first.

    `documents`: what is offered to somebody who writes nothing but the document's name (`document_*` in words.yml).
    """

    groups: dict[Name, tuple[Name, ...]]
    documents: dict[Name, tuple[Name, ...]] = {}


PhrasesFile = TypeAdapter(dict[Name, InBoth])
"""phrases/*.yml"""
WordsFile = TypeAdapter(dict[Name, Words])
"""words.yml"""


class InterestFile(Strict):
    """A topic of interest: its title, and words that name it (normalised, in any language)."""

    title: InBoth
    words: Words


InterestsFile = TypeAdapter(dict[Name, InterestFile])

TitlesFile = TypeAdapter(dict[str, InBoth])
"""titles.yml"""
