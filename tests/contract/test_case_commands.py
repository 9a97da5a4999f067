"""`python -m bot cases` and `case`, as staff types them."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest

from bot.domain.cases import Category, Kind, OpenCase, Visibility
from bot.domain.messages import Media, MediaKind
from bot.domain.tracking import new_number, spoken
from bot.store.case_files import CaseFiles
from bot.store.effects import Changes, apply
from bot.store.engine import Database
from tests.fakes import FixedClock
from tests.terminal import Terminal


@pytest.fixture
async def case(database: Database) -> OpenCase:
    person = uuid4()
    opened = OpenCase(
        number=new_number(),
        key=uuid4().hex,
        person=person,
        kind=Kind.COMPLAINT,
        category=Category.EXTORTION,
        visibility=Visibility.SECRET,
        story="Diminta uang di loket",
        next_on=FixedClock().now().date(),
    )
    async with database.begin() as connection:
        await apply(connection, database.vault, [Changes(person, [opened])])
    return opened


def test_the_list_and_a_case_hide_what_is_secret_from_officers(case: OpenCase, database_url: str) -> None:
    terminal, number = Terminal(database_url), spoken(case.number)
    code, listed = terminal.run("cases")
    assert (code, number in listed, "extortion" in listed) == (0, False, False)
    code, listed = terminal.run("cases", "--role", "inspector")
    assert (code, number in listed) == (0, True)
    code, refused = terminal.run("case", number)
    assert (code, "Diminta" in refused, "inspector" in refused) == (2, False, True)
    code, shown = terminal.run("case", number, "--role", "inspector")
    assert (code, "Diminta uang di loket" in shown) == (0, True)


def test_a_case_is_changed_with_words_and_a_date(case: OpenCase, database_url: str) -> None:
    terminal = Terminal(database_url)
    changed = ("--state", "in_progress", "--say", "Kami panggil petugasnya.", "--next", "2030-12-02")
    code, shown = terminal.run("case", case.number, *changed, "--author", "dewi", "--role", "inspector")
    assert code == 0
    assert "1 changed" in shown
    assert "dewi: in_progress → 2030-12-02  Kami panggil petugasnya." in shown
    code, refused = terminal.run("case", case.number, "--state", "done", "--role", "inspector")
    assert (code, "staff cannot" in refused) == (2, True)


def test_a_number_with_a_typing_error_is_told(database_url: str) -> None:
    code, told = Terminal(database_url).run("case", "1234-5678")
    assert (code, "wrong or missing" in told) == (2, True)


async def test_a_file_of_a_case_is_written_for_the_inspector_and_refused_to_an_officer(
    case: OpenCase, database: Database, database_url: str, tmp_path: Path
) -> None:
    await CaseFiles(database).keep(case.key, Media(MediaKind.VOICE, "v", "audio/ogg"), "audio/ogg", b"OggS")
    out = tmp_path / "suara.ogg"
    run = partial(Terminal(database_url).run, "case-file", case.number, "1", "--out", str(out))
    code, _ = await asyncio.to_thread(run)
    assert (code, out.exists()) == (2, False)
    code, _ = await asyncio.to_thread(run, "--role", "inspector")
    assert (code, out.read_bytes()) == (0, b"OggS")
