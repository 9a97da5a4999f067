"""Asks the city's service over HTTP: bounded in time, tried again where that is safe, and left alone while it is down
(circuit breaker)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout
from pydantic import TypeAdapter, ValidationError

from bot.domain.bookings import Booking, Slot, Wish
from bot.domain.entities import Document
from bot.domain.errors import ServiceRefused, ServiceUnavailable, SlotGone
from bot.domain.service import Application, Visit
from bot.service_api.breaker import Breaker

_log = structlog.get_logger(__name__)

TRIES = 2
"""Every request of the contract may be made again: asking changes nothing, a wish has its key, moving and cancelling
come to the same."""
_PAUSE = 0.2
_T = TypeVar("_T")
_APPLICATION = TypeAdapter(Application)
_BOOKING = TypeAdapter(Booking)
_VISITS: TypeAdapter[Sequence[Visit]] = TypeAdapter(tuple[Visit, ...])
_SLOTS: TypeAdapter[Sequence[Slot]] = TypeAdapter(tuple[Slot, ...])


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


class ServiceClient:
    """A `ServiceApi` over HTTP. `url` is the service's root, with its version."""

    connected = True

    def __init__(
        self, http: ClientSession, url: str, token: str, *, timeout: float = 4.0, breaker: Breaker | None = None
    ) -> None:
        self._http = http
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"}
        self._timeout = ClientTimeout(total=timeout)
        self._breaker = breaker or Breaker()

    @property
    def resting(self) -> bool:
        """The service failed so often that hardly anything is asked of it now."""
        return self._breaker.open

    async def application(self, registration: str, born: date) -> Application | None:
        body = await self._asked(_Request("GET", f"/applications/{registration}", {"born": born.isoformat()}))
        return None if body is None else _read(_APPLICATION, body)

    async def slots(self, document: Document) -> Sequence[Slot]:
        body = await self._asked(_Request("GET", "/slots", {"document": document}))
        return _read(_SLOTS, body.get("slots")) if body is not None else ()

    async def book(self, wish: Wish) -> Booking:
        told = {"document": wish.document, "slot": wish.slot, "name": wish.name, "born": wish.born.isoformat()}
        body = await self._asked(_Request("POST", "/bookings", body=told, headers={"Idempotency-Key": wish.key}))
        if body is None:
            raise ServiceRefused("not_found")
        return _read(_BOOKING, body)

    async def move(self, registration: str, born: date, slot: str) -> Booking | None:
        path = f"/bookings/{registration}"
        body = await self._asked(_Request("PUT", path, {"born": born.isoformat()}, {"slot": slot}))
        return None if body is None else _read(_BOOKING, body)

    async def cancel(self, registration: str, born: date) -> bool:
        request = _Request("DELETE", f"/bookings/{registration}", {"born": born.isoformat()})
        return await self._asked(request) is not None

    async def visits(self) -> Sequence[Visit]:
        body = await self._asked(_Request("GET", "/visits"))
        return _read(_VISITS, body.get("visits")) if body is not None else ()

    async def healthy(self) -> bool:
        try:
            async with self._http.get(f"{self._url}/health", timeout=self._timeout) as answer:
                return answer.status == 200
        except (ClientError, TimeoutError, OSError):
            return False

    async def _asked(self, request: _Request) -> dict[str, Any] | None:
        """The JSON answer, empty where there is none; None for 404."""
        if not self._breaker.let_through():
            raise ServiceUnavailable("left alone after repeated failures")
        error = ServiceUnavailable("not asked")
        for attempt in range(TRIES):
            if attempt:
                await asyncio.sleep(_PAUSE)
            try:
                found = await self._once(request)
            except ServiceUnavailable as trouble:
                error = trouble
                continue
            except (ServiceRefused, SlotGone):
                self._breaker.worked()
                raise
            self._breaker.worked()
            return found
        self._breaker.failed()
        _log.warning("service_unavailable", reason=str(error))
        raise error

    async def _once(self, request: _Request) -> dict[str, Any] | None:
        sending = self._http.request(
            request.method,
            f"{self._url}{request.path}",
            params=request.query,
            json=request.body,
            headers={**self._headers, **request.headers},
            timeout=self._timeout,
        )
        try:
            async with sending as answer:
                if answer.status == 204:
                    return {}
                if answer.status not in {200, 201}:
                    _refused(answer.status)
                    return None
                body = await answer.json(content_type=None)
        except (ClientError, TimeoutError, OSError, ValueError) as error:
            raise ServiceUnavailable(type(error).__name__) from error
        if not isinstance(body, dict):
            raise ServiceUnavailable("no JSON object")
        return body


class NoService:
    """Stands where no service is set up: every question is refused with `not_connected`."""

    connected = False

    async def application(self, registration: str, born: date) -> Application | None:
        raise ServiceRefused("not_connected")

    async def slots(self, document: Document) -> Sequence[Slot]:
        raise ServiceRefused("not_connected")

    async def book(self, wish: Wish) -> Booking:
        raise ServiceRefused("not_connected")

    async def move(self, registration: str, born: date, slot: str) -> Booking | None:
        raise ServiceRefused("not_connected")

    async def cancel(self, registration: str, born: date) -> bool:
        raise ServiceRefused("not_connected")

    async def visits(self) -> Sequence[Visit]:
        raise ServiceRefused("not_connected")

    async def healthy(self) -> bool:
        return True


def _refused(status: int) -> None:
    """Returns for 404 only."""
    if status == 409:
        raise SlotGone
    if status in {400, 401, 403}:
        raise ServiceRefused("unauthorised" if status != 400 else "bad_request")
    if status != 404:
        raise ServiceUnavailable(f"HTTP {status}")


def _read(kind: TypeAdapter[_T], value: Any) -> _T:
    try:
        return kind.validate_python(value)
    except ValidationError as error:
        # Its words quote what came: a name, a date of birth.
        raise ServiceUnavailable(f"{error.error_count()} fields are not as agreed") from None
