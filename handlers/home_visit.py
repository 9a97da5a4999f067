"""A visit at home: for whom it is, before anything is noted; then how the family asks for it."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.case_steps import hinted
from handlers.dialogue.plan import Answers, Dialogue, Option, Said, Step, Talk
from handlers.exact import normalised
from handlers.not_yet import NOT_BUILT
from handlers.turn import Outcome

_WHO = ("ill", "old", "disabled")
_NONE = "none"


async def _options(talk: Talk) -> Sequence[Option]:
    return tuple(Option(who, talk.voice.text(f"button_visit_{who}")) for who in (*_WHO, _NONE))


def _who(said: Said, talk: Talk) -> str | None:
    text = normalised(said.words)
    for number, who in enumerate((*_WHO, _NONE), 1):
        if text in {str(number), normalised(talk.voice.text(f"button_visit_{who}"))}:
            return who
    if text in talk.ports.book.words("tolak"):
        return _NONE
    return _hinted(said, talk)


def _hinted(said: Said, talk: Talk) -> str | None:
    return next((who for who in _WHO if hinted(said, talk, f"hint_visit_{who}")), None)


def _given(said: Said, talk: Talk) -> Answers:
    who = _hinted(said, talk)
    return {"who": who} if who else {}


async def _told(talk: Talk) -> Outcome:
    voice = talk.voice
    if talk.answers["who"] == _NONE:
        near = voice.written("layanan_keliling", "ktp_diwakilkan")
        return Outcome(voice.say("visit_not_for", *near, voice.task("minta_petugas"), voice.task("menu")), talk.state)
    near = voice.written("layanan_disabilitas_lansia")
    said = voice.say("minta_kunjungan", *near, voice.task("minta_petugas"), voice.task("menu"))
    return Outcome(said, talk.state, noted=NOT_BUILT, asked=voice.task("minta_kunjungan").title)


HOME_VISIT = Dialogue(
    "minta_kunjungan",
    steps=(Step("who", _who, options=_options),),
    finish=_told,
    confirm=False,
    given=_given,
)
