"""The stand-in's HTTP side: look-ups and bookings with a token, signed events to the bot, faults, a switch to go on."""

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
from simulator.service.counter import Booked, Counter
from simulator.service.world import DOCUMENTS, Application, seeded
from simulator.settings import Settings

_REGISTRATION = re.compile(r"[0-9]{6}-[0-9]{4}-[0-9]")
_SLOT = re.compile(r"[A-Za-z0-9-]{1,20}")
_KEY = re.compile(r"[A-Za-z0-9:_-]{8,80}")
_LONGEST_NAME = 80
_EVENT_TRIES = 8


class ServiceServer:
    """`applications` by registration number."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.applications: dict[str, Application] = {each.registration: each for each in seeded()}
        self.counter = Counter()
        self.faults = FaultBoard()
        self.asked = 0
        self._chores = Chores()
        self._http: ClientSession | None = None

    def routes(self) -> list[web.RouteDef]:
        root = "/service/v1"
        return [
            web.get(f"{root}/health", self._health),
            web.get(f"{root}/applications/{{registration}}", self._application),
            web.get(f"{root}/slots", self._slots),
            web.post(f"{root}/bookings", self._book),
            web.put(f"{root}/bookings/{{registration}}", self._move),
            web.delete(f"{root}/bookings/{{registration}}", self._cancel),
            web.get(f"{root}/visits", self._visits),
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
        await self._enter(request)
        self.asked += 1
        registration, born = _registration(request), _born(request.query.get("born"))
        found = self.applications.get(registration)
        if found is None or found.born != born:
            raise _not_found()
        return web.json_response(found.body())

    async def _slots(self, request: web.Request) -> web.Response:
        await self._enter(request)
        if request.query.get("document") not in DOCUMENTS:
            raise _bad("document is none of the agreed ones")
        return web.json_response({"slots": self.counter.slots()})

    async def _book(self, request: web.Request) -> web.Response:
        await self._enter(request)
        key, wish = request.headers.get("Idempotency-Key", ""), await _json(request)
        name, document = wish.get("name"), wish.get("document")
        if not _KEY.fullmatch(key):
            raise _bad("an Idempotency-Key of 8 to 80 letters and digits is needed")
        if (
            not isinstance(document, str)
            or document not in DOCUMENTS
            or not isinstance(name, str)
            or not 0 < len(name) <= _LONGEST_NAME
        ):
            raise _bad("document or name is not of the agreed form")
        born, slot = _born(wish.get("born")), _slot(wish)
        booked = self.counter.book(key, document, slot, born)
        if booked is None:
            raise _refused(web.HTTPConflict, "slot_gone", "this time is not free")
        if booked.registration not in self.applications:
            history = [("booked", datetime.now(UTC))]
            self.applications[booked.registration] = Application(booked.registration, born, document, history)
        return web.json_response(booked.body(), status=201)

    async def _move(self, request: web.Request) -> web.Response:
        await self._enter(request)
        registration, born = _registration(request), _born(request.query.get("born"))
        slot = _slot(await _json(request))
        booked = self._known(registration, born)
        if booked.cancelled or (booked.slot != slot and not self.counter.is_free(slot)):
            raise _refused(web.HTTPConflict, "slot_gone", "this time is not free")
        booked.slot = slot
        return web.json_response(booked.body())

    async def _cancel(self, request: web.Request) -> web.Response:
        await self._enter(request)
        booked = self._known(_registration(request), _born(request.query.get("born")))
        if not booked.cancelled:
            booked.cancelled = True
            await self.change(booked.registration, "cancelled")
        return web.Response(status=204)

    async def _visits(self, request: web.Request) -> web.Response:
        await self._enter(request)
        start = datetime.now(UTC).replace(hour=2, minute=0, second=0, microsecond=0) + timedelta(days=2)
        places = ("Lapangan RW 03", "Balai warga RW 05")
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
        wish = await _json(request)
        registration = str(wish.get("registration", ""))
        if registration not in self.applications:
            raise web.HTTPNotFound(text="unknown registration")
        await self.change(registration, str(wish.get("stage", "")), str(wish.get("note", "")))
        return web.json_response(self.applications[registration].body())

    def _known(self, registration: str, born: date) -> Booked:
        booked = self.counter.find(registration, born)
        if booked is None:
            raise _not_found()
        return booked

    async def _enter(self, request: web.Request) -> None:
        await self._strike()
        if request.headers.get("Authorization") != f"Bearer {self._settings.service_token}":
            raise _refused(web.HTTPUnauthorized, "unauthorised", "a bearer token is needed")

    async def _strike(self) -> None:
        if slow := self.faults.take(Fault.SLOW):
            await asyncio.sleep(slow.seconds)
        if self.faults.take(Fault.SERVER_ERROR):
            raise web.HTTPInternalServerError(text="switched to fail")


async def _json(request: web.Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.read() or b"{}")
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise _bad("a JSON object is needed")
    return body


def _registration(request: web.Request) -> str:
    registration = request.match_info["registration"]
    if not _REGISTRATION.fullmatch(registration):
        raise _bad("the registration is not of the agreed form")
    return registration


def _slot(wish: dict[str, Any]) -> str:
    slot = wish.get("slot")
    if not isinstance(slot, str) or not _SLOT.fullmatch(slot):
        raise _bad("the slot is not of the agreed form")
    return slot


def _born(text: object) -> date:
    try:
        if isinstance(text, str) and len(text) == len("2001-12-31"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise _bad("born is no date")


def _bad(message: str) -> web.HTTPException:
    return _refused(web.HTTPBadRequest, "bad_request", message)


def _not_found() -> web.HTTPException:
    return _refused(web.HTTPNotFound, "not_found", "no such number, or another date of birth")


def _refused(kind: type[web.HTTPException], code: str, message: str) -> web.HTTPException:
    body = json.dumps({"code": code, "message": message})
    return kind(text=body, content_type="application/json")
