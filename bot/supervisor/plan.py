"""Which processes `run` starts for given settings, as data."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.settings import ROOT, Settings
from bot.supervisor.child import ChildSpec

NLU_PYTHON = ROOT / "nlu" / ".venv" / "bin" / "python"
"""Rasa's own Python 3.10 environment, made by the Makefile."""

# Not secrets: the simulator listens on this machine only, and its residents do not exist.
_SIMULATED_BOT = "7012345678:simulated-bot-token-simulated-000000"
_SIMULATED_PHONE = "100000000000001"
_SIMULATED_BUSINESS = "102290129340398"


@dataclass(frozen=True, slots=True)
class Plan:
    """`processes` in the order they are stopped; Rasa apart because it is started only after training."""

    processes: tuple[ChildSpec, ...]
    rasa: ChildSpec | None


def make_plan(settings: Settings, database_url: str, nlu_port: int, model: Path | None) -> Plan:
    """`model` is None where NLU_URL names a Rasa that runs elsewhere."""
    logs = settings.VAR_DIR / "log"
    nlu_url = settings.NLU_URL or f"http://127.0.0.1:{nlu_port}"
    env = {"DATABASE_URL": database_url, "NLU_URL": nlu_url}
    if settings.simulated:
        env |= simulated_channels(settings)
    processes = [
        _own(command, logs, env | _metrics_port(settings, number)) for number, command in enumerate(("web", "worker"))
    ]
    if settings.simulated:
        argv = (sys.executable, "-m", "simulator", "--port", str(settings.SIMULATOR_PORT))
        processes.append(ChildSpec("simulator", argv, logs / "simulator.log", env, ROOT))
    rasa = None
    if model is not None:
        # Where NLU_URL names a server elsewhere, models are trained there (docs/operations.md).
        processes.append(_own("trainer", logs, env))
        rasa = rasa_spec(model, nlu_port, logs)
    return Plan(tuple(processes), rasa)


def rasa_spec(model: Path, port: int, logs: Path) -> ChildSpec:
    """The NLU server with this model."""
    argv = (str(NLU_PYTHON), "-m", "nlu.serve", "--model", str(model), "--port", str(port), "--exit-with-parent")
    return ChildSpec("rasa", argv, logs / "rasa.log", {}, ROOT)


def simulated_channels(settings: Settings) -> Mapping[str, str]:
    """Settings that point both channels at the simulator; its signing secrets are new with every start."""
    simulator = f"http://127.0.0.1:{settings.SIMULATOR_PORT}"
    bot = f"http://127.0.0.1:{settings.HTTP_PORT}"
    return {
        "PUBLIC_URL": bot,
        "SIMULATOR_BOT_URL": bot,
        "SIMULATOR_PORT": str(settings.SIMULATOR_PORT),
        "DEV_ROAD": "true",
        "TELEGRAM_BOT_TOKEN": _SIMULATED_BOT,
        "TELEGRAM_WEBHOOK_SECRET": secrets.token_urlsafe(24),
        "TELEGRAM_API_BASE": simulator,
        "WHATSAPP_PHONE_NUMBER_ID": _SIMULATED_PHONE,
        "WHATSAPP_BUSINESS_ACCOUNT_ID": _SIMULATED_BUSINESS,
        "WHATSAPP_ACCESS_TOKEN": "EAA" + secrets.token_hex(16),
        "WHATSAPP_APP_SECRET": secrets.token_hex(16),
        "WHATSAPP_VERIFY_TOKEN": secrets.token_hex(8),
        "WHATSAPP_API_BASE": simulator,
        "SERVICE_API_URL": f"{simulator}/service/v1",
        "SERVICE_API_TOKEN": secrets.token_hex(16),
        "SERVICE_API_SECRET": secrets.token_hex(16),
    }


def _metrics_port(settings: Settings, number: int) -> dict[str, str]:
    """Two processes cannot share a port: each takes the next."""
    return {} if settings.METRICS_PORT is None else {"METRICS_PORT": str(settings.METRICS_PORT + number)}


def _own(command: str, logs: Path, env: Mapping[str, str]) -> ChildSpec:
    return ChildSpec(command, (sys.executable, "-m", "bot", command), logs / f"{command}.log", env, ROOT)
