"""Complaints: what about, what happened, when, where, photos, name, who may read it; then sent with a number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from bot.domain.cases import Category, Kind, Visibility
from bot.domain.masking import mask_text
from bot.domain.messages import MAX_TEXT, Location
from handlers.case_steps import FILES, LEAST_STORY, NAME, hinted, send, skip, skip_option, story, story_in
from handlers.dialogue.plan import SKIPPED, Answers, Dialogue, Option, Problem, Said, Step, Talk
from handlers.dialogue.reading import asks, date_of, day_gone, one_of, or_skipped, words
from handlers.exact import normalised
from handlers.turn import Outcome

CATEGORIES = tuple(category for category in Category if category is not Category.GENERAL)
_LEAST_WITH_HINT = 25
"""Characters: with words that tell what it is about, less is a story already."""
_LEAST_WHEN_ASKED = 20
_SUM = r"\brp\.?\s*\d|\b\d[\d.,]*\s*(?:rb|ribu|k|juta|jt)\b|\b(?:seratus|ratus|puluh) ribu\b|\b\d{2,3}\.?000\b"
_MONEY_ASKED_FOR = re.compile(
    rf"\b(?:minta|mintain|dimint\w+|palak|dipalak|nagih|ditagih|bayar|setor|kasih|ngasih)\b[^.?!]{{0,25}}?(?:{_SUM})",
    re.IGNORECASE,
)
"""Money in figures: "minta 50 ribu", "bayar 500rb ke pak RT"."""
_MOST_WHEN, _MOST_WHERE = 120, 300


async def _categories(talk: Talk) -> Sequence[Option]:
    return tuple(Option(category, talk.voice.text(f"button_about_{category}")) for category in CATEGORIES)


def _hinted_category(said: Said, talk: Talk) -> Category | None:
    """Extortion wins over all others: it must not be read by everybody."""
    found = [category for category in CATEGORIES if hinted(said, talk, f"hint_about_{category}")]
    if Category.EXTORTION in found or _MONEY_ASKED_FOR.search(said.words):
        return Category.EXTORTION
    return found[0] if len(found) == 1 else None


def _told(said: Said, talk: Talk) -> Answers:
    """The category and the story, as far as the message tells them."""
    category = _hinted_category(said, talk)
    what = story_in(said, _LEAST_WITH_HINT if category else LEAST_STORY)
    found = {"category": category or "", "what": what}
    return {step: value for step, value in found.items() if value}


def _category(said: Said, talk: Talk) -> str | Answers | None:
    text = normalised(said.words)
    for number, category in enumerate(CATEGORIES, 1):
        if text in {str(number), normalised(talk.voice.text(f"button_about_{category}"))}:
            return category
    if isinstance(said.content, Location):
        return {"where": _place(said.content)}
    if asks(said, talk) and not story_in(said):
        return None
    told = dict(_told(said, talk))
    if "what" not in told and len(said.words) >= _LEAST_WHEN_ASKED:  # asked for, it may be short
        told["what"] = mask_text(said.words)
    before = talk.answers.get("what", "")
    if before and "what" in told:  # many tell it in several messages: nothing of it is lost
        told["what"] = f"{before}\n{told['what']}"[:MAX_TEXT]
    return told or None


def _opening(talk: Talk) -> dict[str, str]:
    """Who has told what happened hears that it is kept."""
    return {"opening": talk.voice.text("keluhan_kept" if "what" in talk.answers else "keluhan_opening")}


def _category_shown(value: str, talk: Talk) -> str:
    return talk.voice.text(f"button_about_{_category_of(value)}")


def _category_of(value: str) -> Category:
    """A version of ours may have known others."""
    return Category(value) if value in CATEGORIES else Category.OTHER


def _when(said: Said, talk: Talk) -> str | Problem | None:
    """A day, or words such as "tiap Senin sejak bulan lalu"."""
    day = day_gone(said, talk)
    told = words(2, _MOST_WHEN)(said, talk)
    return day or (told if isinstance(told, str | Problem) else None)


async def _days(talk: Talk) -> Sequence[Option]:
    today, yesterday = talk.today.isoformat(), (talk.today - timedelta(days=1)).isoformat()
    return (
        Option(today, talk.voice.text("button_today")),
        Option(yesterday, talk.voice.text("button_yesterday")),
        skip_option(talk),
    )


def _day_shown(value: str, talk: Talk) -> str:
    day = date_of(value)
    return talk.ports.book.date(day, talk.state.language) if day else "" if value == SKIPPED else value


def _where(said: Said, talk: Talk) -> str | Problem | None:
    """A shared place as its degrees, with its name where it has one."""
    if isinstance(said.content, Location):
        return _place(said.content)
    told = words(2, _MOST_WHERE)(said, talk)
    return told if isinstance(told, str | Problem) else None


def _place(shared: Location) -> str:
    return f"{shared.latitude:.5f}, {shared.longitude:.5f} {shared.label}".strip()


_VISIBLE: dict[str, str] = {visibility: f"step_visible_{visibility}" for visibility in Visibility}
_SECRET_FIRST = (Visibility.SECRET, Visibility.ANONYMOUS, Visibility.OPEN)


async def _visibilities(talk: Talk) -> Sequence[Option]:
    return _choices(talk, tuple(Visibility))


async def _secret_first(talk: Talk) -> Sequence[Option]:
    return _choices(talk, _SECRET_FIRST)


def _choices(talk: Talk, order: Sequence[Visibility]) -> Sequence[Option]:
    return tuple(Option(each, talk.voice.text(f"button_visible_{each}")) for each in order)


def _secret_unless_said(said: Said, talk: Talk) -> str | Problem | Answers | None:
    """ "Ya" and "lewati" leave it secret."""
    chosen = one_of({each: _VISIBLE[each] for each in _SECRET_FIRST})(said, talk)
    text, book = normalised(said.words), talk.ports.book
    agreed = text in book.words("setuju") or text in book.words("step_skip")
    return chosen or (Visibility.SECRET if agreed else None)


def _visible_shown(value: str, talk: Talk) -> str:
    return talk.voice.text(f"button_visible_{_visibility_of(value)}")


def _visibility_of(value: str) -> Visibility:
    """What cannot be read any more is kept from everybody rather than shown to all."""
    return Visibility(value) if value in _VISIBLE else Visibility.SECRET


def _is_extortion(answers: Answers) -> bool:
    return answers.get("category") == Category.EXTORTION


async def _send(talk: Talk) -> Outcome:
    category = _category_of(talk.answers["category"])
    visible = talk.answers["secrecy" if category is Category.EXTORTION else "visibility"]
    return await send(talk, Kind.COMPLAINT, category, _visibility_of(visible))


COMPLAINT = Dialogue(
    "keluhan",
    steps=(
        Step("category", _category, options=_categories, show=_category_shown, values=_opening),
        story(),
        Step("when", or_skipped(_when), options=_days, show=_day_shown, free=True),
        Step("where", or_skipped(_where), options=skip, free=True),
        FILES,
        NAME,
        Step(
            "visibility",
            one_of(_VISIBLE),
            options=_visibilities,
            show=_visible_shown,
            when=lambda answers: not _is_extortion(answers),
        ),
        Step("secrecy", _secret_unless_said, options=_secret_first, show=_visible_shown, when=_is_extortion),
    ),
    finish=_send,
    begun="keluhan_begun",
    given=_told,
)
