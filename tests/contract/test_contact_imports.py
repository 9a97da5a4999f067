"""Lists of contacts: checked without adding anybody, taken once, and nobody who said stop is written again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID

import pytest
from aiohttp import FormData

from bot.domain.contact_imports import Column, ImportMoved, Phase, RowError, UnknownImport
from bot.domain.messages import ChannelName
from bot.domain.staff import Role
from bot.store.contact_imports import PostgresContactImports
from bot.store.engine import Database
from bot.store.intake import PostgresIntake
from bot.store.wakeup import Wakeup
from tests.campaigns import LIST, areas_of, imports_of
from tests.console import OpenConsole, opened_console
from tests.contract.test_intake import rows
from tests.contract.test_sealing import all_text
from tests.residents import inbound

HEAD = "nomor;telegram;nama;bahasa;rt_rw;minat;tanggal_setuju;cara_setuju;bukti"
PHONE = "6281234567890"


def row(phone: str = "081234567890", name: str = "Siti Rahma", telegram: str = "", more: str = "") -> str:
    return f"{phone};{telegram};{name};en;5/3;KTP;12-11-2026;formulir;Map A{more}"


def sheet(*lines: str) -> bytes:
    return "\r\n".join([HEAD, *lines]).encode()


@pytest.fixture
async def imports(database: Database, wakeup: Wakeup) -> AsyncIterator[PostgresContactImports]:
    made = imports_of(database, wakeup)
    yield made
    await made.idle()


async def checked(imports: PostgresContactImports, *lines: str, name: str = "Loket") -> UUID:
    made, _ = await imports.upload(name, sheet(*lines), "sari")
    await imports.idle()
    return made.id


async def taken(imports: PostgresContactImports, *lines: str) -> UUID:
    made = await checked(imports, *lines)
    await imports.take(made, "sari")
    await imports.idle()
    return made


async def writes(
    database: Database, wakeup: Wakeup, chat: str = PHONE, channel: ChannelName = ChannelName.WHATSAPP
) -> None:
    message = replace(inbound("halo", channel=channel, chat=chat), account="1")
    await PostgresIntake(database, wakeup).receive([message])


async def test_checking_adds_nobody_and_tells_what_would_happen(
    imports: PostgresContactImports, database: Database, wakeup: Wakeup
) -> None:
    await writes(database, wakeup)
    made = await checked(imports, row(), row("081234567891"), row("0812"), row("+62 812 3456 7891"))
    found = await imports.find(made)
    assert found.phase is Phase.CHECKED
    assert (found.count("good"), found.count("known"), found.count("new"), found.count("wrong")) == (2, 1, 1, 2)
    assert await imports.errors(made, 9) == [
        RowError(4, Column.PHONE, "phone"),
        RowError(5, Column.PHONE, "twin", other=3),
    ]
    assert await rows(database, "SELECT count(*) FROM conversation") == [(1,)]


async def test_those_who_agreed_get_announcements_and_the_ledger_says_how(
    imports: PostgresContactImports, database: Database
) -> None:
    await taken(imports, row())
    [(person, language, wants, stopped, wrote)] = await rows(
        database, "SELECT person, language, announcements, campaigns_stopped, last_inbound_at FROM conversation"
    )
    assert (language, wants, stopped, wrote) == ("en", True, False, None)
    [(about, decision, words, at)] = await rows(database, "SELECT about, decision, words, at::date::text FROM consent")
    assert (about, decision, at) == ("announcements", "yes", "2026-11-12")
    assert database.vault.open(str(words)) == "Daftar “Loket”: formulir. Bukti: Map A."
    traits = await rows(database, "SELECT about, value FROM trait WHERE person = :person ORDER BY 1", person=person)
    assert traits == [("interest", "ktp_kk"), ("list", "Loket"), ("neighbourhood", "005/003")]


async def test_what_residents_chose_themselves_stands(
    imports: PostgresContactImports, database: Database, wakeup: Wakeup
) -> None:
    await writes(database, wakeup)
    await rows(
        database,
        "INSERT INTO trait (person, about, value) SELECT person, 'interest', 'tutup' FROM conversation RETURNING 1",
    )
    await taken(imports, row(), row("081234567891").replace("KTP", ""))
    traits = await rows(database, "SELECT value FROM trait WHERE about = 'interest' ORDER BY value")
    assert traits == [("all",), ("tutup",)], "who told nothing hears everything"


async def test_somebody_who_writes_later_is_the_same_person(
    imports: PostgresContactImports, database: Database, wakeup: Wakeup
) -> None:
    await taken(imports, row())
    await writes(database, wakeup)
    assert await rows(database, "SELECT count(*) FROM conversation") == [(1,)]


async def test_who_said_stop_or_had_data_erased_stays_left_alone(
    imports: PostgresContactImports, database: Database, wakeup: Wakeup
) -> None:
    await writes(database, wakeup)
    await writes(database, wakeup, "6281234567891")
    await rows(
        database,
        "UPDATE conversation SET campaigns_stopped = chat = :stopped,"
        " erased_at = CASE WHEN chat = :stopped THEN NULL ELSE clock_timestamp() END RETURNING 1",
        stopped=database.vault.mark_chat(PHONE),
    )
    made = await taken(imports, row(), row("081234567891"))
    found = await imports.find(made)
    assert (found.count("stopped"), found.count("erased"), found.count("taken")) == (1, 1, 0)
    assert await rows(database, "SELECT count(*) FROM conversation WHERE announcements") == [(0,)]
    assert await rows(database, "SELECT count(*) FROM consent") == [(0,)]


async def test_a_telegram_chat_is_taken_only_where_the_resident_wrote_before(
    imports: PostgresContactImports, database: Database, wakeup: Wakeup
) -> None:
    await writes(database, wakeup, "42010", ChannelName.TELEGRAM)
    made = await taken(imports, row("", telegram="42010"), row("", telegram="77777"), row("", telegram="@siti"))
    assert [(each.row, each.what) for each in await imports.errors(made, 9)] == [
        (3, "telegram_unknown"),
        (4, "telegram"),
    ]
    assert (await imports.find(made)).count("taken") == 1


async def test_the_same_file_is_read_once_unless_it_was_thrown_away(imports: PostgresContactImports) -> None:
    first = await checked(imports, row())
    again, new = await imports.upload("Nama lain", sheet(row()), "dewi")
    assert (again.id, new) == (first, False)
    await imports.discard(first, "sari")
    _, new = await imports.upload("Loket", sheet(row()), "sari")
    assert new


async def test_two_decisions_about_one_list_are_one(imports: PostgresContactImports, database: Database) -> None:
    made = await taken(imports, row())
    with pytest.raises(ImportMoved):
        await imports.take(made, "dewi")
    with pytest.raises(ImportMoved):
        await imports.discard(made, "dewi")
    with pytest.raises(UnknownImport):
        await imports.take(UUID(int=1), "dewi")
    assert await rows(database, "SELECT count(*) FROM consent") == [(1,)]


async def test_what_another_process_left_is_taken_up_by_the_clock(
    imports: PostgresContactImports, database: Database, wakeup: Wakeup
) -> None:
    made = await checked(imports, *(row(f"0812345{number:05}") for number in range(600)))
    await rows(database, "UPDATE contact_import SET phase = 'taking' RETURNING 1")
    await imports_of(database, wakeup).advance_all()
    found = await imports.find(made)
    assert (found.phase, found.count("taken")) == (Phase.TAKEN, 600)


async def test_a_list_nobody_decides_about_goes_after_a_week(
    imports: PostgresContactImports, database: Database
) -> None:
    made = await checked(imports, row())
    await rows(database, "UPDATE contact_import SET created_at = created_at - interval '8 days' RETURNING 1")
    await imports.advance_all()
    assert (await imports.find(made)).phase is Phase.DISCARDED
    assert await rows(database, "SELECT count(*) FROM contact_chunk") == [(0,)]


async def test_nothing_of_the_file_lies_readable_in_the_database(
    imports: PostgresContactImports, database: Database
) -> None:
    await checked(imports, row(), row("0812", name="Budi Salah"))
    told = await all_text(database)
    for secret in (PHONE, "081234567890", "Siti Rahma", "Budi Salah", "Map A"):
        assert secret not in told
    await imports.take((await imports.all())[0].id, "sari")
    await imports.idle()
    told = await all_text(database)
    for secret in (PHONE, "Siti Rahma", "Map A"):
        assert secret not in told
    assert await rows(database, "SELECT count(*) FROM contact_chunk") == [(0,)]


@pytest.fixture
async def console(database: Database, wakeup: Wakeup, imports: PostgresContactImports) -> AsyncIterator[OpenConsole]:
    async with opened_console(database, areas_of(database, wakeup, imports)) as opened:
        yield opened


def upload(content: bytes, name: str = "Loket") -> FormData:
    told = FormData([("name", name)])
    told.add_field("file", content, filename="kontak.csv", content_type="text/csv")
    return told


async def test_a_list_is_uploaded_checked_and_taken_on_the_pages(
    console: OpenConsole, imports: PostgresContactImports, database: Database
) -> None:
    sari = await console.person("sari", Role.MANAGER)
    await sari.sends(f"{LIST}/imports", upload(sheet(row(), row("0812"))))
    one = sari.path
    await imports.idle()
    await sari.opens(one)
    for told in ("Belum ada yang ditambahkan", "Ambil 1 baris yang benar", "Baris salah 1", "Bukan nomor HP"):
        assert told in sari.text
    async with sari.client.get(f"{one}/errors") as answer:
        lines = (await answer.text()).splitlines()
    assert lines[1].startswith("3;nomor;Bukan nomor HP")
    await sari.sends(f"{one}/take")
    await imports.idle()
    await sari.opens(one)
    assert "Sudah bisa dipilih sebagai tujuan" in sari.text
    await sari.sends(f"{LIST}/imports", upload(sheet(row(), row("0812"))))
    assert "sama sudah pernah diunggah" in sari.text
    logged = await rows(database, "SELECT what FROM audit WHERE what LIKE 'campaign.import%' ORDER BY id")
    assert logged == [("campaign.import_upload",), ("campaign.import_take",)]


async def test_a_file_without_wrong_rows_tells_of_none(console: OpenConsole, imports: PostgresContactImports) -> None:
    sari = await console.person("sari", Role.MANAGER)
    await sari.sends(f"{LIST}/imports", upload(sheet(row())))
    await imports.idle()
    await sari.opens(sari.path)
    assert "1 baris di berkas" in sari.text
    assert "Baris salah" not in sari.text


async def test_one_that_is_too_long_is_told_in_numbers_people_can_read(console: OpenConsole) -> None:
    sari = await console.person("sari", Role.MANAGER)
    await sari.sends(f"{LIST}/imports", upload(sheet(*["x"] * 50_001)))
    assert (sari.status, "Berkas ini 50.001 baris. Paling banyak 50.000." in sari.text) == (422, True)


async def test_a_file_that_is_no_list_is_told_and_the_name_stays(console: OpenConsole) -> None:
    sari = await console.person("sari", Role.MANAGER)
    await sari.sends(f"{LIST}/imports", upload(b"PK\x03\x04", "Formulir loket"))
    assert sari.status == 422
    assert "Ini berkas Excel" in sari.text
    assert 'value="Formulir loket"' in sari.html


async def test_the_template_is_a_list_without_contacts_that_can_be_filled(
    console: OpenConsole, imports: PostgresContactImports
) -> None:
    sari = await console.person("sari", Role.MANAGER)
    async with sari.client.get(f"{LIST}/imports/template") as answer:
        content = await answer.read()
    made, _ = await imports.upload("Loket", content + (row() + "\r\n").encode(), "sari")
    await imports.idle()
    assert (await imports.find(made.id)).count("good") == 1
