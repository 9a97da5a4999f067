"""The simulator's courier: parcels that come while it is told to forget all others."""

from __future__ import annotations

import asyncio
import time
from random import Random

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from simulator.courier import Courier, Parcel
from simulator.faults import FaultBoard
from simulator.settings import Pace


@pytest.mark.parametrize("ticks", range(8))
async def test_what_comes_while_others_are_forgotten_has_one_walker(ticks: int) -> None:
    told: list[str] = []

    def parcel(lane: str, name: str) -> Parcel:
        return Parcel(lane, b"", {}, time.time() + 60, lambda *_: told.append(name))

    async def stop_and_begin_again() -> None:
        await courier.stop()
        courier.put(parcel("2", "again"))

    async def slow(_request: web.Request) -> web.Response:
        await asyncio.sleep(0.02)
        return web.Response()

    application = web.Application()
    application.add_routes([web.post("/", slow)])
    courier = Courier(FaultBoard(), Pace(), Random(1), blocking=True)
    async with TestServer(application) as server, ClientSession() as http:
        courier.open(http)
        courier.url = str(server.make_url("/"))
        courier.put(parcel("1", "old"))
        await asyncio.sleep(0.01)
        stopping = asyncio.create_task(stop_and_begin_again())
        for _ in range(ticks):
            await asyncio.sleep(0)
        courier.put(parcel("2", "during"))
        await stopping
        await asyncio.sleep(0.1)
        await courier.stop()
    assert told.count("again") == 1
