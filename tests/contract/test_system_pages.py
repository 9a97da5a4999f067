"""The pages of health and of dead letters."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from bot.domain.staff import Role
from bot.store.beats import PostgresBeats, forget_beats
from bot.store.engine import Database
from bot.store.wakeup import Wakeup
from tests.console import Hand, OpenConsole, opened_console
from tests.contract.test_letters import GONE, REJECTED, inbound, outbound
from tests.duty import Crew

WELL = {"nlu": "works", "nlu_model": "nlu-20261128T031500-ab12.tar.gz", "service": "works", "telegram": "webhook"}
DOWN = (
    "INSERT INTO pace (channel, account, trouble, trouble_since) VALUES ('whatsapp', '100000000000001', 'down', now())"
)


@pytest.fixture
def crew(database: Database, wakeup: Wakeup) -> Crew:
    return Crew(database, wakeup, Hand())


@pytest.fixture
async def console(crew: Crew) -> AsyncIterator[OpenConsole]:
    async with opened_console(crew.database, crew.areas(), crew.clock) as opened:
        yield opened


async def lives(crew: Crew, kind: str = "worker", number: int = 1, **view: object) -> PostgresBeats:
    beats = PostgresBeats(crew.database, UUID(int=number), kind, "server-1", "1.0")
    await beats.beat(WELL | view)
    return beats


async def test_one_sentence_says_that_everything_works(console: OpenConsole, crew: Crew) -> None:
    await lives(crew)
    page = await (await console.person("sari", Role.OFFICER)).opens("/console/system")
    assert page.status == 200
    assert "Semua berjalan." in page.text
    assert "Model bahasa dilatih Sab 28 Nov 2026" in page.text.replace(",", "")
    assert "di komputer server-1" in page.text
    assert "webhook yang terdaftar" in page.text


async def test_dead_letters_are_told_where_all_else_works(console: OpenConsole, crew: Crew) -> None:
    await lives(crew)
    await outbound(crew, REJECTED, await crew.chat())
    officer = await (await console.person("sari", Role.OFFICER)).opens("/console/system")
    assert "Semua berjalan, 1 surat macet perlu dilihat." in officer.text
    assert "Lihat surat macet" not in officer.text
    supervisor = await (await console.person("ani", Role.SUPERVISOR)).opens("/console/system")
    assert "Lihat surat macet" in supervisor.text


async def test_a_channel_that_is_down_is_told_with_its_time_and_what_to_do(console: OpenConsole, crew: Crew) -> None:
    await lives(crew)
    await crew.run(DOWN)
    page = await (await console.person("sari", Role.OFFICER)).opens("/console/system")
    assert re.search(
        r"WhatsApp sedang tidak bisa mengirim sejak \d\d\.\d\d\. Pesan disimpan dan dikirim begitu pulih\.", page.text
    )
    assert "Semua berjalan" not in page.text
    page = await page.opens("/console/system/board", **{"HX-Request": "true"})
    assert "<html" not in page.html
    assert 'id="board"' in page.html


async def test_a_system_without_a_worker_says_so(console: OpenConsole, crew: Crew) -> None:
    await lives(crew, "web")
    worker = await lives(crew, "worker", 2)
    page = await console.person("sari", Role.OFFICER)
    assert "Semua berjalan" in (await page.opens("/console/system")).text
    await crew.run("UPDATE process_beat SET seen_at = seen_at - interval '3 minutes' WHERE kind = 'worker'")
    assert "Tidak ada proses pekerja yang hidup sejak" in (await page.opens("/console/system")).text
    await worker.leave()
    assert "Tidak ada proses pekerja yang hidup." in (await page.opens("/console/system")).text


async def test_trouble_of_rasa_service_jobs_and_disk_stands_in_words(console: OpenConsole, crew: Crew) -> None:
    await lives(crew, nlu="down", service="down", disk_free=1, disk_total=10**12)
    await crew.run("INSERT INTO cron (name, next_at, last_at, error) VALUES ('purge', now(), now(), 'KeyError')")
    page = await (await console.person("adi", Role.ADMIN)).opens("/console/system")
    for words in ("(Rasa) tidak menjawab", "status permohonan tidak menjawab", "masa simpan” gagal", "hampir habis"):
        assert words in page.text


async def test_old_beats_are_forgotten(crew: Crew) -> None:
    await lives(crew)
    await lives(crew, "worker", 2)
    await crew.run("UPDATE process_beat SET seen_at = seen_at - interval '3 days' WHERE id = :id", id=PROCESS)
    assert await forget_beats(crew.database) == 1


PROCESS = UUID(int=1)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.MANAGER, Role.PARTNER, Role.INSPECTOR])
async def test_others_do_not_see_the_health(console: OpenConsole, role: Role) -> None:
    assert (await (await console.person("x", role)).opens("/console/system")).status == 403


async def test_an_officer_sees_the_health_but_touches_no_letter(console: OpenConsole, crew: Crew) -> None:
    letter = await outbound(crew, REJECTED, await crew.chat())
    officer = await console.person("sari", Role.OFFICER)
    assert (await officer.opens("/console/system/letters")).status == 403
    assert (await officer.sends("/console/system/letters/resend", {"scope": str(letter)})).status == 403
    assert "/console/system/letters" not in (await officer.opens("/console/system")).html


async def test_letters_show_reason_number_age_and_conversation_and_are_filtered(
    console: OpenConsole, crew: Crew
) -> None:
    chat = await crew.chat()
    await outbound(crew, REJECTED, chat)
    await inbound(crew, "unreadable", "KeyError in message", None)
    page = await (await console.person("ani", Role.SUPERVISOR)).opens("/console/system/letters")
    for words in ("Kanal menolak isi pesan ini", "belum disetujui (132001)", "bentuk yang belum kita kenal"):
        assert words in page.text
    assert f"/console/inbox/{chat}" in page.html
    page = await page.opens("/console/system/letters?why=shape&side=unreadable&channel=whatsapp")
    assert page.html.count("data-row") == 1
    assert "tidak bisa dicoba lagi" in page.text
    page = await page.opens("/console/system/letters?why=gone")
    assert "Tidak ada yang cocok" in page.text
    page = await page.opens("/console/system/letters?why=%27&side=x&channel=%00&before=out:zz")
    assert page.html.count("data-row") == 2


async def test_resending_says_how_many_and_who_was_left_and_twice_does_nothing(
    console: OpenConsole, crew: Crew
) -> None:
    chat, blocked = await crew.chat(), await crew.chat(chat="43")
    await crew.run("UPDATE conversation SET reachable = false WHERE id = :id", id=blocked)
    first, second = await outbound(crew, REJECTED, chat), await outbound(crew, GONE, blocked)
    form = [("letter", str(first)), ("letter", str(second)), ("scope", "picked")]
    page = await (await console.person("ani", Role.SUPERVISOR)).sends("/console/system/letters/resend", form)
    assert "1 surat dimasukkan lagi ke antrean." in page.text
    assert "1 dilewati: warga tidak bisa dihubungi" in page.text
    page = await page.sends("/console/system/letters/resend", form)
    assert "0 surat dimasukkan lagi" in page.text
    assert "1 dilewati: sudah dicoba lagi" in page.text
    entries = await console.room.audit.search(what="letter.resend")
    assert {entry.deed.about for entry in entries} == {f"letter:{first}", f"letter:{second}"}


async def test_all_of_a_reason_are_sent_again_and_only_those(console: OpenConsole, crew: Crew) -> None:
    chat = await crew.chat()
    for _ in range(25):
        await outbound(crew, REJECTED, chat)
    await outbound(crew, "Kanal sedang terganggu. Pesan dikirim ulang otomatis.", chat)
    page = await console.person("ani", Role.SUPERVISOR)
    page = await page.sends("/console/system/letters/resend", {"scope": "all", "why": "rejected"})
    assert "25 surat dimasukkan lagi" in page.text
    assert await crew.run("SELECT count(*) FROM outbox WHERE state = 'dead'") == [(1,)]
    [entry] = await console.room.audit.search(what="letter.resend")
    assert entry.deed.detail == "25 of 25"


async def test_putting_aside_wants_a_reason_which_the_audit_log_keeps(console: OpenConsole, crew: Crew) -> None:
    letter = await outbound(crew, REJECTED, await crew.chat())
    page = await console.person("adi", Role.ADMIN)
    await page.sends("/console/system/letters/discard", {"scope": "picked", "letter": str(letter)})
    assert page.status == 400
    assert "Tulis alasannya dulu" in page.text
    form = {"scope": "picked", "letter": str(letter), "reason": "sudah ditelepon"}
    await page.sends("/console/system/letters/discard", form)
    assert "1 surat disisihkan." in page.text
    assert "Tidak ada surat macet." in page.text
    [entry] = await console.room.audit.search(what="letter.discard")
    assert (entry.deed.about, entry.deed.detail) == (f"letter:{letter}", "1 of 1: sudah ditelepon")


@pytest.mark.parametrize("letters", [[], ["x"], ["out:1", "out:"], ["out:" + "9" * 40]])
async def test_forged_letters_are_refused_in_words(console: OpenConsole, letters: list[str]) -> None:
    page = await console.person("ani", Role.SUPERVISOR)
    form = [("scope", "picked"), *(("letter", each) for each in letters)]
    await page.sends("/console/system/letters/resend", form)
    assert page.status == 400
    assert "Belum ada surat yang dipilih" in page.text


async def test_an_address_cannot_make_the_page_say_anything(console: OpenConsole) -> None:
    page = await console.person("ani", Role.SUPERVISOR)
    await page.opens("/console/system/letters?did=resent&done=<b>x</b>&left_gone=99999999999")
    assert "<b>x</b>" not in page.html
    assert "0 surat dimasukkan lagi" in page.text
