"""`python -m bot run` as a newcomer starts it: real processes, stopped, killed and misconfigured."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psutil
import pytest
from aiohttp import ClientError, ClientSession

from bot.settings import ROOT
from bot.supervisor.ports import free_port

_NAMES = ("DATABASE_URL", "PUBLIC_URL", "NLU_URL", "TELEGRAM_", "WHATSAPP_", "OFFICE_FILE")


class Running:
    """One product in a folder of its own, with simulated channels."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.http_port, self.simulator_port = free_port(), free_port()
        ports = {"HTTP_PORT": str(self.http_port), "SIMULATOR_PORT": str(self.simulator_port)}
        clean = {name: value for name, value in os.environ.items() if not name.startswith(_NAMES)}
        self.log = folder / "terminal.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"],
                cwd=ROOT,
                env=clean | ports | {"VAR_DIR": str(folder)} | settings,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    async def ready(self) -> None:
        """Until the bot and the page answer."""
        async with asyncio.timeout(90), ClientSession() as http:
            for url in (f"http://127.0.0.1:{self.http_port}/health/ready", f"http://127.0.0.1:{self.simulator_port}/"):
                while not await _answers(http, url):
                    assert self.process.poll() is None, self.log.read_text()
                    await asyncio.sleep(0.1)

    def descendants(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def child(self, word: str) -> psutil.Process:
        return next(each for each in self.descendants() if word in _command(each))

    def postgres(self) -> psutil.Process:
        return psutil.Process(int((self.log.parent / "postgres" / "postmaster.pid").read_text().split()[0]))

    async def ended(self, seconds: float = 30) -> int:
        return await asyncio.wait_for(asyncio.to_thread(self.process.wait), seconds)


def _command(process: psutil.Process) -> list[str]:
    """Empty for a process that has just died."""
    try:
        return process.cmdline()
    except psutil.Error:
        return []


async def _answers(http: ClientSession, url: str) -> bool:
    try:
        async with http.get(url) as answer:
            return answer.status == 200
    except ClientError:
        return False


@pytest.fixture
def folder(model: Path) -> Iterator[Path]:
    """A VAR_DIR with the trained model in it."""
    with tempfile.TemporaryDirectory(prefix="sambung-run-", ignore_cleanup_errors=True) as name:
        (Path(name) / "models").symlink_to(model.parent)
        yield Path(name)


@pytest.fixture
async def product(folder: Path) -> AsyncIterator[Running]:
    running = Running(folder)
    try:
        await running.ready()
        yield running
    finally:
        if running.process.poll() is None:
            running.process.send_signal(signal.SIGINT)
            await running.ended()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
async def test_one_signal_stops_everything_and_leaves_no_process(product: Running, how: signal.Signals) -> None:
    everybody = product.descendants()
    assert {"web", "worker", "simulator", "nlu.serve"} <= {word for each in everybody for word in _command(each)}
    postgres = product.postgres()
    product.process.send_signal(how)
    assert await product.ended() == 0
    _, left = psutil.wait_procs([*everybody, postgres], timeout=5)
    assert left == []


async def test_a_killed_worker_and_a_killed_rasa_are_started_again(product: Running) -> None:
    before = {word: product.child(word).pid for word in ("worker", "nlu.serve")}
    for pid in before.values():
        os.kill(pid, signal.SIGKILL)
    async with asyncio.timeout(30):
        while not _replaced(product, before):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    await product.ready()
    assert "starting it again" in product.log.read_text()


def _replaced(product: Running, before: dict[str, int]) -> bool:
    now = {word: each.pid for each in product.descendants() for word in before if word in _command(each)}
    return len(now) == len(before) and not set(now.values()) & set(before.values())


async def test_when_the_supervisor_itself_is_killed_its_children_go_too(product: Running) -> None:
    everybody = product.descendants()
    product.process.kill()
    await product.ended()
    _, left = await asyncio.to_thread(psutil.wait_procs, everybody, 15)
    assert left == []
    again = Running(product.log.parent)  # joins the database that stayed, and stops it in the end
    await again.ready()
    again.process.send_signal(signal.SIGINT)
    assert await again.ended() == 0


def test_a_second_run_in_the_same_folder_is_refused(product: Running, folder: Path) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        cwd=ROOT,
        env=os.environ | {"VAR_DIR": str(folder), "HTTP_PORT": str(free_port())},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert second.returncode == 2
    assert "already running" in second.stderr


async def test_everything_wrong_with_the_settings_is_named_at_once(folder: Path) -> None:
    running = Running(folder, TELEGRAM_BOT_TOKEN="nonsense", WHATSAPP_APP_SECRET="x", PUBLIC_URL="nowhere")
    assert await running.ended() == 2
    said = running.log.read_text()
    for name in ("TELEGRAM_BOT_TOKEN", "WHATSAPP_ACCESS_TOKEN", "PUBLIC_URL"):
        assert name in said
    assert "Traceback" not in said


async def test_a_mistake_in_the_offices_file_is_named(folder: Path) -> None:
    office = folder / "office.yml"
    office.write_text("sample: false\nname: {id: Kelurahan}\n")
    running = Running(folder, OFFICE_FILE=str(office))
    assert await running.ended() == 2
    said = running.log.read_text()
    assert "office.yml" in said
    assert "Traceback" not in said


async def test_a_taken_port_is_named(folder: Path, product: Running) -> None:
    with tempfile.TemporaryDirectory(prefix="sambung-run-") as other:
        running = Running(Path(other), HTTP_PORT=str(product.http_port))
        assert await running.ended() == 2
        assert f"HTTP_PORT {product.http_port} cannot be used" in running.log.read_text()
