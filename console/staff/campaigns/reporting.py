"""What became of a campaign, on one page and as a file of figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web

from bot.domain.campaign_control import Standing
from bot.domain.campaign_report import Course, Did, Effect, Figures, Tally
from bot.domain.campaigns import OVER
from console.staff.campaigns.charting import HEIGHT, WIDTH, chart_of
from console.staff.campaigns.control_desk import ControlPorts, Times, control_path, report_path
from console.staff.campaigns.report_words import ReportWords
from console.staff.moments import WIB
from console.staff.spreadsheet import sheet
from console.staff.visit import Visit

_LATER = timedelta(hours=72)
"""How long after its end the course is drawn: answers come late."""
COLUMNS = ("recipients", "sent", "failed", "skipped", "pending", "delivered", "read", "tapped", "replied", "stopped")


@dataclass(frozen=True, slots=True)
class Reporting:
    """Reads only."""

    ports: ControlPorts

    async def show(self, visit: Visit) -> web.StreamResponse:
        standing = await self.ports.standing(visit)
        campaign, started = standing.campaign, standing.started_at
        figures = await self.ports.reports.figures(campaign.id)
        course = await self._course(visit, standing) if started else None
        effect = await self._effect(visit, standing) if started else None
        return visit.page(
            "campaign_control/report.html",
            standing=standing,
            campaign=campaign,
            figures=figures,
            total=figures.total,
            parts_of=[(name, figures.by(name)) for name in ("channel", "language", "version")],
            columns=COLUMNS,
            value_words=lambda name, value: value_words(visit, name, value),
            versions=list(figures.by("version").values()),
            buttons=_buttons(standing, figures),
            chart=chart_of(course) if course else None,
            half=_half(course),
            effect=effect,
            topic=self.ports.topic(campaign.topic, visit.language) if campaign.topic else "",
            over=campaign.state in OVER,
            size=(WIDTH, HEIGHT),
            words=ReportWords(visit),
            times=Times(visit),
            path=report_path(campaign.id),
            control=control_path(campaign.id),
        )

    async def export(self, visit: Visit) -> web.StreamResponse:
        """The figures of the page; no people."""
        standing = await self.ports.standing(visit)
        figures = await self.ports.reports.figures(standing.campaign.id)
        effect = await self._effect(visit, standing) if standing.started_at else None
        head = [visit.text(f"report_csv_{each}") for each in ("part", "name", "figure", "count")]
        lines = [*_lines(visit, standing, figures), *(_effect_lines(visit, effect) if effect else ())]
        await self.ports.note(visit, "export_figures", standing.campaign.id)
        return sheet(f"siaran-{standing.campaign.id}-angka.csv", [head, *lines])

    async def _course(self, visit: Visit, standing: Standing) -> Course:
        begins = standing.started_at or visit.now
        ends = min(visit.now, standing.ended_at + _LATER) if standing.ended_at else visit.now
        return await self.ports.reports.course(standing.campaign.id, begins, max(ends, begins + timedelta(minutes=5)))

    async def _effect(self, visit: Visit, standing: Standing) -> Effect | None:
        campaign, started = standing.campaign, standing.started_at or visit.now
        return await self.ports.reports.effect(campaign.id, campaign.topic, started, visit.now)


def _buttons(standing: Standing, figures: Figures) -> Sequence[tuple[int, int, str, int]]:
    """Version, button, its title and taps: also of those nobody tapped."""
    taps, message = dict(figures.buttons()), standing.campaign.message
    found = []
    for version, told in enumerate(message.versions if message else ()):
        for number, button in enumerate(told["id"].buttons):
            found.append((version, number, button.title, taps.pop((version, number), 0)))
    return [*found, *((version, number, "", count) for (version, number), count in taps.items())]


def _half(course: Course | None) -> tuple[Did, float] | None:
    """The finding of the chart: how long it took until half of all reads (else taps, else sends) were there."""
    for did in (Did.READ, Did.TAPPED, Did.SENT):
        if course and (taken := course.half_by(did)):
            return did, taken.total_seconds()
    return None


Line = tuple[str, str, str, object]


def _lines(visit: Visit, standing: Standing, figures: Figures) -> Iterator[Line]:
    words = ReportWords(visit)
    yield (
        visit.text("report_part_all"),
        standing.campaign.name,
        visit.text("report_counted"),
        visit.text("report_csv_moment", moment=f"{figures.counted_at.astimezone(WIB):%Y-%m-%d %H:%M}"),
    )
    yield from _tally(visit, visit.text("report_part_all"), "", figures.total)
    for name in ("channel", "language", "version"):
        for value, told in figures.by(name).items():
            yield from _tally(visit, visit.text(f"report_by_{name}"), value_words(visit, name, value), told)
    if standing.campaign.unlisted:
        part = visit.text("report_part_all")
        yield part, "", visit.text("report_csv_unlisted"), standing.campaign.unlisted
    for stored, count in figures.skipped().items():
        yield visit.text("report_skipped"), words.reason("skipped", stored), visit.text("report_recipients"), count
    for stored, count in figures.failures().items():
        yield visit.text("report_failed"), words.reason("failed", stored), visit.text("report_recipients"), count
    for version, number, title, count in _buttons(standing, figures):
        yield (
            visit.text("report_buttons"),
            f"{'AB'[version % 2]}{number + 1} {title}",
            visit.text("report_tapped"),
            count,
        )


def _tally(visit: Visit, part: str, name: str, told: Tally) -> Iterator[Line]:
    for figure in (*COLUMNS, "blocked"):
        count = getattr(told, figure) if told.known(figure) else visit.text("report_csv_unknown")
        yield part, name, visit.text(f"report_{figure}"), count


def _effect_lines(visit: Visit, effect: Effect) -> Iterator[Line]:
    for group in ("recipients", "others"):
        for side, asked in (("before", effect.before[group]), ("after", effect.after[group])):
            part = visit.text(f"report_csv_effect_{side}", days=effect.days)
            for name in ("people", "questions", "askers", "complaints"):
                yield (
                    part,
                    visit.text(f"report_group_{group}"),
                    visit.text(f"report_asked_{name}"),
                    getattr(asked, name),
                )


def value_words(visit: Visit, name: str, value: str) -> str:
    """A channel, a language (its code where we do not know it), or a version as people read it."""
    if name == "version":
        return visit.text("report_version", version="AB"[int(value) % 2])
    key = f"{'channel' if name == 'channel' else 'report_language'}_{value}"
    return visit.text(key) if key in visit.looks.words else value
