"""What an address of the inbox asks for, and the addresses that ask for something else."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from bot.domain.messages import ChannelName
from bot.domain.waiting import Filters, Tab
from console.staff.visit import Visit

PATH = "/console/inbox"
_LONGEST_SEARCH = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """A list: its tab or a search, narrowed by filters; `after` where it is not the first page."""

    tab: Tab = Tab.WAITING
    words: str = ""
    filters: Filters = Filters()  # noqa: RUF009 - frozen
    after: str = ""

    @classmethod
    def of(cls, visit: Visit) -> Asked:
        """What cannot be read is left out: an address that was shortened by hand still shows a list."""
        tab = Tab.WAITING
        with suppress(ValueError):
            tab = Tab(visit.asked("tab"))
        channel = visit.asked("kanal")
        filters = Filters(
            channel if channel in {*ChannelName} else "",
            visit.asked("label", 30),
            _uuid(visit.asked("petugas")),
            _day(visit.asked("dari")),
            _day(visit.asked("sampai")),
            visit.asked("laporan") == "1",
        )
        return cls(tab, visit.asked("cari", _LONGEST_SEARCH), filters, visit.asked("after"))

    def path(self, page: str = "", **more: str) -> str:
        query = urlencode({key: value for key, value in (self.fields | more).items() if value})
        return f"{PATH}{page}?{query}" if query else f"{PATH}{page}"

    def on(self, tab: Tab) -> str:
        return replace(self, tab=tab, words="", after="").path()

    def at(self, after: str) -> str:
        return replace(self, after=after).path()

    @property
    def without_filters(self) -> str:
        return replace(self, filters=Filters(), after="").path()

    @property
    def fields(self) -> dict[str, str]:
        filters = self.filters
        return {
            "tab": "" if self.tab is Tab.WAITING else self.tab,
            "cari": self.words,
            "kanal": filters.channel,
            "label": filters.label,
            "petugas": str(filters.officer or ""),
            "dari": str(filters.first or ""),
            "sampai": str(filters.last or ""),
            "laporan": "1" if filters.open_cases else "",
            "after": self.after,
        }


def back_to(path: str) -> str:
    """A list of ours, or the first one for anything else."""
    return path if path == PATH or (path.startswith(f"{PATH}?") and path.isprintable()) else PATH


def _uuid(text: str) -> UUID | None:
    with suppress(ValueError):
        return UUID(text)
    return None


def _day(text: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(text)
    return None
