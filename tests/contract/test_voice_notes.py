"""Voice notes that wait for an officer: opened by their question, kept as long as it waits."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from bot.domain.errors import MediaGone
from bot.domain.messages import Media, MediaKind
from bot.domain.reply import Band, LogQuestion
from bot.store.case_files import CaseFiles, open_voice_note
from bot.store.engine import Database
from tests.contract.test_desk import Town


async def test_a_voice_note_is_opened_by_its_question_and_nobody_else_s_file_is(town: Town, database: Database) -> None:
    asked = LogQuestion("abcdef12", "[voice]", "id", Band.HAND_OVER, "", (), "", for_staff=True, reason="voice_note")
    await town.writes("1", asked)
    files = CaseFiles(database)
    await files.keep("abcdef12", Media(MediaKind.VOICE, "v1", "audio/ogg"), "audio/ogg", b"OggS")
    assert await open_voice_note(database, "abcdef") == ("audio/ogg", b"OggS")
    for start in ("zzz", "%", "_bcdef"):
        with pytest.raises(MediaGone):
            await open_voice_note(database, start)


async def test_a_voice_note_stays_as_long_as_its_question_waits(town: Town, database: Database) -> None:
    asked = LogQuestion("abcdef12", "[voice]", "id", Band.HAND_OVER, "", (), "", for_staff=True, reason="voice_note")
    await town.writes("1", asked)
    files = CaseFiles(database)
    await files.keep("abcdef12", Media(MediaKind.VOICE, "v1", "audio/ogg"), "audio/ogg", b"OggS")
    async with database.begin() as connection:
        await connection.execute(text("UPDATE case_file SET created_at = created_at - interval '31 days'"))
    assert await files.drop_orphans() == 0
    async with database.begin() as connection:
        await connection.execute(text("UPDATE question SET closed_at = clock_timestamp()"))
    assert await files.drop_orphans() == 1
