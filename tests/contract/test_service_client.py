"""The service's client against the stand-in, and the stand-in against the contract."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import jsonschema
import pytest
import yaml
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.domain.errors import ServiceRefused, ServiceUnavailable
from bot.domain.service import Stage
from bot.service_api.breaker import OPEN_SECONDS, TROUBLE_UNTIL_OPEN, Breaker
from bot.service_api.client import NoService, ServiceClient
from bot.settings import ROOT
from simulator.faults import Fault
from simulator.service import ServiceServer
from simulator.settings import Settings
from tests.tiny_bot import ACCESS, APP_SECRET, PHONE_ID, TOKEN

CONTRACT = yaml.safe_load((ROOT / "bot" / "service_api" / "openapi.yml").read_text())
SERVICE_TOKEN = "an invented token"
NUMBER, BORN = "261103-0009-9", date(1990, 1, 5)
SETTINGS = Settings(TOKEN, PHONE_ID, ACCESS, APP_SECRET, "verify", service_token=SERVICE_TOKEN, service_secret="s")


class Standing:
    """The stand-in, served."""

    def __init__(self, service: ServiceServer, url: str, http: ClientSession) -> None:
        self.service = service
        self.url = url
        self.http = http

    def client(self, token: str = SERVICE_TOKEN, **options: Any) -> ServiceClient:
        return ServiceClient(self.http, f"{self.url}/service/v1", token, **options)


@pytest.fixture
async def stage() -> AsyncIterator[Standing]:
    service = ServiceServer(SETTINGS)
    application = web.Application()
    application.add_routes(service.routes())
    async with TestServer(application) as server, ClientSession() as http:
        yield Standing(service, str(server.make_url("")).rstrip("/"), http)


async def test_an_application_is_found_by_number_and_date_of_birth(stage: Standing) -> None:
    found = await stage.client().application(NUMBER, BORN)
    assert found
    assert (found.registration, found.stage, found.bring[0]) == (NUMBER, Stage.READY, "KTP lama, kalau ada")
    assert [passed.stage for passed in found.history] == ["received", "checking", "printing", "ready"]


@pytest.mark.parametrize(("number", "born"), [(NUMBER, date(1990, 1, 6)), ("261103-0001-4", BORN)])
async def test_a_wrong_date_and_an_unknown_number_are_answered_alike(stage: Standing, number: str, born: date) -> None:
    assert await stage.client().application(number, born) is None


async def test_every_seeded_application_is_as_the_contract_says(stage: Standing) -> None:
    schema = CONTRACT["components"]["schemas"]["Application"]
    for each in stage.service.applications.values():
        jsonschema.validate(each.body(), _plain(schema))
        assert await stage.client().application(each.registration, each.born)


async def test_the_mobile_service_s_places_are_read(stage: Standing) -> None:
    visits = await stage.client().visits()
    assert [visit.place for visit in visits] == ["Lapangan RW 03", "Balai warga RW 05"]


async def test_one_failure_is_not_noticed(stage: Standing) -> None:
    stage.service.faults.set(Fault.SERVER_ERROR, times=1)
    assert await stage.client().application(NUMBER, BORN)


async def test_a_service_that_fails_is_away(stage: Standing) -> None:
    stage.service.faults.set(Fault.SERVER_ERROR)
    with pytest.raises(ServiceUnavailable):
        await stage.client().application(NUMBER, BORN)
    assert not await stage.client().healthy()


async def test_a_service_that_is_slow_is_away(stage: Standing) -> None:
    stage.service.faults.set(Fault.SLOW, seconds=5)
    with pytest.raises(ServiceUnavailable):
        await stage.client(timeout=0.05).application(NUMBER, BORN)


async def test_a_wrong_token_is_refused_and_not_tried_again(stage: Standing) -> None:
    with pytest.raises(ServiceRefused, match="unauthorised"):
        await stage.client("wrong").application(NUMBER, BORN)


@pytest.mark.parametrize("body", ["", "null", "[]", "{}", '{"registration": 1}', "<html>"])
async def test_a_senseless_answer_is_an_absent_one(body: str) -> None:
    async def senseless(_: web.Request) -> web.Response:
        return web.Response(text=body, content_type="application/json")

    application = web.Application()
    application.router.add_get("/applications/{number}", senseless)
    async with TestServer(application) as server, ClientSession() as http:
        with pytest.raises(ServiceUnavailable):
            await ServiceClient(http, str(server.make_url("/")), "t").application(NUMBER, BORN)


async def test_after_repeated_failures_the_service_is_left_alone_and_then_tried_once(stage: Standing) -> None:
    moment = [0.0]
    client = stage.client(breaker=Breaker(lambda: moment[0]))
    stage.service.faults.set(Fault.SERVER_ERROR)
    for _ in range(TROUBLE_UNTIL_OPEN):
        with pytest.raises(ServiceUnavailable):
            await client.application(NUMBER, BORN)
    stage.service.faults.clear()
    with pytest.raises(ServiceUnavailable, match="left alone"):
        await client.application(NUMBER, BORN)
    assert stage.service.asked == 0
    moment[0] += OPEN_SECONDS + 1
    assert await client.application(NUMBER, BORN)
    assert await client.application(NUMBER, BORN)


async def test_without_a_service_every_question_is_refused_as_not_connected() -> None:
    with pytest.raises(ServiceRefused, match="not_connected"):
        await NoService().application(NUMBER, BORN)


def _plain(schema: Any) -> Any:
    """The schema with its references filled in and OpenAPI's `nullable` in JSON Schema's words."""
    if isinstance(schema, list):
        return [_plain(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _plain(CONTRACT["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    plain = {key: _plain(value) for key, value in schema.items() if key != "nullable"}
    if schema.get("nullable"):
        plain["type"] = [plain["type"], "null"]
    return plain
