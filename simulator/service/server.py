"""The stand-in's HTTP side: look-ups with a token, signed events to the bot, faults, and a switch to go on."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import re
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

from aiohttp import ClientError, ClientSession, web

from simulator.chores import Chores
from simulator.faults import Fault, FaultBoard
from simulator.service.world import Application, seeded
from simulator.settings import Settings

_REGISTRATION = re.compile(r"[0-9]{6}-[0-9]{4}-[0-9]")
_EVENT_TRIES = 8


class ServiceServer:
    """`applications` by registration number."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.applications: dict[str, Application] = {each.registration: each for each in seeded()}
        self.faults = FaultBoard()
        self.asked = 0
        self._chores = Chores()
        self._http: ClientSession | None = None

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/service/v1/health", self._health),
            web.get("/service/v1/applications/{registration}", self._application),
            web.get("/service/v1/visits", self._visits),
            web.post("/service/control/go-on", self._go_on),
        ]

    async def open(self, http: ClientSession) -> None:
        self._http = http

    async def stop(self) -> None:
        await self._chores.stop()

    async def change(self, registration: str, stage: str = "", note: str = "") -> bool:
        """Let an application go on and tell the bot so; False where there is nothing to go on to."""
        application = self.applications[registration]
        if not application.go_on(stage, note):
            return False
        self._chores.start(self._tell(application))
        return True

    async def tell(self, application: Application) -> int:
        """Send the event of the application's present stage once; returns the bot's answer."""
        body = json.dumps(
            {
                "id": f"{application.registration}:{application.version}",
                "registration": application.registration,
                "stage": application.stage,
                "version": application.version,
                "at": application.history[-1][1].isoformat(),
            }
        ).encode()
        stamp = str(int(time.time()))
        mac = hmac.new(self._settings.service_secret.encode(), stamp.encode() + b"." + body, hashlib.sha256)
        headers = {"X-Service-Timestamp": stamp, "X-Service-Signature": f"sha256={mac.hexdigest()}"}
        if self._http is None:
            raise RuntimeError("not opened")
        async with self._http.post(f"{self._settings.bot_url}/hooks/service", data=body, headers=headers) as answer:
            return answer.status

    async def _tell(self, application: Application) -> None:
        for attempt in range(_EVENT_TRIES):
            try:
                if await self.tell(application) == 200:
                    return
            except (ClientError, TimeoutError, OSError):
                pass
            await asyncio.sleep(self._settings.pace.retry_base * 2**attempt)

    async def _health(self, request: web.Request) -> web.Response:
        await self._strike()
        return web.json_response({"status": "ok"})

    async def _application(self, request: web.Request) -> web.Response:
        await self._strike()
        self._authorised(request)
        self.asked += 1
        registration, born = request.match_info["registration"], _day(request.query.get("born", ""))
        if not _REGISTRATION.fullmatch(registration) or born is None:
            raise _refused(web.HTTPBadRequest, "bad_request", "registration or born is not of the agreed form")
        found = self.applications.get(registration)
        if found is None or found.born != born:
            raise _refused(web.HTTPNotFound, "not_found", "no such application, or another date of birth")
        return web.json_response(found.body())

    async def _visits(self, request: web.Request) -> web.Response:
        await self._strike()
        self._authorised(request)
        start = datetime.now(UTC).replace(hour=2, minute=0, second=0, microsecond=0) + timedelta(days=2)
        places = ("Lapangan RW 03 (contoh)", "Balai warga RW 05 (contoh)")
        visits = [
            {
                "start": (start + timedelta(days=7 * week)).isoformat(),
                "end": (start + timedelta(days=7 * week, hours=4)).isoformat(),
                "place": place,
                "serves": ["Rekam KTP", "KK", "KIA"],
            }
            for week, place in enumerate(places)
        ]
        return web.json_response({"visits": visits})

    async def _go_on(self, request: web.Request) -> web.Response:
        """POST `{"registration", "stage": "", "note": ""}`: for visitors and tests."""
        wish: dict[str, Any] = json.loads(await request.read() or b"{}")
        registration = str(wish.get("registration", ""))
        if registration not in self.applications:
            raise web.HTTPNotFound(text="unknown registration")
        await self.change(registration, str(wish.get("stage", "")), str(wish.get("note", "")))
        return web.json_response(self.applications[registration].body())

    def _authorised(self, request: web.Request) -> None:
        if request.headers.get("Authorization") != f"Bearer {self._settings.service_token}":
            raise _refused(web.HTTPUnauthorized, "unauthorised", "a bearer token is needed")

    async def _strike(self) -> None:
        if slow := self.faults.take(Fault.SLOW):
            await asyncio.sleep(slow.seconds)
        if self.faults.take(Fault.SERVER_ERROR):
            raise web.HTTPInternalServerError(text="switched to fail")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _refused(kind: type[web.HTTPException], code: str, message: str) -> web.HTTPException:
    body = json.dumps({"code": code, "message": message})
    return kind(text=body, content_type="application/json")
