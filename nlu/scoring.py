"""How good a list of rankings is: right, right within three, macro-F1; pure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True)
class Judged:
    """A labelled message and what a model said: (id, confidence), the likeliest first."""

    text: str
    label: str
    also: tuple[str, ...]
    style: str
    ranking: list[tuple[str, float]]

    @property
    def guess(self) -> str:
        return self.ranking[0][0] if self.ranking else ""

    def right_within(self, places: int) -> bool:
        """Whether the label or another acceptable id is among the first so many."""
        return any(name == self.label or name in self.also for name, _ in self.ranking[:places])


def summary(judged: Sequence[Judged]) -> dict[str, Any]:
    return {
        **_rates(judged),
        "macro_f1": macro_f1(judged),
        "by_style": _grouped(judged, lambda each: each.style or "-"),
        "by_family": _grouped(judged, lambda each: "faq" if each.label.startswith("faq/") else "task"),
    }


def macro_f1(judged: Sequence[Judged]) -> float:
    """The mean over the labels in the data; an acceptable other answer counts as the label itself."""
    labels = {each.label for each in judged}
    pairs = [(each.label, each.label if each.right_within(1) else each.guess) for each in judged]
    return sum(_f1(label, pairs) for label in labels) / len(labels) if labels else 0.0


def _f1(label: str, pairs: Sequence[tuple[str, str]]) -> float:
    hits = sum(true == label == guess for true, guess in pairs)
    named = sum((true == label) + (guess == label) for true, guess in pairs)
    return 2 * hits / named if named else 0.0


def _rates(judged: Sequence[Judged]) -> dict[str, Any]:
    count = len(judged)
    return {
        "messages": count,
        "accuracy": sum(each.right_within(1) for each in judged) / count if count else 0.0,
        "within_three": sum(each.right_within(3) for each in judged) / count if count else 0.0,
    }


def _grouped(judged: Sequence[Judged], key: Callable[[Judged], str]) -> dict[str, dict[str, Any]]:
    groups: dict[str, list[Judged]] = defaultdict(list)
    for each in judged:
        groups[key(each)].append(each)
    return {name: _rates(groups[name]) for name in sorted(groups)}


def table(rated: dict[str, Any]) -> str:
    """The summary for a terminal."""
    lines = [f"{'':14}{'messages':>9}{'right':>9}{'in three':>9}", _line("all", rated)]
    for group in ("by_family", "by_style"):
        lines += [_line(f"  {name}", rates) for name, rates in rated[group].items()]
    return "\n".join([*lines, f"macro-F1 {rated['macro_f1']:.3f}"])


def _line(name: str, rates: dict[str, Any]) -> str:
    return f"{name:14}{rates['messages']:>9}{rates['accuracy']:>9.1%}{rates['within_three']:>9.1%}"
