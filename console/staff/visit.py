"""One request of a member of staff: who it is, what they sent, and the pages they get back."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus

from aiohttp import web
from jinja2 import Environment

from bot.domain.staff import Account, Role, Session
from console.staff.forms import Form
from console.staff.moments import Moments
from console.staff.words import LANGUAGES, Words, number

LANGUAGE_COOKIE = "bahasa"
EVERYBODY = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Section:
    """An entry of the navigation, for those with one of the roles. `key` opens it after `g`. What is `rare` stands
    behind "Lainnya"."""

    name: str
    path: str
    title: str
    roles: frozenset[Role]
    key: str
    rare: bool = False


@dataclass(frozen=True, slots=True)
class Looks:
    """What pages are made with. `sections` in the order of the navigation; `version` names this state of the files."""

    words: Words
    templates: Environment
    sections: tuple[Section, ...]
    version: str


@dataclass(slots=True)
class Visit:
    """`session` is None only on pages that are open to everybody. All a handler needs to read and to answer."""

    request: web.Request
    looks: Looks
    now: datetime
    session: Session | None = None
    section: str = ""
    renewed: str = ""  # the session's new secret: the gate gives it to the browser with the answer
    _form: Form | None = field(default=None, init=False)

    @property
    def account(self) -> Account:
        if self.session is None:
            raise web.HTTPForbidden
        return self.session.account

    @property
    def language(self) -> str:
        wanted = self.session.account.language if self.session else self.request.cookies.get(LANGUAGE_COOKIE, "")
        return wanted if wanted in LANGUAGES else LANGUAGES[0]

    @property
    def when(self) -> Moments:
        return Moments(self.looks.words, self.language, self.now)

    @property
    def swaps(self) -> bool:
        """htmx asked, and puts the answer into the page it has."""
        return "HX-Request" in self.request.headers and "HX-Boosted" not in self.request.headers

    @property
    def sections(self) -> list[Section]:
        return [each for each in self.looks.sections if self.session and each.roles & self.account.roles]

    @property
    def daily_sections(self) -> list[Section]:
        """Those that stand in the navigation itself; a single rare one does, too."""
        rare = self.rare_sections
        return [each for each in self.sections if each not in rare]

    @property
    def rare_sections(self) -> list[Section]:
        rare = [each for each in self.sections if each.rare]
        return rare if len(rare) > 1 else []

    def may(self, *roles: Role) -> bool:
        return self.session is not None and bool(self.account.roles & set(roles))

    def text(self, key: str, **values: object) -> str:
        return self.looks.words.say(key, self.language, **values)

    def number(self, value: int) -> str:
        return number(value, self.language)

    def matched(self, name: str) -> str:
        """A part of the path, as the route names it."""
        return self.request.match_info[name]

    def asked(self, name: str, most: int = 200) -> str:
        """A value of the query, trimmed and cut."""
        return self.request.query.get(name, "").replace("\x00", "").strip()[:most]

    async def form(self) -> Form:
        """Raises BadForm, and HTTPRequestEntityTooLarge."""
        if self._form is None:
            self._form = Form(await self.request.post())
        return self._form

    def page(self, template: str, status: int = HTTPStatus.OK, **context: object) -> web.Response:
        """`v` in a template is this visit, `t` its `text`."""
        html = self.render(template, **context)
        return web.Response(text=html, status=status, content_type="text/html", headers={"Vary": "HX-Request, Cookie"})

    def render(self, template: str, **context: object) -> str:
        return self.looks.templates.get_template(template).render(v=self, t=self.text, **context)

    def go(self, path: str) -> web.Response:
        """To another page of ours after a change: reloading it does not repeat the change."""
        if self.swaps:
            return web.Response(status=HTTPStatus.NO_CONTENT, headers={"HX-Redirect": path})
        return web.Response(status=HTTPStatus.SEE_OTHER, headers={"Location": path})

    def problem(self, status: int, told: str, safe: str = "") -> web.Response:
        """What happened and what to do; a page of its own, or a message in the one htmx has."""
        template = "_problem.html" if self.swaps else "problem.html"
        response = self.page(template, status, told=told, safe=safe, code=int(status))
        if self.swaps:
            response.headers.update({"HX-Retarget": "#problem", "HX-Reswap": "innerHTML"})
        return response


Act = Callable[[Visit], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Page:
    """A route. `roles`: who may call it, one of them is enough; `open`: also without being signed in; `early`: also
    before the second factor was shown or the password changed. `section` is marked in the navigation. What a page asks
    for in the `background` does not keep a session alive."""

    method: str
    path: str
    act: Act
    roles: frozenset[Role] = EVERYBODY
    section: str = ""
    open: bool = False
    early: bool = False
    background: bool = False


Probe = Callable[[Visit, Mapping[str, str]], Awaitable[Mapping[str, object]]]
"""Something that is live: event names → what is told. An event is sent when what it tells has changed."""


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the console: its pages, its entries of the navigation, and what in it is live."""

    pages: tuple[Page, ...]
    sections: tuple[Section, ...] = ()
    probes: tuple[Probe, ...] = ()


def as_json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, default=str)
