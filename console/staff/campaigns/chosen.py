"""What conditions of an audience choose from, and what one chose, with words in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.domain.audience import About, Audience
from bot.domain.campaign_desk import AudienceOptions, CampaignTopics, Option
from bot.domain.interests import ALL
from console.staff.campaigns.conditions import EXCLUDE, FIXED, INCLUDE, Question, fields_of, place_title, questions
from console.staff.visit import Visit

Chosen = Mapping[About, Sequence[Option]]
_TITLED = {
    About.LANGUAGE: "campaigns_language_{}",
    About.CHANNEL: "channel_{}",
    About.APPLICATION: "campaigns_application_{}",
}


async def chosen_from(visit: Visit, options: AudienceOptions, topics: CampaignTopics) -> Chosen:
    """The values there are, by kind of condition."""
    found = {about: list(known) for about, known in (await options.options()).items()}
    found |= {about: [Option(value, value) for value in values] for about, values in FIXED.items()}
    found[About.INTEREST] = _interests(visit, topics, found.get(About.INTEREST, ()))
    return {about: [_titled(visit, about, each) for each in known] for about, known in found.items()}


def asked_by(audience: Audience, options: Chosen) -> list[tuple[str, list[Question]]]:
    """The questions an audience answers, by side of the form."""
    fields = fields_of(audience)
    return [(side, [each for each in questions(fields, options, side) if each.asked]) for side in (INCLUDE, EXCLUDE)]


def _interests(visit: Visit, topics: CampaignTopics, chosen: Sequence[Option]) -> list[Option]:
    """All there are. Whoever wants to hear everything hears of each of them."""
    people = {each.value: each.residents for each in chosen}
    every = people.get(ALL, 0)
    known = topics.interests(visit.language)
    return [Option(each.label, each.title, people.get(each.label, 0) + every) for each in known]


def _titled(visit: Visit, about: About, option: Option) -> Option:
    if about is About.NEIGHBOURHOOD:
        return replace(option, title=place_title(option.value))
    key = _TITLED.get(about, "").format(option.value)
    return replace(option, title=visit.text(key)) if key in visit.looks.words else option
