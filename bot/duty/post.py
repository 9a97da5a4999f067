"""Every minute: what staff have not seen goes to their own Telegram, in few messages and not in their free time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from bot.domain.duty import Colleague, DutyRoster
from bot.domain.staff_notices import StaffNotice, to_send
from bot.domain.timing import Clock
from bot.store.staff_phones import Chooser, Pending

Wording = Callable[[Sequence[StaffNotice], str], str]
"""Notices of one kind, in a language → the message."""


class Phones(Protocol):
    """Whose Telegram hears us (bot/store/staff_phones.py)."""

    async def listening(self) -> Sequence[UUID]: ...

    def send(self, account: UUID, choose: Chooser) -> Awaitable[int]: ...


@dataclass(frozen=True, slots=True)
class Post:
    """The job."""

    phones: Phones
    roster: DutyRoster
    open_at: Callable[[datetime], bool]
    clock: Clock
    wording: Wording

    async def deliver(self) -> int:
        """How many messages were queued."""
        listening = set(await self.phones.listening())
        sent = 0
        if listening:
            for colleague in await self.roster.everybody():
                if colleague.account.id in listening:
                    sent += await self.phones.send(colleague.account.id, self._chooser(colleague))
        return sent

    def _chooser(self, colleague: Colleague) -> Chooser:
        now = self.clock.now()
        quiet = colleague.away(now) or not self.open_at(now)

        def choose(pending: Pending) -> Sequence[tuple[str, Sequence[StaffNotice]]]:
            wishes = colleague.duty.wishes
            groups = to_send(pending.notices, pending.last_sent, wishes, pending.now, quiet=quiet)
            return [(self.wording(group, colleague.account.language), group) for group in groups]

        return choose
