"""`python -m bot trainer` and `python -m bot nlu`: language models made and served apart from web and worker."""

from __future__ import annotations

import asyncio
import signal
from typing import Annotated

import typer
from aiohttp import ClientSession

from bot.adapters import opened_database
from bot.command_line import finish
from bot.duty.heart import Sights, beat
from bot.settings import Settings
from bot.supervisor.child import Child
from bot.supervisor.plan import rasa_spec
from bot.training.follower import Follower
from bot.training.room import ModelRoom, model_room
from bot.training.settle import settle
from bot.training.trainer import Trainer


def trainer() -> None:
    """Train language models when staff ask for it. Any number may run; one training at a time is worked on."""

    async def command(settings: Settings) -> int:
        stop = _stop_signal()
        async with opened_database(settings) as (_database, url), model_room(settings, url) as room:
            training = Trainer(room.database, room.wakeup, room.taught, room.workshop)
            await asyncio.gather(
                training.run(stop), beat(room.database, "trainer", Sights(settings.VAR_DIR).look, stop)
            )
        return 0

    finish(command)


def nlu(port: Annotated[int, typer.Option(help="Where to listen, on this machine only")] = 5005) -> None:
    """Serve the language model in charge; another one that staff put in charge takes over within seconds."""

    async def command(settings: Settings) -> int:
        stop = _stop_signal()
        async with opened_database(settings) as (_database, url), model_room(settings, url) as room:
            await _serve(settings, room, port, stop)
        return 0

    finish(command)


async def _serve(settings: Settings, room: ModelRoom, port: int, stop: asyncio.Event) -> None:
    logs = settings.VAR_DIR / "log"
    rasa = Child(rasa_spec(await settle(room.workshop, room.models, room.taught, print), port, logs), print)
    async with ClientSession() as http:
        follower = Follower(
            room, http, f"http://127.0.0.1:{port}", lambda model: rasa.start_with(rasa_spec(model, port, logs))
        )
        tasks = [asyncio.create_task(rasa.run()), asyncio.create_task(follower.run())]
        try:
            await stop.wait()
        finally:
            await rasa.stop()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def _stop_signal() -> asyncio.Event:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop
