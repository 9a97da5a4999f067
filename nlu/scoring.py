"""How good a list of rankings is: right, right within three, macro-F1, out of topic, calibration, confusions; pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

OFF_TOPIC = ("task/di_luar_topik", "di_luar_topik")
BINS = 10
"""Of the reliability curve."""
_CONFUSED = 20


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
        "by_topic": _grouped(judged, lambda each: each.label),
        "out_of_topic": out_of_topic(judged),
        "reliability": reliability(judged),
        "confused": confused(judged),
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


def out_of_topic(judged: Sequence[Judged]) -> dict[str, Any]:
    """`recall`: share of messages that are none of ours and are seen to be; `false_alarms`: of those that are ours."""
    foreign = [each for each in judged if each.label in OFF_TOPIC]
    ours = [each for each in judged if not {each.label, *each.also} & set(OFF_TOPIC)]
    return {
        "messages": len(foreign),
        "recall": _share(each.right_within(1) for each in foreign),
        "false_alarms": _share(each.guess in OFF_TOPIC for each in ours),
    }


def reliability(judged: Sequence[Judged]) -> list[dict[str, float]]:
    """For each tenth of confidence: how many, the mean confidence, and the share that was right."""
    bins: dict[int, list[Judged]] = defaultdict(list)
    for each in judged:
        if each.ranking:
            bins[min(BINS - 1, int(each.ranking[0][1] * BINS))].append(each)
    return [
        {
            "messages": len(bins[place]),
            "confidence": sum(each.ranking[0][1] for each in bins[place]) / len(bins[place]),
            "right": _share(each.right_within(1) for each in bins[place]),
        }
        for place in sorted(bins)
    ]


def confused(judged: Sequence[Judged]) -> list[dict[str, Any]]:
    """The pairs mixed up most often."""
    pairs = Counter((each.label, each.guess) for each in judged if not each.right_within(1))
    return [
        {"label": label, "guess": guess, "messages": count} for (label, guess), count in pairs.most_common(_CONFUSED)
    ]


def _rates(judged: Sequence[Judged]) -> dict[str, Any]:
    return {
        "messages": len(judged),
        "accuracy": _share(each.right_within(1) for each in judged),
        "within_three": _share(each.right_within(3) for each in judged),
    }


def _share(facts: Any) -> float:
    found = list(facts)
    return sum(found) / len(found) if found else 0.0


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
    foreign = rated["out_of_topic"]
    recognised = f"{foreign['recall']:.1%} of {foreign['messages']} recognised"
    sure = [f"{each['confidence']:.2f}→{each['right']:.2f} ({each['messages']})" for each in rated["reliability"]]
    mixed = [f"{each['label']} → {each['guess']} ({each['messages']})" for each in rated["confused"][:8]]
    lines += [
        f"macro-F1 {rated['macro_f1']:.3f}",
        f"out of topic: {recognised}, {foreign['false_alarms']:.1%} of the others taken for it",
        f"confidence → right: {', '.join(sure)}",
        f"confused: {', '.join(mixed)}",
    ]
    return "\n".join(lines)


def _line(name: str, rates: dict[str, Any]) -> str:
    return f"{name:14}{rates['messages']:>9}{rates['accuracy']:>9.1%}{rates['within_three']:>9.1%}"
