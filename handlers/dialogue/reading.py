"""Readers for common answers: any words, one of the options, yes or no, a date, a neighbourhood."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from bot.domain.entities import neighbourhood
from bot.domain.masking import mask_text
from bot.domain.when import MONTHS, birth_date, when
from handlers.dialogue.plan import QUESTION_LENGTH, SKIPPED, Answers, Option, Problem, Read, Said, Talk
from handlers.exact import is_question, normalised, says_something

_BEFORE_A_NAME = re.compile(
    r"^\s*(?:atas nama|a\.?n\.?|nama(?:nya)?(?: saya| aku| gue| gw)?|my name is)\s*:?\s+", re.IGNORECASE
)
_MOST_OTHER_WORDS = 2
"""Beside a date of birth: "lahir tanggal"."""
MOST_WORDS_OF_A_DATE = 60
"""Characters: a longer text tells more than a date, so it is no mere answer."""


def words(least: int = 1, most: int = 1500) -> Read:
    """Any words of a length, identity numbers masked."""

    def read(said: Said, _: Talk) -> str | Problem | None:
        text = mask_text(said.words)
        if not says_something(text):
            return None
        if len(text) < least:
            return Problem("dialogue_too_short")
        return text if len(text) <= most else Problem("dialogue_too_long", {"most": f"{most:,}".replace(",", ".")})

    return read


def one_of(meanings: Mapping[str, str]) -> Read:
    """A value by the words of words.yml that mean it: `{"yes": "setuju"}`. Numbers pick it too, in the order given."""

    def read(said: Said, talk: Talk) -> str | Problem | None:
        text = normalised(said.words)
        for number, (value, key) in enumerate(meanings.items(), 1):
            if text == str(number) or text in talk.ports.book.words(key):
                return value
        return None

    return read


def yes_or_no(said: Said, talk: Talk) -> str | Problem | Answers | None:
    return one_of({"yes": "setuju", "no": "tolak"})(said, talk)


def or_skipped(read: Read) -> Read:
    """The same for a step that may be left out: "lewati", "tidak ada"."""

    def skipping(said: Said, talk: Talk) -> str | Problem | Answers | None:
        text = normalised(said.words)
        if text in talk.ports.book.words("step_skip") or text in talk.ports.book.words("tolak"):
            return SKIPPED
        return read(said, talk)

    return skipping


def born_on(said: Said, talk: Talk) -> str | Problem | None:
    """A date of birth as `2001-12-31`."""
    if len(said.words) > MOST_WORDS_OF_A_DATE or not any(map(str.isdigit, said.words)):
        return None
    found = birth_date(said.words, talk.today)
    if found is None and _other_words(said.words) > _MOST_OTHER_WORDS:
        return None  # "sudah 3 hari belum ada kabar" has a digit and is no date
    return found.isoformat() if found else Problem("dialogue_birth_date")


def _other_words(text: str) -> int:
    """Those that no date has: neither numbers nor months."""
    return sum(word not in MONTHS and not any(map(str.isdigit, word)) for word in normalised(text).split())


def date_of(value: str) -> date | None:
    """The date an answer holds; None for words, and for what another version of ours kept."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def asks(said: Said, talk: Talk) -> bool:
    """Whether the words are a question, also without its mark."""
    return is_question(said.words, talk.ports.book)


def asks_briefly(said: Said, talk: Talk) -> bool:
    """For steps answered in a few words: a question there needs no mark."""
    return len(said.words) <= QUESTION_LENGTH and asks(said, talk)


def name_of(said: Said, talk: Talk) -> str | Problem | None:
    """A person's name, without "nama saya" before it; a question is none."""
    if asks(said, talk):
        return None
    bare = Said(said.content, _BEFORE_A_NAME.sub("", said.words))
    told = words(2, 80)(bare, talk)
    return told if isinstance(told, str | Problem) else None


def day_gone(said: Said, talk: Talk) -> str | Problem | None:
    """A day up to today as `2026-12-31`: "kemarin", "Senin lalu", "12 Nov"."""
    if len(said.words) > MOST_WORDS_OF_A_DATE:
        return None
    found = when(said.words, talk.today).day
    if found is None:
        return None
    # "12 Nov" without a year is the last one, not the next; "besok" is what it says.
    if found > talk.today and str(found.year) not in said.words and _names_a_month(said.words):
        found = _a_year_before(found)
    return found.isoformat() if found <= talk.today else Problem("dialogue_day_to_come")


def rt_rw(said: Said, _: Talk) -> str | Problem | None:
    """As `RT 05/RW 03`; either alone will do."""
    found = neighbourhood(said.words)
    parts = [f"{name} {number:02}" for name, number in (("RT", found.rt), ("RW", found.rw)) if number is not None]
    return "/".join(parts) or None


def titled(options: Sequence[Option]) -> dict[str, str]:
    return {option.value: option.title for option in options}


def _names_a_month(text: str) -> bool:
    return any(word in MONTHS for word in normalised(text).split())


def _a_year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)
