"""Tasks the chat cannot do yet: an honest sentence, where to do it now, and a note for staff where that helps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.ports import Ports
from handlers.exact import words_of
from handlers.menu import settled
from handlers.turn import Handler, Outcome, Turn
from handlers.voice import voice_of

NOT_BUILT = "not_built"


@dataclass(frozen=True, slots=True)
class Gap:
    """`noted` puts the message before staff; `near` are topics that help meanwhile."""

    noted: bool = False
    near: tuple[str, ...] = ()


GAPS: Mapping[str, Gap] = {
    "isi_survei": Gap(),
    "daftar_kegiatan": Gap(),
    "ikut_polling": Gap(),
    "daftar_uji_coba": Gap(),
}
"""Each has a phrase of the same name."""


def not_yet(task: str, gap: Gap) -> Handler:
    async def told(turn: Turn, ports: Ports) -> Outcome:
        voice = voice_of(turn, ports)
        choices = (*voice.written(*gap.near), voice.task("minta_petugas"), voice.task("menu"))
        return Outcome(
            voice.say(task, *choices),
            settled(turn.state),
            answered=f"task/{task}",
            noted=NOT_BUILT if gap.noted else "",
            asked=words_of(turn.inbound) or voice.task(task).title,
        )

    return told
