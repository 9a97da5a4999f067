"""The stand-in against the contract, by machine: whatever is sent, it answers as bot/service_api/openapi.yml says."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from aiohttp import web
from hypothesis import HealthCheck, settings
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import ignored_auth, negative_data_rejection

from bot.service_api import CONTRACT_FILE
from simulator.service import ServiceServer
from tests.contract.test_service_client import SERVICE_TOKEN, SETTINGS

CONTRACT = schemathesis.openapi.from_path(str(CONTRACT_FILE))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Served from a thread of its own: schemathesis asks in blocking calls."""
    loop = asyncio.new_event_loop()
    application = web.Application()
    application.add_routes(ServiceServer(SETTINGS).routes())
    runner = web.AppRunner(application)
    loop.run_until_complete(runner.setup())
    loop.run_until_complete(web.TCPSite(runner, "127.0.0.1", 0).start())
    port = runner.addresses[0][1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{port}/service/v1"
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.run_until_complete(runner.cleanup())
    loop.close()


@CONTRACT.parametrize()
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_stand_in_keeps_the_contract(case: schemathesis.Case[Any], address: str) -> None:
    headers = {"Authorization": f"Bearer {SERVICE_TOKEN}"} if case.operation.path != "/health" else {}
    # We put the right header over a spoiled one, so nothing is left of it to refuse.
    mended = [negative_data_rejection] if _spoiled_header(case) else []
    case.call_and_validate(base_url=address, headers=headers, excluded_checks=[ignored_auth, *mended])


def _spoiled_header(case: schemathesis.Case[Any]) -> bool:
    header = case.meta.components.get(ParameterLocation.HEADER) if case.meta else None
    return header is not None and header.mode.is_negative
