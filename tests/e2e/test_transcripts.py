"""docs/transkrip is what the real bot says: each dialogue is played and compared; TRANSCRIPTS=write writes it."""

from __future__ import annotations

import os
from datetime import datetime
from difflib import unified_diff
from pathlib import Path

import pytest

from bot.clock import JAKARTA
from bot.settings import ROOT
from bot.store.engine import Database
from tests.e2e.conftest import City
from tests.e2e.play import Play
from tests.e2e.plays import PLAYS
from tests.e2e.stage import Stage, open_office, prepare

FOLDER = ROOT / "docs" / "transkrip"
WRITE = os.environ.get("TRANSCRIPTS") == "write"
_ON = {"telegram": "Telegram", "whatsapp": "WhatsApp"}
_MADE = (
    "by [`tests/e2e/test_transcripts.py`](../../tests/e2e/test_transcripts.py) with the real bot and simulated "
    "channels. Don't edit: `make transcripts` writes it anew. ‹…› stands for what differs each time."
)


@pytest.mark.parametrize("play", PLAYS, ids=[play.name for play in PLAYS])
async def test_the_transcript_is_what_the_bot_says(city: City, database: Database, tmp_path: Path, play: Play) -> None:
    prepare(city, open_office(tmp_path, datetime.now(JAKARTA).date()))
    stage = Stage(city, database, play.channel, play.language)
    try:
        async with city.bot():
            await play.act(stage)
    except (LookupError, TimeoutError) as error:
        pytest.fail(f"{error!r} after this:\n{stage.transcript.markdown()}")
    opening = f"# {play.title}\n\n{play.shows[0].upper()}{play.shows[1:]}. On {_ON[play.channel]}, played {_MADE}\n\n"
    _compare(f"{play.name}.md", opening + stage.transcript.markdown())


def test_the_index_lists_every_transcript() -> None:
    lines = [f"| [{play.title}]({play.name}.md) | {play.shows} | {_ON[play.channel]} |" for play in PLAYS]
    table = "\n".join(["| dialogue | shows | played on |", "|---|---|---|", *lines])
    _compare("README.md", f"# Transcripts\n\nWhat residents see, dialogue by dialogue. Made {_MADE}\n\n{table}\n")
    assert {file.stem for file in FOLDER.glob("*.md")} - {"README"} == {play.name for play in PLAYS}


def _compare(name: str, now: str) -> None:
    file = FOLDER / name
    if WRITE:
        file.write_text(now, encoding="utf-8")
        return
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    path = f"docs/transkrip/{name}"
    lines = unified_diff(
        before.splitlines(), now.splitlines(), f"{path} as committed", f"{path} as played", lineterm=""
    )
    if difference := "\n".join(lines):
        pytest.fail(f"The bot speaks differently; `make transcripts` rewrites it:\n{difference}", pytrace=False)
