"""Suggestions and requests for information: what it is, the words, a name if wanted; then sent with a number."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.cases import Category, Kind, Visibility
from handlers.case_steps import NAME, hinted, send, story, story_in
from handlers.dialogue.plan import Answers, Dialogue, Option, Said, Step, Talk
from handlers.dialogue.reading import one_of
from handlers.exact import normalised
from handlers.turn import Outcome

_LEAST_WORDS = 2
_KINDS: dict[str, str] = {Kind.SUGGESTION: "step_kind_suggestion", Kind.INFORMATION: "step_kind_information"}


async def _kinds(talk: Talk) -> Sequence[Option]:
    return tuple(Option(kind, talk.voice.text(f"case_kind_{kind}")) for kind in _KINDS)


def _kind_of(value: str) -> Kind:
    return Kind(value) if value in _KINDS else Kind.SUGGESTION


def _kind_shown(value: str, talk: Talk) -> str:
    return talk.voice.text(f"case_kind_{_kind_of(value)}")


def _told(said: Said, talk: Talk) -> Answers:
    """A message long enough to be the suggestion itself tells by its words which of the two it is."""
    what = story_in(said)
    if hinted(said, talk, "hint_information"):
        return {"kind": Kind.INFORMATION} | ({"what": what} if what else {})
    if not what and hinted(said, talk, "hint_suggestion"):
        what = _idea(said, talk)
    return {"kind": Kind.SUGGESTION, "what": what} if what else {}


def _idea(said: Said, talk: Talk) -> str:
    """ "Mau usul dong, loketnya dikasih TV": what stands beside the wish to suggest something."""
    book = talk.ports.book
    wish = book.words("hint_suggestion") | book.words("hint_wish")
    telling = [word for word in normalised(said.words).split() if word not in wish]
    return story_in(said, 1) if len(telling) >= _LEAST_WORDS else ""


async def _send(talk: Talk) -> Outcome:
    return await send(talk, _kind_of(talk.answers["kind"]), Category.GENERAL, Visibility.OPEN)


SUGGESTION = Dialogue(
    "saran",
    steps=(Step("kind", one_of(_KINDS), options=_kinds, show=_kind_shown), story(), NAME),
    finish=_send,
    begun="saran_begun",
    given=_told,
)
