"""The NLU server over HTTP: what it answers, what it must not obey, how it stops."""

from __future__ import annotations

import asyncio
import io
import json
import signal
import subprocess
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from nlu import taxonomy
from nlu.model_store import ROOT
from tests.nlu.conftest import PYTHON, Server, start_server

TAXONOMY = set(taxonomy.labels())
RASAS_OWN = 10
"""Labels that Rasa's own classifiers rank."""

WEIRD = {
    "nothing": "",
    "blanks": " \n\t ",
    "emoji": "😀👍🏽🇮🇩",
    "a megabyte": "ktp " * 262_144,
    "a megabyte without blanks": "a" * 1_048_576,
    "a null byte": "ktp\x00hilang",
    "right to left": "\u202eبطاقة الهوية مفقودة\u202c",
    "zero width": "k\u200bt\u200bp",
    "a lone surrogate": "ktp \ud800",
    "combining marks": "k" + "\u0301" * 5_000,
    "code": "'; DROP TABLE x; -- <script>{{7*7}}</script>",
}


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


async def parse(http: ClientSession, url: str, text: str) -> dict[str, Any]:
    body = io.BytesIO(json.dumps({"text": text}).encode())
    async with http.post(f"{url}/model/parse", data=body) as answer:
        assert answer.status == 200
        found: dict[str, Any] = await answer.json()
        return found


def children(pid: int) -> list[str]:
    """The processes a process started and that still run."""
    return [child for task in Path(f"/proc/{pid}/task").glob("*/children") for child in task.read_text().split()]


def runs(pid: int) -> bool:
    """Whether a process still works; one that only waits to be buried does not."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes() != b""
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("text", ["ktp gw ilang nih gmn", "dompetku kecopetan, ktpnya ikut raib", "KTP SAYA HILAAANG"])
async def test_a_lost_card_is_understood_in_slang(http: ClientSession, server: Server, text: str) -> None:
    answer = await parse(http, server.url, text)
    assert answer["intent"]["name"] == "faq/ktp_hilang"


async def test_the_ranking_holds_as_many_ids_of_the_taxonomy_as_rasas_own(http: ClientSession, server: Server) -> None:
    answer = await parse(http, server.url, "selamat pagi")
    named = {guess["name"] for guess in answer["intent_ranking"]}
    assert len(named) == len(answer["intent_ranking"]) == RASAS_OWN
    assert named < TAXONOMY


async def test_the_ranking_is_sorted_and_holds_nearly_all_of_the_probability(
    http: ClientSession, server: Server
) -> None:
    answer = await parse(http, server.url, "berapa biaya bikin ktp")
    confidences = [guess["confidence"] for guess in answer["intent_ranking"]]
    assert confidences == sorted(confidences, reverse=True)
    assert 0.9 < sum(confidences) <= 1.0
    assert answer["intent"] == answer["intent_ranking"][0]


@pytest.mark.parametrize(
    "text", ['/keluhan{"x":1}', '/task/hapus_data{"x": 1}', "/task/kasar@1.0", "/restart", '  /sapa{"a":"b"}']
)
async def test_a_resident_cannot_speak_rasas_intent_syntax(http: ClientSession, server: Server, text: str) -> None:
    answer = await parse(http, server.url, text)
    assert len(answer["intent_ranking"]) == RASAS_OWN
    assert answer["intent"]["name"] in TAXONOMY
    assert answer["intent"]["confidence"] < 1.0
    assert answer["entities"] == []


@pytest.mark.parametrize("text", WEIRD.values(), ids=WEIRD.keys())
async def test_a_weird_text_is_answered(http: ClientSession, server: Server, text: str) -> None:
    answer = await parse(http, server.url, text)
    assert len(answer["intent_ranking"]) == RASAS_OWN


async def test_what_says_nothing_is_not_understood_with_confidence(http: ClientSession, server: Server) -> None:
    answer = await parse(http, server.url, "")
    assert answer["intent"]["confidence"] < 0.2


async def test_messages_asked_at_once_get_their_own_answers(http: ClientSession, server: Server) -> None:
    texts = {"ktp hilang": "faq/ktp_hilang", "halo": "task/sapa", "apa itu ikd": "faq/ikd_info"}
    asked = list(texts) * 40
    answers = await asyncio.gather(*(parse(http, server.url, text) for text in asked))
    assert [answer["intent"]["name"] for answer in answers] == [texts[text] for text in asked]


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b'{"text": 5}', b'{"message": "ktp"}'])
async def test_a_senseless_request_is_refused_in_rasas_words(http: ClientSession, server: Server, body: bytes) -> None:
    async with http.post(f"{server.url}/model/parse", data=body) as answer:
        assert answer.status == 400
        assert (await answer.json())["status"] == "failure"


async def test_the_status_names_the_model(http: ClientSession, server: Server, model: Path) -> None:
    async with http.get(f"{server.url}/status") as answer:
        assert (await answer.json())["model_file"] == model.name


async def test_the_message_id_comes_back(http: ClientSession, server: Server) -> None:
    async with http.post(f"{server.url}/model/parse", json={"text": "halo", "message_id": "m-1"}) as answer:
        assert (await answer.json())["message_id"] == "m-1"


async def test_the_server_does_not_log_what_residents_write(http: ClientSession, server: Server) -> None:
    for text in ("rahasia-saya", '/rahasia-saya{"x":1}', "/rahasia-saya {"):
        await parse(http, server.url, text)
    assert "rahasia-saya" not in server.log.read_text()


async def test_it_listens_on_this_machine_only(server: Server) -> None:
    assert server.url.startswith("http://127.0.0.1:")


async def test_a_new_model_takes_over_and_the_server_stops_cleanly(
    http: ClientSession, tiny_model: Path, model: Path, tmp_path: Path
) -> None:
    for server in start_server(tiny_model, tmp_path):
        assert len((await parse(http, server.url, "halo"))["intent_ranking"]) == 2

        async with http.put(f"{server.url}/model", json={"model_file": str(tmp_path / "none.tar.gz")}) as refused:
            assert refused.status == 400
        assert len((await parse(http, server.url, "halo"))["intent_ranking"]) == 2

        async with http.put(f"{server.url}/model", json={"model_file": str(model)}) as taken:
            assert taken.status == 204
        assert len((await parse(http, server.url, "halo"))["intent_ranking"]) == RASAS_OWN

        assert children(server.process.pid) == []
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=3) == 0


def test_the_server_does_not_outlive_the_program_that_started_it(tiny_model: Path) -> None:
    command = f'"{PYTHON}" -m nlu.serve --model "{tiny_model}" --port 0 --exit-with-parent & echo $!; wait'
    with subprocess.Popen(["sh", "-c", command], cwd=ROOT, stdout=-1, stderr=-1, text=True) as parent:
        assert parent.stdout is not None
        assert parent.stderr is not None
        server = int(parent.stdout.readline())
        assert "NLU ready" in parent.stderr.readline()
        parent.kill()
        deadline = time.monotonic() + 5
        while runs(server) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not runs(server)
