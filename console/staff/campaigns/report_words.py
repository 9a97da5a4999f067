"""Reasons, shares and findings of a report in words."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.campaign_report import Asked, Effect, Tally, compared, compared_askers, reason_in_words
from bot.domain.campaigns import Fate
from bot.domain.chance import Finding
from console.staff.problems import explained
from console.staff.visit import Visit


@dataclass(frozen=True, slots=True)
class ReportWords:
    """For the templates and for the files."""

    visit: Visit

    def number(self, value: int) -> str:
        return self.visit.number(value)

    def percent(self, part: int, whole: int) -> str:
        """ "4,2 %"; a stroke of nobody."""
        if not whole:
            return "–"
        told = f"{100 * part / whole:.1f}".removesuffix(".0")
        return f"{told if self.visit.language == 'en' else told.replace('.', ',')}\u00a0%"

    def reason(self, fate: str, stored: str) -> str:
        if fate != Fate.FAILED:
            key = f"campaigns_left_{stored}"
            return self.visit.text(key) if key in self.visit.looks.words else stored
        found = reason_in_words(stored)
        told = self.visit.text(f"letter_why_{found.why}")
        return f"{told} ({found.code})" if found.code is not None else told

    def explained(self, stored: str) -> str:
        """What the channel's own number means, where it gave one."""
        return explained(self.visit, reason_in_words(stored))

    def todo(self, stored: str) -> str:
        """Of an announcement; for what is seldom, the words of dead letters do."""
        why = reason_in_words(stored).why
        own = f"report_todo_{why}"
        return self.visit.text(own if own in self.visit.looks.words else f"letter_todo_{why}")

    def versions(self, one: Tally, other: Tally) -> str:
        """Which version was tapped more, and whether that may be chance."""
        return self.visit.text(f"report_ab_taps_{compared(one, other)}")

    def version_askers(self, effect: Effect) -> str:
        return self.visit.text(f"report_ab_asked_{compared_askers(effect)}")

    def effect(self, effect: Effect) -> str:
        """One honest sentence: what changed for those who got it, beside those who did not."""
        theirs, others = effect.finding("recipients"), effect.finding("others")
        key = _VERDICTS.get((theirs, others)) or _ALONE[theirs]
        return self.visit.text(f"report_effect_{key}")

    def change(self, before: Asked, after: Asked) -> str:
        """Of the questions: "−40 %", or a stroke where there were none before."""
        if not before.questions:
            return "–"
        percent = round(100 * (after.questions - before.questions) / before.questions)
        return f"{'+' if percent > 0 else '−' if percent < 0 else '±'}{abs(percent)}\u00a0%"


_ALONE = {
    Finding.TOO_FEW: "too_few",
    Finding.CHANCE: "chance",
    Finding.FIRST: "fewer",
    Finding.SECOND: "more",
}
_VERDICTS = {
    (Finding.FIRST, Finding.FIRST): "fewer_both",
    (Finding.SECOND, Finding.SECOND): "more_both",
}
