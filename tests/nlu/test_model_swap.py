"""Another model takes over while residents ask: nothing fails, every answer names its model, all servers follow."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from itertools import count
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.domain.language_models import How
from bot.store.engine import Database
from bot.store.language_models import PostgresModels, TrainedModel
from bot.store.model_evaluations import keep_evaluation
from bot.store.model_jobs import PostgresTrainingJobs
from bot.store.wakeup import Wakeup
from bot.training.follower import Follower
from bot.training.room import ModelRoom
from bot.training.workshop import Workshop
from tests.models import BETTER, FILES, Taught, evaluation
from tests.nlu.conftest import start_server

OLD, NEW = "nlu-20261101T020000-old0.tar.gz", "nlu-20261102T020000-new0.tar.gz"
A_SECOND = 50


class Asking:
    """A steady stream of different messages; what each was answered by, or the status of a failure."""

    def __init__(self, http: ClientSession, url: str) -> None:
        self._http = http
        self._url = url
        self.answers: list[str | int] = []

    @asynccontextmanager
    async def steadily(self) -> AsyncIterator[None]:
        """For as long as the block lasts, and until all are answered."""
        asked: list[asyncio.Task[None]] = []
        stop = asyncio.Event()

        async def stream() -> None:
            for number in count():
                if stop.is_set():
                    return
                asked.append(asyncio.create_task(self._ask(f"ktp nomor {number} saya hilang di jalan")))
                await asyncio.sleep(1 / A_SECOND)

        streaming = asyncio.create_task(stream())
        yield
        stop.set()
        await streaming
        await asyncio.gather(*asked)

    async def _ask(self, words: str) -> None:
        async with self._http.post(f"{self._url}/model/parse", json={"text": words}) as answer:
            self.answers.append((await answer.json())["model_file"] if answer.status == 200 else answer.status)


@pytest.fixture
def folder(model: Path, tmp_path: Path) -> Path:
    """Two models of full size under different names."""
    for name in (OLD, NEW):
        shutil.copy(model, tmp_path / name)
    return tmp_path


@pytest.fixture
def servers(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """Two of them, with the old model."""
    first = start_server(folder / OLD, tmp_path_factory.mktemp("first"))
    second = start_server(folder / OLD, tmp_path_factory.mktemp("second"))
    with closing(first), closing(second):  # type: ignore[type-var]
        yield [next(first).url, next(second).url]


@pytest.fixture
async def room(database: Database, wakeup: Wakeup, folder: Path) -> ModelRoom:
    """The old model is in charge, the new one may take over."""
    models = PostgresModels(database, wakeup)
    await models.register(TrainedModel(OLD, FILES, 0, None))
    await models.put_in_charge(OLD, How.FIRST)
    await models.register(TrainedModel(NEW, FILES, 0, None))
    await keep_evaluation(database, NEW, evaluation(BETTER, OLD), BETTER, [])
    return ModelRoom(database, wakeup, models, Taught(), Workshop(folder, folder / "scratch", folder / "log"))


@asynccontextmanager
async def followed(room: ModelRoom, http: ClientSession, urls: list[str]) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        for url in urls:
            following = asyncio.create_task(Follower(room, http, url).run())
            stack.push_async_callback(_end, following)
        yield


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def all_serve(room: ModelRoom, model: str, servers: int = 2) -> None:
    jobs = PostgresTrainingJobs(room.database, room.wakeup)
    async with asyncio.timeout(200):
        while [each.model for each in await jobs.stations()] != [model] * servers:  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def test_no_request_fails_while_models_change_and_every_server_follows(
    room: ModelRoom, servers: list[str]
) -> None:
    async with ClientSession() as http, followed(room, http, servers):
        asking = Asking(http, servers[0])
        await all_serve(room, OLD)
        async with asking.steadily():
            await room.models.activate(NEW, "dewi", OLD)
            await all_serve(room, NEW)
            before_roll_back = len(asking.answers)
            await room.models.roll_back("dewi", NEW)
            await all_serve(room, OLD)
        assert len(asking.answers) > A_SECOND // 2
        assert set(asking.answers) == {OLD, NEW}
        assert NEW in asking.answers[:before_roll_back]
        assert asking.answers[-1] == OLD


async def test_a_server_goes_on_with_its_model_when_the_file_of_the_next_is_missing(
    room: ModelRoom, servers: list[str], folder: Path
) -> None:
    (folder / NEW).unlink()
    jobs = PostgresTrainingJobs(room.database, room.wakeup)
    async with ClientSession() as http, followed(room, http, servers[:1]):
        asking = Asking(http, servers[0])
        await room.models.activate(NEW, "dewi", OLD)
        async with asking.steadily(), asyncio.timeout(200):
            while [each.problem for each in await jobs.stations()] != ["missing_file"]:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        assert set(asking.answers) <= {OLD}
        await room.models.roll_back("dewi", NEW)
        await all_serve(room, OLD, servers=1)
