"""The bot's client of the NLU: on the real server and on servers that misbehave."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer, unused_port

from bot.domain.errors import NluUnavailable
from bot.domain.ports import Understander
from nlu import taxonomy
from nlu.client import RasaClient
from nlu.text_shape import MOST_CHARACTERS
from tests.nlu.conftest import Server

Answer = Callable[[web.Request], Awaitable[web.Response]]


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


@pytest.fixture
async def misbehaving() -> AsyncIterator[Callable[[Answer], Awaitable[str]]]:
    """A server that answers every request as told."""
    servers: list[TestServer] = []

    async def start(answer: Answer) -> str:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", answer)
        server = TestServer(app)
        servers.append(server)
        await server.start_server()
        return str(server.make_url("/"))

    yield start
    for server in servers:
        await server.close()


async def test_a_text_becomes_ranked_ids(http: ClientSession, server: Server) -> None:
    client: Understander = RasaClient(http, server.url)
    understood = await client.understand("KTP saya hilang, bagaimana mengurusnya?")
    assert understood.ranking[0].id == "faq/ktp_hilang"
    assert {guess.id for guess in understood.ranking} < set(taxonomy.labels())
    assert understood.model.startswith("nlu-")
    assert await client.healthy()


async def test_the_slash_of_a_command_never_reaches_rasa(
    http: ClientSession, misbehaving: Callable[[Answer], Awaitable[str]]
) -> None:
    heard: list[str] = []

    async def listen(request: web.Request) -> web.Response:
        heard.append((await request.json())["text"])
        return web.json_response({"intent_ranking": []})

    client = RasaClient(http, await misbehaving(listen))
    for text in ('/keluhan{"x":1}', " //restart", "\n/ /sapa", "1/2 hari"):
        await client.understand(text)
    assert heard == ['keluhan{"x":1}', "restart", "sapa", "1/2 hari"]


async def test_no_more_is_sent_than_the_model_reads(
    http: ClientSession, misbehaving: Callable[[Answer], Awaitable[str]]
) -> None:
    async def measure(request: web.Request) -> web.Response:
        size = len((await request.json())["text"])
        return web.json_response({"intent_ranking": [{"name": "length", "confidence": size}]})

    understood = await RasaClient(http, await misbehaving(measure)).understand("x" * 1_000_000)
    assert understood.ranking[0].confidence == MOST_CHARACTERS


async def test_half_a_character_does_no_harm(http: ClientSession, server: Server) -> None:
    assert (await RasaClient(http, server.url).understand("ktp hilang \ud83d")).ranking


async def _slow(_: web.Request) -> web.Response:
    await asyncio.sleep(5)
    return web.json_response({})


async def _broken(_: web.Request) -> web.Response:
    return web.Response(status=500, text="broken")


async def _no_json(_: web.Request) -> web.Response:
    return web.Response(text="<html>")


async def _no_text(_: web.Request) -> web.Response:
    return web.Response(body=b"\xff\xfe\xfa")


async def _no_object(_: web.Request) -> web.Response:
    return web.json_response([])


async def _no_ranking(_: web.Request) -> web.Response:
    return web.json_response({"intent": {"name": None}})


async def _bad_ranking(_: web.Request) -> web.Response:
    return web.json_response({"intent_ranking": [{"name": "task/sapa", "confidence": None}]})


async def _hangs_up(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.close()
    return web.Response()


@pytest.mark.parametrize(
    "answer", [_slow, _broken, _no_json, _no_text, _no_object, _no_ranking, _bad_ranking, _hangs_up]
)
async def test_every_failure_is_the_nlu_being_unavailable(
    http: ClientSession, misbehaving: Callable[[Answer], Awaitable[str]], answer: Answer
) -> None:
    client = RasaClient(http, await misbehaving(answer), timeout=0.5)
    with pytest.raises(NluUnavailable):
        await client.understand("halo")


async def test_a_server_that_is_not_there_is_neither_healthy_nor_asked(http: ClientSession) -> None:
    client = RasaClient(http, f"http://127.0.0.1:{unused_port()}")
    assert not await client.healthy()
    with pytest.raises(NluUnavailable):
        await client.understand("halo")


@pytest.mark.parametrize("answer", [_slow, _broken])
async def test_a_sick_server_is_not_healthy(
    http: ClientSession, misbehaving: Callable[[Answer], Awaitable[str]], answer: Answer
) -> None:
    assert not await RasaClient(http, await misbehaving(answer), timeout=0.5).healthy()
