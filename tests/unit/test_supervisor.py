"""The supervisor's children: restarted when they die, stopped with all they started."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.supervisor.child import Child, ChildSpec
from bot.supervisor.plan import make_plan

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
PATIENT = "import time; print('up', flush=True); time.sleep(60)"


def child(folder: Path, program: str, said: list[str], stop_seconds: float = 5) -> Child:
    spec = ChildSpec("test", (sys.executable, "-c", program), folder / "child.log")
    return Child(spec, said.append, stop_seconds=stop_seconds)


async def up(folder: Path, times: int = 1) -> None:
    """Wait until the child has said so."""
    log = folder / "child.log"
    for _ in range(1000):
        if log.exists() and log.read_text().count("up") >= times:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("the child did not come up")


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_a_killed_child_is_started_again_and_the_person_is_told(tmp_path: Path) -> None:
    said: list[str] = []
    patient = child(tmp_path, PATIENT, said)
    running = asyncio.create_task(patient.run())
    await up(tmp_path)
    assert patient.pid
    os.kill(patient.pid, signal.SIGKILL)
    await up(tmp_path, times=2)
    assert "starting it again" in said[0]
    await patient.stop()
    await running


async def test_a_stopped_child_is_gone_and_stays_gone(tmp_path: Path) -> None:
    patient = child(tmp_path, PATIENT, [])
    running = asyncio.create_task(patient.run())
    await up(tmp_path)
    pid = patient.pid
    await patient.stop()
    await running
    assert pid
    assert not alive(pid)


async def test_a_child_that_will_not_stop_is_killed(tmp_path: Path) -> None:
    said: list[str] = []
    stubborn = child(tmp_path, STUBBORN, said, stop_seconds=0.2)
    running = asyncio.create_task(stubborn.run())
    await up(tmp_path)
    await stubborn.stop()
    await running
    assert said == ["test did not end in time; killing it"]


def test_without_channel_settings_the_simulator_is_part_of_the_plan() -> None:
    plan = make_plan(Settings.read({}), "postgresql://x", 5005, Path("model.tar.gz"))
    assert [process.name for process in plan.processes] == ["web", "worker", "simulator", "trainer"]
    assert plan.rasa
    web = plan.processes[0]
    assert web.env["TELEGRAM_API_BASE"] == "http://127.0.0.1:8090"
    assert Settings.read(web.env).telegram_enabled


def test_with_a_real_channel_there_is_no_simulator() -> None:
    settings = Settings.read({"TELEGRAM_BOT_TOKEN": "123456789:AAinvented", "NLU_URL": "http://127.0.0.1:1"})
    plan = make_plan(settings, "postgresql://x", 5005, None)
    assert [process.name for process in plan.processes] == ["web", "worker"]
    assert plan.rasa is None


@pytest.mark.parametrize("process", [0, 1, 2])
def test_the_secrets_of_the_simulator_are_new_with_every_start(process: int) -> None:
    first, second = (
        make_plan(Settings.read({}), "postgresql://x", 5005, None).processes[process].env["WHATSAPP_APP_SECRET"]
        for _ in range(2)
    )
    assert first != second


def test_each_process_has_a_metrics_port_of_its_own() -> None:
    settings = Settings.read({"METRICS_PORT": "9464"})
    ports = [child.env.get("METRICS_PORT") for child in make_plan(settings, "postgresql://x", 5005, None).processes]
    assert ports[:2] == ["9464", "9465"]
    assert not any("METRICS_PORT" in child.env for child in make_plan(Settings.read({}), "x", 1, None).processes)
