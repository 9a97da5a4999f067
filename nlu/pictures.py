"""Draws a summary of nlu.scoring: the reliability curve and the topics that are confused."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np

mpl.use("Agg")

from matplotlib import pyplot as plt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlu.scoring import Judged

_INK, _GREY, _ACCENT = "#1d2b36", "#9aa5ad", "#0b7a6f"


def draw(judged: Sequence[Judged], summary: dict[str, Any], folder: Path) -> None:
    """`nlu-reliability.png` and `nlu-confusion.png`."""
    folder.mkdir(parents=True, exist_ok=True)
    _reliability(summary, folder / "nlu-reliability.png")
    _confusion(judged, folder / "nlu-confusion.png")


def _reliability(summary: dict[str, Any], file: Path) -> None:
    figure, axes = plt.subplots(figsize=(6, 5), layout="constrained")
    points = summary["reliability"]
    sure, right = [each["confidence"] for each in points], [each["right"] for each in points]
    axes.plot([0, 1], [0, 1], color=_GREY, linestyle="--", label="as sure as it is right")
    axes.plot(sure, right, color=_ACCENT, marker="o", label="measured")
    for each in points:
        place = (each["confidence"], each["right"])
        axes.annotate(str(each["messages"]), place, textcoords="offset points", xytext=(6, -12), color=_INK)
    axes.set(xlim=(0, 1), ylim=(0, 1.02), xlabel="confidence", ylabel="share right")
    axes.set_title("How far the confidence can be trusted (messages per tenth)", fontsize=10)
    axes.legend(loc="upper left", frameon=False)
    figure.savefig(file, dpi=120, metadata={"Software": None})
    plt.close(figure)


def _confusion(judged: Sequence[Judged], file: Path) -> None:
    """Only what goes wrong: the diagonal of ninety topics would hide it."""
    wrong = [(each.label, each.guess) for each in judged if not each.right_within(1)]
    rows = sorted({label for label, _ in wrong})
    columns = sorted({guess for _, guess in wrong})
    counts = np.zeros((len(rows), len(columns)))
    for label, guess in wrong:
        counts[rows.index(label), columns.index(guess)] += 1
    size = (3 + 0.24 * len(columns), 2.5 + 0.2 * len(rows))
    figure, axes = plt.subplots(figsize=size, layout="constrained")
    axes.imshow(np.where(counts, counts, np.nan), cmap="BuGn", vmin=0, vmax=max(3.0, counts.max(initial=1)))
    axes.set_xticks(range(len(columns)), columns, rotation=90, fontsize=7)
    axes.set_yticks(range(len(rows)), rows, fontsize=7)
    axes.grid(visible=True, color="#eef1f3", linewidth=0.5)
    axes.set_axisbelow(True)
    axes.set(xlabel="understood as", ylabel="meant")
    axes.set_title(f"The {len(wrong)} of {len(judged)} messages that were misunderstood", fontsize=10)
    figure.savefig(file, dpi=110, metadata={"Software": None})
    plt.close(figure)
