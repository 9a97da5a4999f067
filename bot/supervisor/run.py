"""The steps of `run`, said aloud: database, model, processes, ready, clean stop."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import signal
import socket
import time
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from pathlib import Path

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.clock import WallClock
from bot.domain.errors import SettingsError
from bot.keys import make_key_file, open_vault
from bot.sample_account import LOGIN, close_sample_accounts, make_sample_account, may_have_samples
from bot.settings import Settings
from bot.store.embedded import EmbeddedServer, start_embedded
from bot.store.engine import Database
from bot.store.migrate import migrate
from bot.supervisor.child import Child, ChildSpec
from bot.supervisor.plan import NLU_PYTHON, make_plan, rasa_spec
from bot.supervisor.ports import free_port
from bot.training.follower import Follower
from bot.training.room import ModelRoom, model_room
from bot.training.settle import settle
from faq.book import load_book

_READY_SECONDS = 180.0


def say(line: str) -> None:
    """One line for the person at the terminal."""
    print(f"{time.strftime('%H:%M:%S')}  {line}", flush=True)  # noqa: T201 - this is the terminal's own voice


async def run(settings: Settings) -> int:
    """Start everything, wait for SIGINT or SIGTERM, stop everything. Returns the exit code."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    # Read here too, so that a mistake in the office's file is named at once and not by processes that keep ending.
    load_book(settings.OFFICE_FILE, WallClock().now)
    with _only_run_here(settings.VAR_DIR):
        _check_ports(settings)
        async with _database(settings) as database_url, model_room(settings, database_url) as room:
            model = None if settings.NLU_URL else await _settle(room, stop)
            if stop.is_set():
                return 0
            await _keep_samples_out(settings, database_url)
            port = free_port()
            plan = make_plan(settings, database_url, port, model)
            children = [Child(spec, say) for spec in plan.processes]
            following: list[Coroutine[None, None, None]] = []
            if plan.rasa:
                children.append(Child(plan.rasa, say))
                following.append(_follow(room, port, children[-1], settings.VAR_DIR / "log"))
            return await _tend(children, [*following, _announce(settings, database_url)], stop)


async def _tend(children: list[Child], beside: Sequence[Coroutine[None, None, None]], stop: asyncio.Event) -> int:
    for child in children:
        _turn_over(child.spec)
    say("Starting " + ", ".join(child.spec.name for child in children))
    running = [asyncio.create_task(child.run()) for child in children]
    others = [asyncio.create_task(each) for each in beside]
    try:
        await stop.wait()
    finally:
        for task in others:
            task.cancel()
        say("Stopping …")
        await asyncio.gather(*(child.stop() for child in children))
        for task in running:
            task.cancel()
        await asyncio.gather(*running, *others, return_exceptions=True)
        for child in children:
            child.kill()
    say("Stopped.")
    return 0


async def _keep_samples_out(settings: Settings, database_url: str) -> None:
    if not may_have_samples(settings):
        async with _opened(settings, database_url) as database:
            if await close_sample_accounts(database):
                say("The sample account of the console is switched off: real people can reach this service.")


async def _announce(settings: Settings, database_url: str) -> None:
    """Wait until residents would get answers, then say where to click."""
    host = "127.0.0.1" if settings.HTTP_HOST in {"0.0.0.0", "::"} else settings.HTTP_HOST  # noqa: S104
    bot = f"http://{host}:{settings.HTTP_PORT}"
    if not await _until_ready(f"{bot}/health/ready"):
        say(f"Not ready after {_READY_SECONDS:.0f} s. Look into {settings.VAR_DIR / 'log'}")
        await _tell_console(settings, database_url, bot)
        return
    if settings.simulated:
        await _until_ready(f"http://127.0.0.1:{settings.SIMULATOR_PORT}/")
        say("Ready. No channel is set up, so two simulated phones wait for you:")
        say(f"    → http://127.0.0.1:{settings.SIMULATOR_PORT}/")
    else:
        names = [name for name, on in _channels(settings) if on]
        say(f"Ready. Residents are answered on {' and '.join(names)}.")
    await _tell_console(settings, database_url, bot)
    say(f"    webhooks {bot}/hooks/…   health {bot}/health/ready   logs {settings.VAR_DIR / 'log'}")
    say("Ctrl-C stops everything.")


