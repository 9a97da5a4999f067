"""The area of cases: its pages, its entry in the navigation, and the number of broken promises beside it."""

from __future__ import annotations

from collections.abc import Mapping

from console.staff.cases.desk import CASES, SECTION, STAFF, CaseRoom, reader_of, today_of
from console.staff.cases.export import Export
from console.staff.cases.filing import FILED, Filing
from console.staff.cases.handling import Handling
from console.staff.cases.listing import Listing
from console.staff.cases.moving import Moving
from console.staff.cases.one import OneCase
from console.staff.visit import Act, Area, Page, Probe, Section, Visit


def cases_area(room: CaseRoom) -> Area:
    one, handling = OneCase(room), Handling(room)
    moving, filing = Moving(room, one), Filing(room)
    new, case = f"{CASES}/baru", f"{CASES}/{{number:[0-9-]{{8,9}}}}"
    pages = (
        _page("GET", CASES, Listing(room).show),
        Page("GET", f"{CASES}/kabar", Listing(room).news, STAFF, SECTION, background=True),
        _page("GET", f"{CASES}/ekspor", Export(room).send),
        _page("GET", new, filing.ask),
        _page("POST", new, filing.take),
        _page("GET", f"{new}/{FILED}", filing.filed),
        _page("GET", case, one.show),
        _page("GET", f"{case}/berkas/{{file:[0-9]{{1,18}}}}", one.file),
        _page("POST", f"{case}/pratinjau", moving.preview),
        _page("POST", case, moving.change),
        _page("POST", f"{case}/ambil", handling.take),
        _page("POST", f"{case}/penanganan", handling.change),
        _page("POST", f"{case}/satukan", handling.link),
        _page("POST", f"{case}/pisahkan", handling.unlink),
    )
    return Area(pages, (Section(SECTION, CASES, "cases_section", STAFF, "k"),), (_late(room),))


def _page(method: str, path: str, act: Act) -> Page:
    return Page(method, path, act, STAFF, SECTION)


def _late(room: CaseRoom) -> Probe:
    async def probe(visit: Visit, _: Mapping[str, str]) -> Mapping[str, object]:
        if not visit.may(*STAFF):
            return {}
        late = await room.board.late(reader_of(visit), today_of(visit))
        return {"counts": {SECTION: late}, "cases": await room.board.stamp()}

    return probe
