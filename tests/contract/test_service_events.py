"""The service's webhook: only genuine, fresh and readable events count; trouble with the database is told."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.domain.errors import StoreUnavailable
from bot.domain.service import StageChanged
from bot.inbound.service_events import FRESH_SECONDS, service_routes

SECRET, NOW = "an invented secret", 1_795_000_000
EVENT = {"id": "e1", "registration": "261103-0009-9", "stage": "ready", "version": 4, "at": "2026-11-24T03:00:00+00:00"}


@dataclass
class Watchers:
    """Remembers what it was told."""

    down: bool = False
    told: list[StageChanged] = field(default_factory=list)

    async def tell(self, event: StageChanged) -> int:
        if self.down:
            raise StoreUnavailable
        self.told.append(event)
        return 1


@pytest.fixture
def watchers() -> Watchers:
    return Watchers()


@pytest.fixture
async def hook(watchers: Watchers) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    application = web.Application()
    application.add_routes(service_routes(watchers, SECRET, lambda: float(NOW)))
    async with TestClient(TestServer(application)) as client:
        yield client


def signed(body: bytes, stamp: str = str(NOW), secret: str = SECRET) -> dict[str, str]:
    mac = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {"X-Service-Timestamp": stamp, "X-Service-Signature": f"sha256={mac}"}


BODY = json.dumps(EVENT).encode()


async def test_a_genuine_event_is_told(hook: TestClient[web.Request, web.Application], watchers: Watchers) -> None:
    answer = await hook.post("/hooks/service", data=BODY, headers=signed(BODY))
    assert answer.status == 200
    assert [event.registration for event in watchers.told] == [EVENT["registration"]]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        signed(BODY, secret="another"),
        signed(BODY + b" "),
        signed(BODY, stamp=str(NOW - FRESH_SECONDS - 1)),
        signed(BODY, stamp="gestern"),
        signed(BODY) | {"X-Service-Timestamp": str(NOW + 1)},
        signed(BODY) | {"X-Service-Signature": "sha256=ü"},
    ],
)
async def test_what_is_not_genuine_or_not_fresh_is_refused(
    hook: TestClient[web.Request, web.Application], watchers: Watchers, headers: dict[str, str]
) -> None:
    assert (await hook.post("/hooks/service", data=BODY, headers=headers)).status == 401
    assert watchers.told == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", json.dumps(EVENT | {"stage": "x"}).encode(), b"\xff"])
async def test_what_cannot_be_read_is_refused(
    hook: TestClient[web.Request, web.Application], watchers: Watchers, body: bytes
) -> None:
    assert (await hook.post("/hooks/service", data=body, headers=signed(body))).status == 400
    assert watchers.told == []


async def test_while_the_database_is_away_the_service_is_asked_to_send_again(
    hook: TestClient[web.Request, web.Application], watchers: Watchers
) -> None:
    watchers.down = True
    assert (await hook.post("/hooks/service", data=BODY, headers=signed(BODY))).status == 503
