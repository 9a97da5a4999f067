"""Complaints: what about, what happened, when, where, photos, name, who may read it; then sent with a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.domain.cases import Category, Kind, Visibility
from bot.domain.masking import mask_text
from bot.domain.messages import MAX_TEXT, Location
from bot.domain.when import without_moment
from handlers.case_steps import (
    FILES,
    LEAST_STORY,
    NAME,
    hinted,
    send,
    shortened,
    skip,
    skip_option,
    story,
    story_in,
)  # fmt: skip
from handlers.dialogue.plan import SKIPPED, Answers, Dialogue, Option, Problem, Said, Step, Talk, marked
from handlers.dialogue.reading import (
    MOST_WORDS_OF_A_DATE,
    asks,
    asks_briefly,
    date_of,
    day_gone,
    one_of,
    or_skipped,
    words,
)  # fmt: skip
from handlers.dialogue.walk import STALE
from handlers.exact import has_run, normalised
from handlers.extortion import complains_of_extortion
from handlers.turn import Outcome

STORY = story()
CATEGORIES = tuple(category for category in Category if category is not Category.GENERAL)
_LEAST_WITH_HINT = 25
"""Characters: with words that tell what it is about, less is a story already."""
_LEAST_WHEN_ASKED = 20
_LEAST_WORDS = 3
"""Besides the wish to complain: what tells as much is the beginning of a story."""
_MORE = "more"
_MOST_WHEN, _MOST_WHERE = 120, 300
_LEAST_OF_A_STORY = 3
"""Words of what goes on with it."""


async def _categories(talk: Talk) -> Sequence[Option]:
    return tuple(Option(category, talk.voice.text(f"button_about_{category}")) for category in CATEGORIES)


def _hinted_category(said: Said, talk: Talk) -> Category | None:
    """Extortion wins over all others: it must not be read by everybody."""
    if complains_of_extortion(said.words, talk.ports.book):
        return Category.EXTORTION
    found = [category for category in CATEGORIES if hinted(said, talk, f"hint_about_{category}")]
    return found[0] if len(found) == 1 else None


def _given(said: Said, talk: Talk) -> Answers:
    """What the message that starts it tells; else what the resident was angry about just before."""
    told, before = _told(said, talk), talk.state.grievance
    if "what" in told or before is None or talk.turn.now - before.told_at > STALE:
        return told
    category = _hinted_category(Said(said.content, before.words), talk)
    known: dict[str, str] = {"category": category} if category else {}
    return {**known, "what": before.words, **told}


def _told(said: Said, talk: Talk) -> Answers:
    """The category and the story, as far as the message tells them."""
    category = _hinted_category(said, talk)
    what = story_in(said, _LEAST_WITH_HINT if category else LEAST_STORY) or _beginning(said, talk)
    found = {"category": category or "", "what": what}
    return {step: value for step, value in found.items() if value}


def _beginning(said: Said, talk: Talk) -> str:
    """ "Mau komplain, dipersulit terus di loket" begins a story, "saya mau lapor soal pelayanan" does not."""
    book = talk.ports.book
    wish = book.words("hint_report") | book.words("hint_wish")
    telling = [word for word in normalised(said.words).split() if word not in wish]
    return "" if len(telling) < _LEAST_WORDS or asks(said, talk) else mask_text(said.words)


def _is_short(answers: Answers) -> bool:
    """Told before it was asked for, and not much: asked once for more."""
    return _MORE not in answers and 0 < len(answers.get("what", "")) < LEAST_STORY


def _more(said: Said, talk: Talk) -> str | Problem | Answers | None:
    text, book = normalised(said.words), talk.ports.book
    if any(text in book.words(enough) for enough in ("step_done", "step_skip", "tolak")):
        return SKIPPED
    if text in book.words("setuju") | book.words("step_more"):
        return Problem("keluhan_tell_more")
    told = words(2, MAX_TEXT)(said, talk)
    if not isinstance(told, str):
        return told if isinstance(told, Problem) else None
    category = {} if "category" in talk.answers else _told(said, talk)
    return {**category, "what": _joined(talk, told), _MORE: SKIPPED}


def _joined(talk: Talk, told: str) -> str:
    """Many tell it in several messages: nothing of it is lost."""
    before = talk.answers.get("what", "")
    return f"{before}\n{told}"[:MAX_TEXT] if before else told


async def _enough(talk: Talk) -> Sequence[Option]:
    return (Option(SKIPPED, talk.voice.text("button_enough")),)


def _so_far(talk: Talk) -> dict[str, str]:
    return {"story": shortened(talk.answers.get("what", ""), talk)}


def _what(said: Said, talk: Talk) -> str | Problem | Answers | None:
    told = STORY.read(said, talk)
    return {"what": told, _MORE: SKIPPED} if isinstance(told, str) else told


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
    if "what" in told:
        told |= {"what": _joined(talk, told["what"]), _MORE: SKIPPED}
    return told or None


def _opening(talk: Talk) -> dict[str, str]:
    """Who has told what happened hears that it is kept."""
    return {"opening": talk.voice.text("keluhan_kept" if "what" in talk.answers else "keluhan_opening")}


def _category_shown(value: str, talk: Talk) -> str:
    return talk.voice.text(f"button_about_{_category_of(value)}")


def _category_of(value: str) -> Category:
    """A version of ours may have known others."""
    return Category(value) if value in CATEGORIES else Category.OTHER


def _when(said: Said, talk: Talk) -> str | Problem | Answers | None:
    """A day, or words such as "tiap Senin sejak bulan lalu"; "di loket kemarin" tells the place as well."""
    day = None if hinted(said, talk, "hint_again") else day_gone(said, talk)
    if not day and _goes_on(said, talk):
        return {"what": f"{talk.answers['what']}\n{mask_text(said.words)}"[:MAX_TEXT]}
    told = day or words(2, _MOST_WHEN)(said, talk)
    place = _place_in(said, talk)
    if not isinstance(told, str) or not place or "where" in talk.answers:
        return told
    return {"where": place} | ({"when": told} if place != said.words else {})


def _goes_on(said: Said, talk: Talk) -> bool:
    """ "Dia bentak-bentak saya": several words without any of time or place are more of the story."""
    told = normalised(said.words).split()
    return (
        bool(talk.answers.get("what"))
        and len(told) >= _LEAST_OF_A_STORY
        and not any(map(str.isdigit, said.words))
        and not set(told) & talk.ports.book.words("hint_time")
        and not _place_in(said, talk)
    )


def _place_in(said: Said, talk: Talk) -> str:
    left = without_moment(said.words) if len(said.words) <= MOST_WORDS_OF_A_DATE else ""
    return mask_text(left) if has_run(left, talk.ports.book.words("hint_place")) else ""


def _asks_no_day(said: Said, talk: Talk) -> bool:
    return marked(said, talk) or (asks_briefly(said, talk) and not isinstance(day_gone(said, talk), str))


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
    sent = await send(talk, Kind.COMPLAINT, category, _visibility_of(visible))
    return replace(sent, state=replace(sent.state, grievance=None))


COMPLAINT = Dialogue(
    "keluhan",
    steps=(
        Step(_MORE, _more, options=_enough, when=_is_short, values=_so_far, free=True),
        Step("category", _category, options=_categories, show=_category_shown, values=_opening),
        replace(STORY, read=_what),
        Step("when", or_skipped(_when), options=_days, show=_day_shown, free=True, asks=_asks_no_day),
        Step("where", or_skipped(_where), options=skip, free=True, asks=asks_briefly),
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
    given=_given,
)
