"""Asks the application-status service over HTTP: bounded in time, tried again where that is safe, and left alone for a
while when it is down (circuit breaker)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout
from pydantic import TypeAdapter, ValidationError

from bot.domain.errors import ServiceRefused, ServiceUnavailable
from bot.domain.service import Application, Visit

_log = structlog.get_logger(__name__)

TRIES = 2
"""Asking changes nothing, so asking again is safe."""
TROUBLE_UNTIL_OPEN = 5
"""Failures in a row after which nobody is sent there any more for a while."""
OPEN_SECONDS = 20.0
_PAUSE = 0.2
_T = TypeVar("_T")
_APPLICATION = TypeAdapter(Application)
_VISITS: TypeAdapter[Sequence[Visit]] = TypeAdapter(tuple[Visit, ...])


class Breaker:
    """Counts failures in a row. While open, one caller per `OPEN_SECONDS` may try."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._failures = 0
        self._closed_at = 0.0

    def let_through(self) -> bool:
        if self._failures < TROUBLE_UNTIL_OPEN:
            return True
        if self._now() < self._closed_at:
            return False
        self._closed_at = self._now() + OPEN_SECONDS
        return True

    def worked(self) -> None:
        self._failures = 0

    def failed(self) -> None:
        self._failures += 1
        self._closed_at = self._now() + OPEN_SECONDS


class ServiceClient:
    """A `ServiceApi` over HTTP. `url` is the service's root, with its version."""

    def __init__(
        self, http: ClientSession, url: str, token: str, *, timeout: float = 4.0, breaker: Breaker | None = None
    ) -> None:
        self._http = http
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"}
        self._timeout = ClientTimeout(total=timeout)
        self._breaker = breaker or Breaker()

    async def application(self, registration: str, born: date) -> Application | None:
        body = await self._asked(f"/applications/{registration}", {"born": born.isoformat()})
        return None if body is None else _read(_APPLICATION, body)

    async def visits(self) -> Sequence[Visit]:
        body = await self._asked("/visits")
        return _read(_VISITS, body.get("visits")) if body is not None else ()

    async def healthy(self) -> bool:
        try:
            async with self._http.get(f"{self._url}/health", timeout=self._timeout) as answer:
                return answer.status == 200
        except (ClientError, TimeoutError, OSError):
            return False

    async def _asked(self, path: str, query: Mapping[str, str] | None = None) -> dict[str, Any] | None:
        """The JSON answer; None for 404."""
        if not self._breaker.let_through():
            raise ServiceUnavailable("left alone after repeated failures")
        error = ServiceUnavailable("not asked")
        for attempt in range(TRIES):
            if attempt:
                await asyncio.sleep(_PAUSE)
            try:
                found = await self._once(path, query)
            except ServiceUnavailable as trouble:
                error = trouble
                continue
            self._breaker.worked()
            return found
        self._breaker.failed()
        _log.warning("service_unavailable", reason=str(error))
        raise error

    async def _once(self, path: str, query: Mapping[str, str] | None) -> dict[str, Any] | None:
        request = self._http.get(f"{self._url}{path}", params=query, headers=self._headers, timeout=self._timeout)
        try:
            async with request as answer:
                if answer.status == 404:
                    return None
                if answer.status in {400, 401, 403}:
                    raise ServiceRefused("unauthorised" if answer.status != 400 else "bad_request")
                if answer.status != 200:
                    raise ServiceUnavailable(f"HTTP {answer.status}")
                body = await answer.json(content_type=None)
        except (ClientError, TimeoutError, OSError, ValueError) as error:
            raise ServiceUnavailable(type(error).__name__) from error
        if not isinstance(body, dict):
            raise ServiceUnavailable("no JSON object")
        return body


class NoService:
    """Stands where no service is set up: every question is refused with `not_connected`."""

    async def application(self, registration: str, born: date) -> Application | None:
        raise ServiceRefused("not_connected")

    async def visits(self) -> Sequence[Visit]:
        raise ServiceRefused("not_connected")

    async def healthy(self) -> bool:
        return True


def _read(kind: TypeAdapter[_T], value: Any) -> _T:
    try:
        return kind.validate_python(value)
    except ValidationError as error:
        # Its words quote what came: a name, a date of birth.
        raise ServiceUnavailable(f"{error.error_count()} fields are not as agreed") from None
