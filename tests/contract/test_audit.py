"""The log of what staff did, on real PostgreSQL: found, chained, guarded, and cut only by rule."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.domain.audit import Deed, Wanted
from bot.store.audit import PostgresAudit
from bot.store.audit_cut import cut_audit
from bot.store.engine import Database
from bot.store.reseal import reseal
from bot.store.vault import Vault
from tests.chains import aged_log, tampered
from tests.conftest import SECRET_KEY
from tests.contract.test_staff import kept


@pytest.fixture
def audit(database: Database) -> PostgresAudit:
    return PostgresAudit(database)


async def deeds(audit: PostgresAudit) -> None:
    for number in range(3):
        await audit.note(Deed("sari", "case.read", f"case:4827-193{number}", "Bapak Budi, RT 05"))
    await audit.note(Deed("admin", "staff.add", "staff:budi"))


async def test_the_log_is_searched_by_who_did_what_to_what(audit: PostgresAudit) -> None:
    await deeds(audit)
    assert [entry.deed.actor for entry in await audit.search()] == ["admin", "sari", "sari", "sari"]
    [found] = await audit.search(actor="sari", about="case:4827-1931")
    assert found.deed.detail == "Bapak Budi, RT 05"
    assert [entry.number for entry in await audit.search(what="case.", before=found.number)] == [found.number - 1]


async def test_details_lie_sealed_and_a_new_key_does_not_break_the_chain(
    database: Database, audit: PostgresAudit
) -> None:
    await deeds(audit)
    assert "Budi" not in await kept(database, "audit")
    await tampered(database, "UPDATE audit SET detail = 'Bapak Budi, RT 05' WHERE id = 1")
    assert (await reseal(database))["audit"] == 1
    verdict = await audit.verify()
    assert (verdict.entries, verdict.broken) == (4, None)


@pytest.mark.parametrize(
    ("harm", "broken"),
    [
        ("UPDATE audit SET actor = 'budi' WHERE id = 2", 2),
        ("UPDATE audit SET at = at - interval '1 day' WHERE id = 3", 3),
        ("UPDATE audit SET detail = '' WHERE id = 1", 1),
        ("UPDATE audit SET detail = left(detail, -9) || 'AAAAAAAA=' WHERE id = 2", 2),
        ("DELETE FROM audit WHERE id = 2", 3),
        ("UPDATE audit SET link = (SELECT link FROM audit WHERE id = 1) WHERE id = 4", 4),
    ],
)
async def test_whatever_is_changed_or_taken_out_is_found(
    database: Database, audit: PostgresAudit, harm: str, broken: int
) -> None:
    await deeds(audit)
    whole = await audit.verify()
    await tampered(database, harm)
    assert (await audit.verify()).broken == broken
    assert whole.broken is None


async def test_what_is_cut_off_at_the_end_shows_by_the_head_that_was_noted(
    database: Database, audit: PostgresAudit
) -> None:
    await deeds(audit)
    noted = (await audit.verify()).head
    await tampered(database, "DELETE FROM audit WHERE id = 4")
    verdict = await audit.verify()
    assert verdict.broken is None
    assert verdict.head != noted


async def test_entries_written_at_once_are_one_chain(database: Database) -> None:
    await asyncio.gather(*(PostgresAudit(database).note(Deed("sari", "x", str(number))) for number in range(20)))
    verdict = await PostgresAudit(database).verify()
    assert (verdict.entries, verdict.broken) == (20, None)


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE audit SET actor = 'budi' WHERE id = 2",
        "UPDATE audit SET detail = '' WHERE id = 1",
        "UPDATE audit SET detail = 'plain' WHERE id = 1",
        "UPDATE audit SET link = 'x', detail = 's1.a.b'",
        "DELETE FROM audit WHERE id = 1",
        "TRUNCATE audit",
        "TRUNCATE audit CASCADE",
    ],
)
async def test_the_database_itself_refuses_to_change_the_log(
    database: Database, audit: PostgresAudit, harm: str
) -> None:
    await deeds(audit)
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.begin() as connection:
            await connection.execute(text(harm))
    assert (await audit.verify()).entries == 4


async def test_old_entries_go_only_with_an_entry_that_says_so(database: Database, audit: PostgresAudit) -> None:
    await aged_log(database, 4, 2)
    assert await cut_audit(database, timedelta(days=1825), "shell:root") == 2
    entries = await audit.search()
    assert [(entry.number, entry.deed.what) for entry in entries] == [
        (5, "audit.cut"), (4, "case.read"), (3, "case.read"),
    ]  # fmt: skip
    verdict = await audit.verify()
    assert (verdict.entries, verdict.broken, verdict.cut) == (3, None, 2)
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.begin() as connection:
            await connection.execute(text("DELETE FROM audit WHERE id = 3"))
    await tampered(database, "DELETE FROM audit WHERE id = 3")
    assert (await audit.verify()).broken == 4


async def test_a_cut_of_young_entries_or_of_none_changes_nothing(database: Database, audit: PostgresAudit) -> None:
    await deeds(audit)
    with pytest.raises(ValueError, match="365 days"):
        await cut_audit(database, timedelta(days=30), "shell:root")
    assert await cut_audit(database, timedelta(days=366), "shell:root") == 0
    assert (await audit.verify()).entries == 4


async def test_a_cut_that_somebody_forged_does_not_hide_what_is_missing(
    database: Database, audit: PostgresAudit
) -> None:
    await deeds(audit)
    await tampered(
        database,
        "INSERT INTO audit (at, actor, what, about, detail, link) SELECT now(), 'x', 'audit.cut', 'audit:2', "
        """'{"upto": 2, "link": "' || link || '"}', 'forged' FROM audit WHERE id = 2""",
    )
    async with database.begin() as connection:
        await connection.execute(text("DELETE FROM audit WHERE id <= 2"))
    assert (await audit.verify()).broken == 5


async def test_an_entry_whose_key_is_gone_is_shown_as_unreadable(database: Database, audit: PostgresAudit) -> None:
    await deeds(audit)
    other = Database(
        str(database.engine.url.render_as_string(hide_password=False)), Vault(["another-key-for-tests", SECRET_KEY])
    )
    await PostgresAudit(other).note(Deed("dewi", "case.read", "case:1", "Bapak Budi"))
    await other.close()
    found = await audit.search()
    assert (found[0].readable, found[0].deed) == (False, Deed("dewi", "case.read", "case:1"))
    assert found[1].readable


async def test_entries_are_found_by_days_and_by_the_number_alone(audit: PostgresAudit) -> None:
    await deeds(audit)
    [first, *_] = reversed(await audit.search())
    assert await audit.find(Wanted(until=first.at)) == []
    assert len(await audit.find(Wanted(since=first.at))) == 4
    assert [entry.number for entry in await audit.find(Wanted(about="4827-1931"))] == [2]
    assert [entry.deed.actor for entry in await audit.find(Wanted(about="budi"))] == ["admin"]
    assert await audit.find(Wanted(actor="\x00%")) == []


async def test_what_is_repeated_is_written_seldom_and_counted(audit: PostgresAudit) -> None:
    refused = Deed("sari", "refused", "page:GET /console/people")
    for _ in range(13):
        await audit.note_seldom(refused)
    await audit.note_seldom(Deed("budi", "refused", "page:GET /console/people"))
    assert [entry.deed.actor for entry in await audit.search()] == ["budi", "sari"]
    await audit.note_seldom(refused, timedelta())
    [newest, *_] = await audit.search()
    assert newest.deed.detail == "×13"
    await audit.note_seldom(refused)
    assert await audit.settle(timedelta()) == {"audit entries": 1}
    [newest, *rest] = await audit.search()
    assert (newest.deed.detail, len(rest)) == ("×1", 3)
    assert await audit.settle(timedelta()) == {"audit entries": 0}


async def test_a_flood_at_once_is_one_entry(database: Database) -> None:
    refused = Deed("sari", "refused", "page:GET /console/people")
    await asyncio.gather(*(PostgresAudit(database).note_seldom(refused) for _ in range(12)))
    assert len(await PostgresAudit(database).search()) == 1
