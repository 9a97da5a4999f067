"""A thread as its page shows it: entries with their words, times, ticks and what was understood."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.domain.composing import AnswerShelf
from bot.domain.thread import Asked, Delivery, Entry, Side
from bot.domain.thread_watch import WaitingAnswer
from console.staff.moments import WIB
from console.staff.visit import Visit

_OURS = frozenset({"sent", "knock", "announcement"})
_WITH_WORDS = frozenset({"text", "sent", "notice", "announcement"})
_OURSELVES = "program:"
_TICKS = {
    Delivery.QUEUED: "◷",
    Delivery.HELD: "⏸",
    Delivery.SENT: "✓",
    Delivery.DELIVERED: "✓✓",
    Delivery.READ: "✓✓",
    Delivery.FAILED: "⚠",
}


@dataclass(frozen=True, slots=True)
class Bubble:
    """One line of the thread. `day` stands above it where a new day begins; `what` names a message without words;
    `topic` is what was understood, sure to `percent`; `voiced`: it can be heard; `again`: it can be sent again."""

    id: str
    side: str
    at: str
    exact: str
    moment: str
    channel: str
    words: str
    what: str = ""
    day: str = ""
    officer: str = ""
    tick: str = ""
    delivery: str = ""
    trouble: str = ""
    topic: str = ""
    percent: int = 0
    band: str = ""
    helpful: str = ""
    file: str = ""
    campaign: str = ""
    event: int = 0
    voiced: bool = False
    again: bool = False


def is_ours(entry: Entry) -> bool:
    """Whether it lies in the outbox; both boxes count their rows apart."""
    return entry.kind in _OURS


def spoken(entry: Entry) -> str:
    """An officer's answer without the line above it that names them to the resident: the page names them itself."""
    if not entry.officer:
        return entry.words
    head = rf"\A\*?\w+ {re.escape(entry.officer)}\*?(?:\n+|\Z)"
    return re.sub(head, "", entry.words)


class Bubbles:
    """Makes them in the language of the visit."""

    def __init__(self, visit: Visit, shelf: AnswerShelf) -> None:
        self._visit = visit
        self._shelf = shelf

    async def of(self, entries: Sequence[Entry], voiced: Collection[int], before: date | None = None) -> list[Bubble]:
        """With a divider before the first of each day; `before` is the day that was shown last."""
        made = []
        for entry in entries:
            day = entry.at.astimezone(WIB).date()
            bubble = await self._bubble(entry, voiced)
            made.append(replace(bubble, day=self._day(day)) if day != before else bubble)
            before = day
        return made

    async def _bubble(self, entry: Entry, voiced: Collection[int]) -> Bubble:
        visit, ours = self._visit, is_ours(entry)
        bubble = Bubble(
            id=f"{'o' if ours else 'i'}{entry.event}",
            side="notice" if entry.kind == "notice" else entry.side.value,
            at=visit.when.clock(entry.at),
            exact=visit.when.exact(entry.at),
            moment=entry.at.isoformat(),
            channel=entry.channel.value,
            words=self._words(entry),
            what=self._what(entry),
            officer=entry.officer,
            file=entry.file,
            campaign=entry.campaign,
            event=entry.event,
            voiced=not ours and entry.event in voiced,
        )
        if entry.delivery:
            bubble = self._delivered(bubble, entry.delivery, entry.trouble)
        return await self._understood(bubble, entry.asked) if entry.asked else bubble

    def _delivered(self, bubble: Bubble, delivery: Delivery, trouble: str) -> Bubble:
        failed = delivery is Delivery.FAILED
        return replace(
            bubble,
            tick=_TICKS[delivery],
            delivery=delivery.value,
            trouble=self._trouble(trouble) if failed or delivery is Delivery.QUEUED else "",
            again=failed,
        )

    async def _understood(self, bubble: Bubble, asked: Asked) -> Bubble:
        label = asked.label
        return replace(
            bubble,
            topic=await self._shelf.title(label, self._visit.language) if label else "",
            percent=round(asked.confidence * 100),
            band=asked.band,
            helpful="" if asked.helpful is None else ("yes" if asked.helpful else "no"),
        )

    def _words(self, entry: Entry) -> str:
        if entry.kind != "notice":
            return spoken(entry)
        key = f"conversation_notice_{entry.words}"
        known = key if key in self._visit.looks.words else "conversation_notice_other"
        return self._visit.text(known, officer=entry.officer)

    def _what(self, entry: Entry) -> str:
        if entry.kind in _WITH_WORDS and (entry.words or entry.file):
            return ""
        key = f"conversation_kind_{entry.kind}"
        return self._visit.text(key if key in self._visit.looks.words else "conversation_kind_unsupported")

    def _trouble(self, told: str) -> str:
        """Why it failed, in words; a defect of ours says no more than that."""
        if told.startswith(_OURSELVES) or (told and told[0].islower()):
            return self._visit.text("conversation_trouble_program")
        return told

    def _day(self, day: date) -> str:
        today = self._visit.now.astimezone(WIB).date()
        if day == today:
            return self._visit.text("conversation_today")
        if day == today - timedelta(days=1):
            return self._visit.text("conversation_yesterday")
        return self._visit.when.day(day)

    def pending(self, waiting: Sequence[WaitingAnswer], channel: str) -> list[Bubble]:
        """Answers that no worker has taken up yet."""
        when = self._visit.when
        return [
            Bubble(
                id=f"w{each.event}",
                side=Side.OFFICER.value,
                at=when.clock(each.at),
                exact=when.exact(each.at),
                moment=each.at.isoformat(),
                channel=channel,
                words=each.words,
                officer=each.officer,
                tick=_TICKS[Delivery.FAILED if each.failed else Delivery.QUEUED],
                delivery="stuck" if each.failed else "waiting",
                file=each.file,
            )
            for each in waiting
        ]
