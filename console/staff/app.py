"""The console as one list of routes: areas, in the order of the navigation, behind one gate."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.domain.audit import AuditLog
from bot.domain.staff import StaffAccounts, StaffSessions
from bot.domain.timing import Clock
from console.staff.entrance import Entrance
from console.staff.gate import HEADERS, ROOT, Cookie, Gate
from console.staff.live import Live, Pulse
from console.staff.sign_in import SignIn
from console.staff.visit import Area, Looks, Page, Visit
from console.staff.words import Words, read_words

_HERE = Path(__file__).parent
STATIC = f"{ROOT}/static"
_YEAR = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Staffroom:
    """What every page needs, whatever it shows. `origin` is PUBLIC_URL where it is known."""

    accounts: StaffAccounts
    sessions: StaffSessions
    sign_in: SignIn
    audit: AuditLog
    clock: Clock
    pulse: Pulse
    origin: str = ""


def console_pages(room: Staffroom, areas: Sequence[Area]) -> list[Page]:
    """Every page there is, for the routes and for the test that lists them (tests/console_routes.txt)."""
    cookie = _cookie(room)
    live = Live(room.pulse, [probe for area in areas for probe in area.probes], room.sign_in)
    entrance = Entrance(room.sign_in, room.accounts, room.sessions, cookie)
    own = (Page("GET", ROOT, _front), Page("GET", f"{ROOT}/", _front))
    last = Page("*", f"{ROOT}/{{tail:.*}}", _nothing)
    shown = [page for area in (entrance.area(), *areas, live.area()) for page in area.pages]
    return [*own, *shown, last]


def console_routes(room: Staffroom, areas: Sequence[Area], words: Words | None = None) -> list[web.RouteDef]:
    sections = tuple(section for area in areas for section in area.sections)
    looks = Looks(words or read_words(), _templates(), sections, _version())
    gate = Gate(room.sign_in, looks, _cookie(room), room.audit, room.clock, room.origin)
    files = web.get(f"{STATIC}/{{version}}/{{name}}", _file)
    return [files, *gate.routes(console_pages(room, areas))]


def _cookie(room: Staffroom) -> Cookie:
    return Cookie(secure=room.origin.startswith("https://"))


@functools.cache
def _templates() -> Environment:
    """Compiled once a process, however many consoles it opens."""
    made = Environment(loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined)
    made.trim_blocks = made.lstrip_blocks = True
    return made


def _version() -> str:
    """Names the files as they are: a browser keeps them until they change."""
    told = hashlib.sha256()
    for path in sorted((_HERE / "static").rglob("*")):
        if path.is_file():
            told.update(path.read_bytes())
    return told.hexdigest()[:10]


async def _front(visit: Visit) -> web.StreamResponse:
    """The first section this person may open."""
    if not visit.sections:
        return visit.page("nothing_yet.html")
    return visit.go(visit.sections[0].path)


async def _nothing(visit: Visit) -> web.StreamResponse:
    """Also for a method a page does not know. An address is the same with a stroke at its end."""
    path = visit.request.path
    if path.endswith("/") and visit.request.method in {"GET", "HEAD"}:
        return visit.go(path.rstrip("/") + (f"?{visit.request.query_string}" if visit.request.query_string else ""))
    return visit.problem(HTTPStatus.NOT_FOUND, visit.text("gate_nothing_here"))


async def _file(request: web.Request) -> web.StreamResponse:
    files = {path.name: path for path in (_HERE / "static").rglob("*") if path.is_file()}
    path = files.get(request.match_info["name"])
    if path is None:
        raise web.HTTPNotFound
    return web.FileResponse(path, headers=HEADERS | {"Cache-Control": _YEAR})
