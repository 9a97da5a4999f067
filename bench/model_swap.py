"""(g) Another language model in charge while residents ask: failures, the slowest answer, and the time from the click
to the first answer by the new model, and to one by the former when it is taken back."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import ClientSession, ClientTimeout

from bench.figures import Figures, median_of
from bench.models import newest_model
from bot.domain.language_models import How
from bot.domain.model_quality import Comparison, Evaluation, Exam
from bot.domain.model_quality import Figures as Counts
from bot.keys import open_vault
from bot.settings import Settings
from bot.store.embedded import start_embedded
from bot.store.engine import Database
from bot.store.language_models import PostgresModels, TrainedModel
from bot.store.migrate import migrate
from bot.store.model_evaluations import keep_evaluation
from bot.store.taught import PostgresTaught
from bot.store.wakeup import Wakeup
from bot.supervisor.plan import rasa_spec
from bot.supervisor.ports import free_port
from bot.training.follower import Follower
from bot.training.room import ModelRoom
from bot.training.workshop import Workshop
from nlu.evaluate import OWN_TEST_SET, read_rows
from rig.cluster import until_answers
from rig.process import Process

OLD, NEW = "nlu-20260101T000000-old.tar.gz", "nlu-20260102T000000-new.tar.gz"
PER_SECOND = 50
_SETTLED_SECONDS = 2.0
_GIVEN_UP = 60.0


@dataclass
class Stream:
    """Messages at a steady pace; each answer as (moment, model or nothing where it failed, milliseconds)."""

    http: ClientSession
    url: str
    texts: Sequence[str]
    answers: list[tuple[float, str, float]] = field(default_factory=list)

    async def run(self) -> None:
        """For ever, each message with a number of its own: nothing is answered from memory."""
        asked: set[asyncio.Task[None]] = set()
        number = 0
        while True:
            task = asyncio.create_task(self._ask(f"{self.texts[number % len(self.texts)]} {number}"))
            asked.add(task)
            task.add_done_callback(asked.discard)
            number += 1
            await asyncio.sleep(1 / PER_SECOND)

    async def first_by(self, model: str, since: float) -> float:
        """Seconds from then to the first answer of this model."""
        while time.monotonic() - since < _GIVEN_UP:
            for moment, by, _ in self.answers:
                if moment > since and by == model:
                    return moment - since
            await asyncio.sleep(0.01)
        raise RuntimeError(f"{model} never answered")

    async def _ask(self, text: str) -> None:
        began, by = time.monotonic(), ""
        try:
            async with self.http.post(f"{self.url}/model/parse", json={"text": text}) as answer:
                by = (await answer.json())["model_file"] if answer.status == 200 else ""
        finally:
            self.answers.append((time.monotonic(), by, (time.monotonic() - began) * 1000))


async def measure(rounds: int) -> dict[str, Figures]:
    model = await newest_model()
    with tempfile.TemporaryDirectory(prefix="sambung-swap-") as name:
        folder = Path(name)
        for copy in (OLD, NEW):
            shutil.copy(model, folder / copy)
        return {"50 a second meanwhile": median_of([await _round(folder) for _ in range(rounds)])}


async def _round(folder: Path) -> Figures:
    with tempfile.TemporaryDirectory(prefix="sambung-swap-db-") as place:
        postgres = start_embedded(Path(place) / "postgres")
        try:
            settings = Settings.read({"SECRET_KEY": "for-this-measurement-only", "VAR_DIR": place})
            database = Database(postgres.get_uri(), open_vault(settings), pool_size=3)
            wakeup = Wakeup(postgres.get_uri())
            await migrate(database)
            room = await _room(database, wakeup, folder)
            figures = await _served(room, folder)
            await wakeup.close()
            await database.close()
            return figures
        finally:
            postgres.cleanup()


async def _room(database: Database, wakeup: Wakeup, folder: Path) -> ModelRoom:
    """The old model is in charge, and nothing stands against the new one."""
    models = PostgresModels(database, wakeup)
    counts = Counts(1, 1, 1, 0, 0, 0)
    even = Evaluation(OLD, (Comparison(Exam.TEST, "", counts, counts, 0, 0),), (), 0, (), 0, {})
    await models.register(TrainedModel(OLD, "", 0, None))
    await models.put_in_charge(OLD, How.FIRST)
    await models.register(TrainedModel(NEW, "", 0, None))
    await keep_evaluation(database, NEW, even, [], [])
    workshop = Workshop(folder, folder / "scratch", folder / "training.log")
    return ModelRoom(database, wakeup, models, PostgresTaught(database), workshop)


async def _served(room: ModelRoom, folder: Path) -> Figures:
    port = free_port()
    server = Process("nlu", tuple(rasa_spec(folder / OLD, port, folder).argv), folder / "nlu.log")
    await server.start()
    url = f"http://127.0.0.1:{port}"
    texts = [row.text for row in read_rows(OWN_TEST_SET)]
    try:
        await until_answers(f"{url}/status")
        async with ClientSession(timeout=ClientTimeout(total=_GIVEN_UP)) as http:
            stream = Stream(http, url, texts)
            tasks = [asyncio.create_task(stream.run()), asyncio.create_task(Follower(room, http, url).run())]
            try:
                return await _clicked(room, stream)
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
    finally:
        await server.kill()


async def _clicked(room: ModelRoom, stream: Stream) -> Figures:
    await asyncio.sleep(_SETTLED_SECONDS)
    began = time.monotonic()
    await room.models.activate(NEW, "bench", OLD)
    taken = await stream.first_by(NEW, began)
    await asyncio.sleep(_SETTLED_SECONDS)
    back = time.monotonic()
    await room.models.roll_back("bench", NEW)
    returned = await stream.first_by(OLD, back)
    await asyncio.sleep(_SETTLED_SECONDS)
    meanwhile = [answer for answer in stream.answers if answer[0] > began]
    return {
        "activated_s": taken,
        "rolled_back_s": returned,
        "answers": len(meanwhile),
        "failed": sum(not by for _, by, _ in meanwhile),
        "slowest_ms": max(took for _, _, took in meanwhile),
    }
