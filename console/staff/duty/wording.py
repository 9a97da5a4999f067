"""Notices in words, the same in the page, in the browser's own notification and on Telegram."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from bot.domain.staff_notices import NoticeKind, StaffNotice
from console.staff.gate import ROOT
from console.staff.words import Words


def notice_line(words: Words, language: str, notice: StaffNotice) -> str:
    """One sentence. A fact that is missing leaves a gap and never a failure: notices are old when words are new."""
    facts: defaultdict[str, str] = defaultdict(str, {name: str(value) for name, value in notice.facts.items()})
    for name, prefix in (("channel", "channel"), ("job", "job")):
        key = f"{prefix}_{facts[name].replace(' ', '_')}"
        if facts[name] and key in words:
            facts[name] = words.say(key, language)
    return words.say(_key(words, notice), language).format_map(facts)


def _key(words: Words, notice: StaffNotice) -> str:
    staged = f"notice_{notice.kind}_{notice.facts.get('stage', '')}"
    return staged if staged in words else f"notice_{notice.kind}"


def telegram_wording(words: Words, origin: str) -> Callable[[Sequence[StaffNotice], str], str]:
    """`origin` is where the console is reached; without it there is no link."""

    def worded(notices: Sequence[StaffNotice], language: str) -> str:
        newest = notices[-1]
        single = len(notices) == 1 or newest.kind is NoticeKind.WAITING
        told = (
            notice_line(words, language, newest)
            if single
            else words.say(f"notice_{newest.kind}_many", language, count=len(notices))
        )
        path = (newest.link if single else "") or f"{ROOT}/notices"
        return f"{told}\n{origin}{path}" if origin else told

    return worded
