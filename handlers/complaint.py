"""Complaints, requests for information and suggestions: what happened, when, where, who may read it; then a number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from uuid import UUID

from bot.domain.cases import CHECKED_WITHIN, Kind, OpenCase, Visibility, number_for
from bot.domain.masking import mask_text
from bot.domain.messages import Location
from handlers.dialogue.plan import SKIPPED, Answers, Dialogue, Option, Said, Step, Talk
from handlers.dialogue.reading import day_gone, one_of, or_skipped, words
from handlers.turn import Outcome

EXTORTION, INFORMATION = "extortion", "information"
CATEGORIES = (
    "slow", "behaviour", EXTORTION, "wrong_data", "facilities", "system", INFORMATION, "other",
)  # fmt: skip
LEAST_STORY = 15
TELLS_ALREADY = 40
"""Characters from which on the first message is taken for the story itself."""
SUGGESTION = "suggestion"


async def _categories(talk: Talk) -> Sequence[Option]:
    return [Option(each, talk.voice.text(f"button_category_{each}")) for each in CATEGORIES]


def _category(said: Said, talk: Talk) -> str | None:
    """By number, in the order shown."""
    return CATEGORIES[int(said.words) - 1] if said.words in {str(n) for n in range(1, len(CATEGORIES) + 1)} else None


async def _days(talk: Talk) -> Sequence[Option]:
    today = talk.today
    near = [
        Option(today.isoformat(), talk.voice.text("button_today")),
        Option((today - timedelta(days=1)).isoformat(), talk.voice.text("button_yesterday")),
    ]
    return [*near, Option(SKIPPED, talk.voice.text("button_skip"))]


async def _skip(talk: Talk) -> Sequence[Option]:
    return [Option(SKIPPED, talk.voice.text("button_skip"))]


def _place(said: Said, talk: Talk) -> str | None:
    """Words, or a shared place as its label and degrees."""
    if isinstance(said.content, Location):
        point = f"{said.content.latitude:.5f}, {said.content.longitude:.5f}"
        return f"{said.content.label} ({point})" if said.content.label else point
    found = or_skipped(words(least=2, most=200))(said, talk)
    return found if isinstance(found, str) else None


async def _visibilities(talk: Talk) -> Sequence[Option]:
    return [Option(each, talk.voice.text(f"button_visibility_{each}")) for each in Visibility]


def _titled(family: str) -> Callable[[str, Talk], str]:
    """An answer as its button says it."""
    return lambda value, talk: talk.voice.text(f"button_{family}_{value}")


def _shown_day(value: str, _: Talk) -> str:
    return "" if value == SKIPPED else date.fromisoformat(value).strftime("%d-%m-%Y")


def _is_complaint(answers: Answers) -> bool:
    return answers.get("category") != INFORMATION


def _open_choice(answers: Answers) -> bool:
    """Extortion is secret without asking."""
    return _is_complaint(answers) and answers.get("category") != EXTORTION


def _named(answers: Answers) -> bool:
    return answers.get("visibility") == Visibility.OPEN


def _told(said: Said, _: Talk) -> Answers:
    return {"story": mask_text(said.words)} if len(said.words) >= TELLS_ALREADY else {}


async def _complained(talk: Talk) -> Outcome:
    answers = talk.answers
    secret = answers["category"] == EXTORTION
    visibility = Visibility.SECRET if secret else Visibility(answers.get("visibility", Visibility.OPEN))
    kind = Kind.COMPLAINT if _is_complaint(answers) else Kind.INFORMATION
    return _opened(talk, kind, answers["category"], visibility)


async def _suggested(talk: Talk) -> Outcome:
    return _opened(talk, Kind.SUGGESTION, SUGGESTION, Visibility.OPEN)


def _opened(talk: Talk, kind: Kind, category: str, visibility: Visibility) -> Outcome:
    number = number_for(UUID(talk.open.id))
    next_on = talk.ports.book.working_day(talk.today, CHECKED_WITHIN)
    case = OpenCase(
        key=talk.open.id,
        number=number,
        kind=kind,
        category=category,
        story=talk.answers["story"],
        happened_on=_day(talk.answers.get("day", SKIPPED)),
        place=_given(talk.answers, "place"),
        name=_given(talk.answers, "name"),
        visibility=visibility,
        next_on=next_on,
    )
    voice = talk.voice
    key = "case_opened_secret" if visibility is Visibility.SECRET else "case_opened"
    bubbles = voice.say(
        key,
        voice.task("cek_tiket"),
        voice.task("menu"),
        number=number,
        date=voice.book.written_day(next_on, voice.language),
    )
    return Outcome(bubbles, talk.state, effects=(case,))


def _given(answers: Answers, step: str) -> str:
    value = answers.get(step, SKIPPED)
    return "" if value == SKIPPED else value


def _day(value: str) -> date | None:
    return None if value == SKIPPED else date.fromisoformat(value)


STORY = Step("story", words(LEAST_STORY), free=True)
NAME = Step("name", or_skipped(words(least=2, most=60)), options=_skip, when=_named, free=True)

COMPLAINT = Dialogue(
    "keluhan",
    (
        Step("category", _category, options=_categories, show=_titled("category")),
        STORY,
        Step("day", or_skipped(day_gone), options=_days, when=_is_complaint, show=_shown_day),
        Step("place", _place, options=_skip, when=_is_complaint, free=True),
        Step(
            "visibility",
            one_of({"open": "step_open", "anonymous": "step_anonymous", "secret": "step_secret"}),
            options=_visibilities,
            when=_open_choice,
            show=_titled("visibility"),
        ),
        NAME,
    ),
    _complained,
    given=_told,
)
SUGGEST = Dialogue("saran", (STORY,), _suggested, given=_told)
