"""Whom a campaign is for: conditions that include and exclude residents. Pure; bot/store/audience.py counts them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.campaigns import Left


class About(StrEnum):
    """What a condition looks at. Values are texts: `30` days, `id`, `telegram`, a label's name."""

    EVERYBODY = "everybody"
    INTEREST = "interest"  # a topic of interest chosen in the langganan dialogue
    NEIGHBOURHOOD = "neighbourhood"  # RW, or RT/RW: "003" or "005/003"
    LANGUAGE = "language"
    CHANNEL = "channel"
    WROTE_WITHIN = "wrote_within"  # days since the last message
    SILENT_FOR = "silent_for"  # days
    LABEL = "label"
    APPLICATION = "application"  # stage of an application they watch, such as ready
    SURVEY = "survey"  # what was answered in a survey: "question=answer"
    LISTED = "listed"  # a list of consented contacts that was imported
    HEARD = "heard"  # recipients another campaign (its id) reached


@dataclass(frozen=True, slots=True)
class Condition:
    """One of `values` is enough."""

    about: About
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Audience:
    """Residents who fulfil all conditions of `include` and none of `exclude`. Consent is asked for besides, always."""

    include: tuple[Condition, ...] = (Condition(About.EVERYBODY),)
    exclude: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """How many would get it now, by channel, and why others whom the audience names would not."""

    reached: Mapping[str, int] = field(default_factory=dict)
    left_out: Mapping[Left, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.reached.values())
