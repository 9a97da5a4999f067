"""Language models before staff: train, compare, put in charge, take back."""

from __future__ import annotations

from bot.domain.staff import Role
from console.staff.models.ground import PATH, Models
from console.staff.models.overview import Overview
from console.staff.models.proof import Proof
from console.staff.visit import Area, Page, Section

LOOK = frozenset({Role.EDITOR, Role.SUPERVISOR, Role.ADMIN})
ACT = frozenset({Role.EDITOR})

__all__ = ["ACT", "LOOK", "Models", "models_area"]


def models_area(models: Models) -> Area:
    """Everybody who may look sees everything; only editors change what answers."""
    overview, proof = Overview(models), Proof(models)
    name = "models"
    acts = {
        "latih": overview.train,
        "batal": overview.cancel,
        "bandingkan": overview.compare,
        "aktifkan": overview.activate,
        "buang": overview.discard,
        "kembalikan": overview.roll_back,
    }
    pages = (
        Page("GET", PATH, overview.show, LOOK, name),
        Page("GET", f"{PATH}/kemajuan", overview.progress, LOOK, name),
        Page("GET", f"{PATH}/{{model}}/pesan", proof.messages, LOOK, name),
        Page("GET", f"{PATH}/{{model}}/jawaban", proof.groups, LOOK, name),
        Page("GET", f"{PATH}/{{model}}/pertanyaan", proof.questions, LOOK, name),
        *(Page("POST", f"{PATH}/{word}", act, ACT, name) for word, act in acts.items()),
    )
    return Area(pages, (Section(name, PATH, "models_nav", LOOK, "m", rare=True),), (overview.probe,))
