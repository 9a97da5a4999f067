"""Where somebody lives, asked for in a dialogue: RT and RW, once more where the number looks like a typing error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handlers.dialogue.plan import SKIPPED, Answers, Option, Problem, Said, Step, Talk
from handlers.dialogue.reading import or_skipped
from handlers.interests import area_of

_DOUBT = "!"
"""Before an answer that is asked for once more."""
_AREA_PROBLEMS = {"?": "area_which", "0": "area_none"}


async def _area_options(talk: Talk) -> Sequence[Option]:
    return (Option(SKIPPED, talk.voice.text("button_no_area")),)


def _read_area(said: Said, talk: Talk) -> str | Problem | None:
    """A number alone is the RW for whoever was just asked for it."""
    found = area_of(f"rw {said.words}" if talk.open.misses and area_of(said.words) == "?" else said.words)
    return Problem(_AREA_PROBLEMS[found]) if found in _AREA_PROBLEMS else _doubted(found, talk)


def _doubted(found: str | None, talk: Talk) -> str | None:
    """Marked where the RT or RW is higher than there is one: it is asked once more."""
    rt, _, rw = found.partition("/") if found and "/" in found else ("", "", found or "")
    office = talk.ports.book.office()
    unlikely = int(rt or 0) > office.highest_rt or int(rw or 0) > office.highest_rw
    return f"{_DOUBT}{found}" if unlikely else found


def _wants_once_more(answers: Answers) -> bool:
    return any(answers.get(step, "").startswith(_DOUBT) for step in ("area", "rw"))


def _read_once_more(said: Said, talk: Talk) -> str | Problem | Answers | None:
    """Whatever is told now holds."""
    found = area_of(said.words)
    if found == "?":
        found = area_of(f"rw {said.words}")
    if found is None or found in _AREA_PROBLEMS:
        return Problem(_AREA_PROBLEMS[found]) if found else None
    return {"area": found, "once_more": "yes"}


def _wants_rw(answers: Answers) -> bool:
    """An RT is told: there is one of that number in every RW."""
    return answers.get("area", "").endswith("/")


def _read_rw(said: Said, talk: Talk) -> str | Problem | Answers | None:
    found = area_of(said.words)
    if found == "?":
        found = area_of(f"rw {said.words}")
    if found is None or found in _AREA_PROBLEMS:
        return Problem(_AREA_PROBLEMS[found]) if found else None
    read = _doubted(found, talk) or ""
    return {"area": read} if "/" in found else read


def _rt(talk: Talk) -> Mapping[str, str]:
    return {"rt": talk.answers.get("area", "").removesuffix("/").removeprefix(_DOUBT)}


def area_told(answers: Answers) -> str:
    """As `SetArea` has it. An RT alone tells no place."""
    if answers.get("once_more") == SKIPPED:
        return ""
    area, rw = (answers.get(step, "").removeprefix(SKIPPED).removeprefix(_DOUBT) for step in ("area", "rw"))
    if not area.endswith("/"):
        return area
    return f"{area}{rw}" if rw else ""


AREA_STEPS = (
    Step("area", or_skipped(_read_area), options=_area_options, leaves=True),
    Step("rw", or_skipped(_read_rw), options=_area_options, values=_rt, when=_wants_rw, leaves=True),
    Step("once_more", or_skipped(_read_once_more), options=_area_options, when=_wants_once_more, leaves=True),
)
"""`area`, `rw` and `once_more`: their answers are for `area_told`."""
