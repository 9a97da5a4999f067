"""The applications the stand-in knows: invented people, real-looking ways; and how one goes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

from simulator.service.counter import OFFICE

DOCUMENTS = frozenset(
    {
        "ktp",
        "kk",
        "kia",
        "akta_lahir",
        "akta_kematian",
        "akta_perkawinan",
        "akta_perceraian",
        "surat_pindah",
        "surat_domisili",
        "ikd",
    }
)
_WAY = ("received", "checking", "printing", "ready", "collected")
_BRING = ["KTP lama, kalau ada", "Kartu Keluarga"]


@dataclass(slots=True)
class Application:
    """One application; `born` is what the person who asks must know."""

    registration: str
    born: date
    document: str
    history: list[tuple[str, datetime]]
    note: str = ""
    version: int = field(default=1)

    @property
    def stage(self) -> str:
        return self.history[-1][0]

    def body(self) -> dict[str, Any]:
        """As the contract has it."""
        ready = self.stage == "ready"
        return {
            "registration": self.registration,
            "document": self.document,
            "stage": self.stage,
            "version": self.version,
            "history": [{"stage": stage, "at": at.isoformat()} for stage, at in self.history],
            "office": OFFICE if ready else "",
            "collect_from": self.history[-1][1].date().isoformat() if ready else None,
            "bring": _BRING if ready else [],
            "note": self.note,
        }

    def go_on(self, stage: str = "", note: str = "") -> bool:
        """To a stage, or to the next of the usual way; False at its end."""
        following = dict(pairwise(_WAY)) | {"booked": "received"}
        stage = stage or following.get(self.stage, "")
        if not stage:
            return False
        self.history.append((stage, datetime.now(UTC)))
        self.note = note
        self.version += 1
        return True


def seeded() -> Iterator[Application]:
    """A few, of every stage; the numbers are those of bot/domain/registration.py (check digit after Damm)."""
    began = datetime.now(UTC) - timedelta(days=6)
    rows = (
        ("261102-0137-8", date(1985, 8, 17), "ktp", "printing", ""),
        ("261103-0009-9", date(1990, 1, 5), "kk", "ready", ""),
        ("261104-0210-5", date(1978, 12, 31), "ktp", "checking", ""),
        ("261105-0044-5", date(2001, 5, 20), "akta_lahir", "incomplete", "Surat lahir dari bidan belum ada."),
        ("261106-0301-9", date(1966, 3, 8), "ktp", "rejected", "Data ganda. Datang ke loket membawa KTP dan KK."),
        ("261107-0088-5", date(2009, 11, 2), "kia", "collected", ""),
    )
    for registration, born, document, stage, note in rows:
        usual = _WAY[: _WAY.index(stage) + 1] if stage in _WAY else ("received", "checking", stage)
        history = [(each, began + timedelta(days=day)) for day, each in enumerate(usual)]
        yield Application(registration, born, document, history, note, len(history))
