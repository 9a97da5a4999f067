"""How far a training is, told to whoever started it: one JSON line a step in the file `NLU_PROGRESS` names, if any."""

from __future__ import annotations

import json
import os
from pathlib import Path

VARIABLE = "NLU_PROGRESS"


def tell(phase: str, share: float = 0.0) -> None:
    """`phase` is data, surface, encoder or head; `share` (0 to 1) is how much of it is done."""
    if file := os.environ.get(VARIABLE):
        with Path(file).open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({"phase": phase, "share": round(share, 3)}) + "\n")


def last_told(file: Path) -> tuple[str, float] | None:
    """Phase and share of the last whole line; None where nothing was told yet."""
    if not file.exists():
        return None
    whole = file.read_text(encoding="utf-8").rpartition("\n")[0]
    if not whole:
        return None
    told = json.loads(whole.rpartition("\n")[2])
    return str(told["phase"]), float(told["share"])
