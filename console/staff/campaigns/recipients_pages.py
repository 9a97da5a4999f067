"""Recipients behind a figure, page after page, and all of them as a file without personal data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import urlencode
from uuid import UUID

from aiohttp import web

from bot.domain.campaign_recipients import Like, Shown, Which
from console.staff.campaigns.control_desk import ControlPorts, report_path
from console.staff.campaigns.report_words import ReportWords
from console.staff.campaigns.reporting import value_words
from console.staff.conversation.ports import ROLES as READS_CONVERSATIONS
from console.staff.forms import BadForm, read_uuid
from console.staff.gate import HEADERS
from console.staff.spreadsheet import BOM, CSV, written
from console.staff.visit import Visit

PAGE = 50
COLUMNS = (
    "id", "channel", "language", "version", "fate", "reason", "at", "delivered_at", "read_at", "tapped_at", "button",
    "replied_at", "stopped_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RecipientPages:
    """Each look is noted."""

    ports: ControlPorts

    async def show(self, visit: Visit) -> web.StreamResponse:
        standing, which = await self.ports.standing(visit), which_of(visit)
        campaign = standing.campaign.id
        found = await self.ports.recipients.page(campaign, which, _after(visit), PAGE + 1)
        shown, more = found[:PAGE], ""
        if len(found) > PAGE:
            more = f"{report_path(campaign)}/recipients?{address(which, after=str(shown[-1].conversation))}"
        await self.ports.note(visit, "recipients", campaign, f"{which.shown}, {len(shown)}")
        return visit.page(
            "campaign_control/recipients.html",
            standing=standing,
            campaign=standing.campaign,
            which=which,
            narrowed=_narrowed(visit, which),
            wider=address(replace(Which(), shown=which.shown)),
            rows=shown,
            more=more,
            kinds=list(Shown),
            query=lambda kind: address(replace(which, shown=kind, reason="", button=None)),
            linked=visit.may(*READS_CONVERSATIONS),
            words=ReportWords(visit),
            value=lambda name, value: value_words(visit, name, str(value)),
            path=report_path(campaign),
        )

    async def export(self, visit: Visit) -> web.StreamResponse:
        """All of them, written as they are read: neither memory nor a limit stands in the way."""
        standing = await self.ports.standing(visit)
        campaign = standing.campaign.id
        name = f'attachment; filename="siaran-{campaign}-penerima.csv"'
        headers = HEADERS | CSV | {"Content-Disposition": name}
        if visit.request.method == "HEAD":
            return web.Response(headers=headers)
        await self.ports.note(visit, "export", campaign)
        response = web.StreamResponse(headers=headers)
        await response.prepare(visit.request)
        head = [visit.text(f"report_csv_{column}") for column in COLUMNS]
        await response.write((BOM + written([head])).encode())
        async for lines in self.ports.recipients.lines(campaign, partial(_cells, visit)):
            await response.write(lines.encode())
        await response.write_eof()
        return response


def which_of(visit: Visit) -> Which:
    """What the address asks for; what nobody knows is left out."""
    shown = visit.asked("shown", 20)
    return Which(
        shown=Shown(shown) if shown in set(Shown) else Shown.ALL,
        channel=visit.asked("channel", 20),
        language=visit.asked("language", 10),
        version=_small(visit.asked("version", 2)),
        button=_small(visit.asked("button", 2)),
        reason=visit.asked("reason"),
    )


def address(which: Which, **more: str) -> str:
    """The query that asks for the same again."""
    told = {"shown": which.shown.value, "channel": which.channel, "language": which.language, "reason": which.reason}
    told |= {name: "" if value is None else str(value) for name, value in _numbers(which)}
    return urlencode({name: value for name, value in (told | more).items() if value})


def _numbers(which: Which) -> Sequence[tuple[str, int | None]]:
    return (("version", which.version), ("button", which.button))


def _narrowed(visit: Visit, which: Which) -> list[str]:
    """What narrows the list down, in words."""
    found = [value_words(visit, name, getattr(which, name)) for name in ("channel", "language") if getattr(which, name)]
    if which.version is not None:
        found.append(value_words(visit, "version", str(which.version)))
    if which.button is not None:
        found.append(visit.text("report_button_n", number=which.button + 1))
    if which.reason:
        found.append(ReportWords(visit).reason(which.shown, which.reason))
    return found


def _small(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() else None


def _after(visit: Visit) -> UUID | None:
    try:
        return read_uuid(visit.asked("after", 40))
    except BadForm:
        return None


def _cells(visit: Visit, like: Like) -> tuple[str, str]:
    """The cells of the words, and that of the button."""
    cells = [
        value_words(visit, "channel", like.channel),
        value_words(visit, "language", like.language),
        "AB"[like.version % 2],
        visit.text(f"control_fate_{like.fate}"),
        ReportWords(visit).reason(like.fate, like.reason) if like.reason else "",
    ]
    return written([cells]).removesuffix("\r\n"), "" if like.button is None else str(like.button + 1)
