"""Dead letters: why, how old, of which conversation; sent again one by one, the chosen ones, or all of a kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from aiohttp import web

from bot.domain.audit import AuditLog, Deed
from bot.domain.letters import (
    LONGEST_REASON,
    MOST_AT_ONCE,
    DeadLetters,
    Done,
    LetterRef,
    Side,
    Which,
    read_ref,
)
from bot.domain.verdict import Why
from console.staff.forms import BadForm, Form
from console.staff.problems import explained
from console.staff.visit import Visit

_MOST_NAMED = 20
"""Letters named one by one in the audit log; of more, how many."""


@dataclass(frozen=True, slots=True)
class LetterPages:
    """`path` is where they are."""

    letters: DeadLetters
    audit: AuditLog
    path: str

    async def show(self, visit: Visit) -> web.StreamResponse:
        which = _which(visit.asked("side"), visit.asked("why"), visit.asked("channel"))
        shown, after = await self.letters.page(which, visit.asked("before"))
        counted = await self.letters.counted()
        return visit.page(
            "system/letters.html",
            letters=shown,
            older=self._path(which, before=after) if after else "",
            first=not visit.asked("before"),
            which=which,
            total=sum(each.count for each in counted),
            matching=sum(each.count for each in counted if _matches(each.side, each.why, each.channel, which)),
            sides=_tally([(each.side, each.count) for each in counted]),
            whys=_tally([(each.why, each.count) for each in counted]),
            channels=_tally([(each.channel, each.count) for each in counted]),
            most=MOST_AT_ONCE,
            told=_told(visit),
            explained=partial(explained, visit),
        )

    async def resend(self, visit: Visit) -> web.StreamResponse:
        form = await visit.form()
        which = _which(form.text("side"), form.text("why"), form.text("channel"))
        refs = await self._chosen(form, which)
        done = await self.letters.resend(refs)
        await self._note(visit, "letter.resend", refs, done)
        return visit.go(self._path(which, did="resent", **_counts(done)))

    async def discard(self, visit: Visit) -> web.StreamResponse:
        form = await visit.form()
        which = _which(form.text("side"), form.text("why"), form.text("channel"))
        reason = form.text("reason", LONGEST_REASON)
        if not reason:
            raise BadForm("letter_reason_needed")
        refs = await self._chosen(form, which)
        done = await self.letters.discard(refs, visit.account.id)
        await self._note(visit, "letter.discard", refs, done, reason)
        return visit.go(self._path(which, did="discarded", **_counts(done)))

    async def _chosen(self, form: Form, which: Which) -> Sequence[LetterRef]:
        """What the button stands for: one letter, all that match the filter, or the ticked ones."""
        scope = form.text("scope") or "picked"
        if scope == "all":
            return await self.letters.all_of(which)
        written = form.many("letter", MOST_AT_ONCE) if scope == "picked" else [scope]
        refs = [ref for each in written if (ref := read_ref(each))]
        if not refs or len(refs) < len(written):
            raise BadForm("letter_none_chosen")
        return list(dict.fromkeys(refs))

    async def _note(self, visit: Visit, what: str, refs: Sequence[LetterRef], done: Done, reason: str = "") -> None:
        """Each letter by itself where they are few, so that one can be looked up."""
        detail = f"{done.done} of {len(refs)}" + (f": {reason}" if reason else "")
        if len(refs) <= _MOST_NAMED:
            for ref in refs:
                await self.audit.note(Deed(visit.account.login, what, f"letter:{ref}", detail))
            return
        first, last = min(refs, key=lambda ref: ref.id), max(refs, key=lambda ref: ref.id)
        await self.audit.note(Deed(visit.account.login, what, f"letter:{first}..{last}", detail))

    def _path(self, which: Which, **more: str) -> str:
        wanted = {"side": which.side or "", "why": which.why or "", "channel": which.channel} | more
        query = urlencode({name: value for name, value in wanted.items() if value})
        return f"{self.path}?{query}" if query else self.path


def _which(side: str, why: str, channel: str) -> Which:
    """What is no filter of ours filters nothing."""
    return Which(
        Side(side) if side in set(Side) else None,
        Why(why) if why in set(Why) else None,
        channel if channel in {"telegram", "whatsapp"} else "",
    )


def _matches(side: Side, why: Why, channel: str, which: Which) -> bool:
    return which.side in {None, side} and which.why in {None, why} and which.channel in {"", channel}


def _tally(pairs: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    found: Counter[str] = Counter()
    for name, count in pairs:
        found[name] += count
    return found.most_common()


def _counts(done: Done) -> dict[str, str]:
    return {"done": str(done.done)} | {f"left_{why}": str(count) for why, count in done.left.items()}


def _told(visit: Visit) -> list[str]:
    """What came of the act that led here; numbers only, so that a forged address can say nothing else."""
    did = visit.asked("did")
    if did not in {"resent", "discarded"}:
        return []
    left = {why: _number(visit.asked(f"left_{why}")) for why in ("gone", "unreachable", "unreadable", "nobody")}
    return [
        visit.text(f"letter_{did}", count=_number(visit.asked("done"))),
        *(visit.text(f"letter_left_{why}", count=count) for why, count in left.items() if count),
    ]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0