async def _tell_console(settings: Settings, database_url: str, bot: str) -> None:
    """The sample account is made when its password can be told: it stands in no file."""
    password = ""
    if may_have_samples(settings):
        async with _opened(settings, database_url) as database:
            password = await make_sample_account(database)
    say(f"Staff console: {bot}/console" + (f"   login {LOGIN}   password {password}" if password else ""))
    if password:
        say("    (this sample account is for looking around; its password is shown only now)")
    say('    add an admin: .venv/bin/python -m bot staff add NAME --name "Full Name" --role admin')


@contextlib.asynccontextmanager
async def _opened(settings: Settings, database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url, open_vault(settings), pool_size=1)
    try:
        yield database
    finally:
        await database.close()


def _channels(settings: Settings) -> Iterator[tuple[str, bool]]:
    yield "Telegram" + ("" if settings.PUBLIC_URL else " (polling)"), settings.telegram_enabled
    yield "WhatsApp", settings.whatsapp_enabled


async def _until_ready(url: str) -> bool:
    end = time.monotonic() + _READY_SECONDS
    async with ClientSession(timeout=ClientTimeout(total=3)) as session:
        while time.monotonic() < end:
            with contextlib.suppress(ClientError, TimeoutError):
                async with session.get(url) as answer:
                    if answer.status == 200:
                        return True
            await asyncio.sleep(0.2)
    return False


@contextlib.asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[str]:
    """The database's address, migrated; an embedded server is stopped at the end."""
    server: EmbeddedServer | None = None
    url = settings.DATABASE_URL
    if url is None:
        say(f"Starting PostgreSQL in {settings.VAR_DIR / 'postgres'}")
        server = await asyncio.to_thread(start_embedded, settings.VAR_DIR / "postgres")
        url = server.get_uri()
    try:
        if settings.SECRET_KEY is None:
            make_key_file(settings)
        database = Database(url, open_vault(settings), pool_size=1)
        await migrate(database)
        await database.close()
        yield url
    finally:
        if server is not None:
            await asyncio.to_thread(server.cleanup)


async def _settle(room: ModelRoom, stop: asyncio.Event) -> Path | None:
    """The model to begin with, trained if need be; None when stopped meanwhile."""
    if not NLU_PYTHON.exists():
        raise SettingsError(["Rasa's environment is missing — run `make run` once, or set NLU_URL"])
    settling = asyncio.create_task(settle(room.workshop, room.models, room.taught, say))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({settling, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if stop.is_set():
        settling.cancel()
        await asyncio.gather(settling, return_exceptions=True)
        return None
    return await settling


async def _follow(room: ModelRoom, port: int, rasa: Child, logs: Path) -> None:
    """The server goes on with whatever staff put in charge, and starts again with it."""
    async with ClientSession() as http:
        await Follower(
            room, http, f"http://127.0.0.1:{port}", lambda model: rasa.start_with(rasa_spec(model, port, logs))
        ).run()


def _turn_over(spec: ChildSpec) -> None:
    """Keep the log of the run before under `.1`."""
    if spec.log.exists():
        spec.log.replace(spec.log.with_suffix(".log.1"))


def _check_ports(settings: Settings) -> None:
    """Raise SettingsError naming every port that is taken."""
    wanted = {"HTTP_PORT": (settings.HTTP_HOST, settings.HTTP_PORT)}
    if settings.simulated:
        wanted["SIMULATOR_PORT"] = ("127.0.0.1", settings.SIMULATOR_PORT)
    problems = []
    for name, (host, port) in wanted.items():
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                problems.append(f"{name} {port} cannot be used ({error.strerror}) — set {name} to a free port")
    if problems:
        raise SettingsError(problems)


@contextlib.contextmanager
def _only_run_here(folder: Path) -> Iterator[None]:
    """Two runs in one folder would fight over its database. Raises SettingsError."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SettingsError([f"`run` is already running on {folder} — stop it, or set VAR_DIR"]) from None
        yield
