"""What the bot knows about a topic and about the office, as the handlers see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Part(StrEnum):
    """The parts of a topic a resident can ask for by button, in the order they are shown."""

    REQUIREMENTS = "requirements"
    STEPS = "steps"
    WHERE = "where"
    COST_TIME = "cost_time"
    IF_PROBLEM = "if_problem"
    LEGAL = "legal"


@dataclass(frozen=True, slots=True)
class Circumstance:
    """What differs for some residents, told to those whose words fit one of the cues (see faq.schema.Cue)."""

    cues: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class TopicView:
    """One topic in one language with the office's facts filled in.

    `parts` has only the parts that are written, as plain text ready to show. `bring` is what to take along to the
    counter, shorter than the requirements; empty where the topic has no such list. `review_overdue` is true after the
    entry's review date. Where a text uses sample office data it says so itself.
    """

    id: str
    title: str
    answer: str
    parts: dict[Part, str]
    related: tuple[str, ...]
    reviewed_on: date
    review_overdue: bool
    circumstances: tuple[Circumstance, ...] = ()
    bring: str = ""


@dataclass(frozen=True, slots=True)
class OfficeFacts:
    """The office's own facts from OFFICE_FILE; `phone` is empty where there is none. `sample` is true until the office
    has put in its own. Numbers of RT and RW above `highest_rt` and `highest_rw` are probably typing errors."""

    name: str
    address: str
    hours: str
    contact: str
    phone: str
    latitude: float
    longitude: float
    sample: bool
    highest_rt: int
    highest_rw: int
