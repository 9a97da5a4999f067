"""The pages of notices, of one's own day, and of who is here."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest

from bot.domain.staff import Role
from bot.domain.staff_notices import NoticeKind
from bot.store.engine import Database
from bot.store.wakeup import Wakeup
from tests.console import Hand, OpenConsole, Somebody, hired, opened_console
from tests.duty import Crew, news


@pytest.fixture
def crew(database: Database, wakeup: Wakeup) -> Crew:
    return Crew(database, wakeup, Hand())


@pytest.fixture
async def console(crew: Crew) -> AsyncIterator[OpenConsole]:
    async with opened_console(crew.database, crew.areas(), crew.clock) as opened:
        yield opened


def in_days(crew: Crew, days: int) -> str:
    return (crew.clock.at + timedelta(days=days)).date().isoformat()


async def told(console: OpenConsole, crew: Crew, *keys: str) -> Somebody:
    sari = await console.person("sari", Role.OFFICER)
    account = await console.room.accounts.by_login("sari")
    for key in keys:
        await crew.notices.tell(news(key=key), [account.id])
    return sari


async def test_notices_are_listed_and_marked_as_seen_up_to_the_newest_shown(console: OpenConsole, crew: Crew) -> None:
    sari = await (await told(console, crew, "1", "2")).opens("/console/notices")
    assert sari.text.count("Ada tugas baru untuk Anda.") == 2
    shown = re.search(r'name="up_to" value="(\d+)"', sari.html)
    assert shown
    account = await console.room.accounts.by_login("sari")
    await crew.notices.tell(news(key="3"), [account.id])
    await sari.sends("/console/notices/seen", {"up_to": shown[1]})
    assert sari.html.count("notice-line new") == 1
    assert (await crew.notices.unseen(account.id))[0] == 1


async def test_everybody_sees_only_their_own_notices(console: OpenConsole, crew: Crew) -> None:
    await told(console, crew, "1")
    budi = await (await console.person("budi", Role.OFFICER)).opens("/console/notices")
    assert "Belum ada kabar." in budi.text
    await budi.sends("/console/notices/seen", {"up_to": "99999"})
    account = await console.room.accounts.by_login("sari")
    assert (await crew.notices.unseen(account.id))[0] == 1


async def test_a_page_in_the_background_asks_for_the_news(console: OpenConsole, crew: Crew) -> None:
    sari = await told(console, crew, "1", "2", "3", "4")
    answer = await (await sari.client.get("/console/notices/news")).json()
    assert (answer["count"], len(answer["newest"])) == (4, 3)
    assert answer["newest"][0]["text"] == "Ada tugas baru untuk Anda."


async def test_many_notices_come_page_by_page(console: OpenConsole, crew: Crew) -> None:
    sari = await (await told(console, crew, *map(str, range(35)))).opens("/console/notices")
    assert sari.html.count("data-row") == 30
    older = re.search(r"\?before=\d+", sari.html)
    assert older
    await sari.opens(f"/console/notices{older[0]}")
    assert sari.html.count("data-row") == 5
    await sari.opens("/console/notices?before=x")
    assert sari.html.count("data-row") == 30


async def test_an_officer_goes_away_and_comes_back(console: OpenConsole, crew: Crew) -> None:
    sari = await console.person("sari", Role.OFFICER)
    await sari.sends("/console/akun/tugas/away", {"back_on": in_days(crew, 3), "reason": "<b>cuti</b>"})
    assert "Tercatat sedang pergi." in sari.text
    assert "<b>cuti</b>" in sari.text
    assert "&lt;b&gt;" in sari.html
    await sari.sends("/console/akun/tugas/back")
    assert "Selamat datang kembali." in sari.text
    assert [entry.deed.what for entry in await console.room.audit.search(what="duty.")] == ["duty.back", "duty.away"]


@pytest.mark.parametrize(("day", "status"), [("", 400), ("kemarin", 400), ("2020-01-01", 409), ("9999-12-31", 409)])
async def test_a_senseless_day_is_refused_in_words(console: OpenConsole, day: str, status: int) -> None:
    sari = await console.person("sari", Role.OFFICER)
    await sari.sends("/console/akun/tugas/away", {"back_on": day})
    assert sari.status == status


async def test_a_code_is_shown_once_and_never_written_to_the_audit_log(console: OpenConsole, crew: Crew) -> None:
    sari = await console.person("sari", Role.OFFICER)
    await sari.sends("/console/akun/tugas/telegram")
    code = re.search(r"/petugas ([A-Z]{4}-\d{4})", sari.text)
    assert code
    assert await crew.phones.link(code[1], await crew.chat()) == "Sari"
    await sari.opens("/console/akun/tugas")
    assert "terhubung" in sari.text
    assert code[1] not in sari.text
    assert all(code[1] not in entry.deed.detail for entry in await console.room.audit.search())


async def test_a_test_message_is_sent_once_a_form_and_refused_without_a_phone(console: OpenConsole, crew: Crew) -> None:
    sari = await console.person("sari", Role.OFFICER)
    await sari.sends("/console/akun/tugas/telegram/test", {"key": uuid4().hex})
    assert "tidak bisa dikirim" in sari.text
    await crew.linked((await console.room.accounts.by_login("sari")).id)
    for _ in range(2):
        await sari.sends("/console/akun/tugas/telegram/test", {"key": "a"})
    assert len(await crew.sent()) == 1
    await sari.sends("/console/akun/tugas/telegram/unlink")
    assert "Telegram sudah diputus." in sari.text


async def test_wishes_are_kept_and_unknown_kinds_refused(console: OpenConsole, crew: Crew) -> None:
    sari = await console.person("sari", Role.OFFICER)
    await sari.sends("/console/akun/tugas/wishes", [("kind", "waiting"), ("any_hour", "1")])
    wishes = (await crew.roster.one((await console.room.accounts.by_login("sari")).id)).duty.wishes
    assert (wishes.any_hour, NoticeKind.WAITING in wishes.muted, NoticeKind.JOB in wishes.muted) == (True, False, True)
    await sari.sends("/console/akun/tugas/wishes", {"kind": "everything"})
    assert sari.status == 400


async def test_a_supervisor_sees_who_is_here_and_notes_somebody_as_away(console: OpenConsole, crew: Crew) -> None:
    await console.person("sari", Role.OFFICER)
    await hired(console.room, "dewi", Role.EDITOR)
    sari = await console.room.accounts.by_login("sari")
    crew.conversations.having, crew.cases.having = {sari.id: 2}, {sari.id: 3}
    ani = await (await console.person("ani", Role.SUPERVISOR)).opens("/console/people/status")
    assert "2 percakapan, 3 laporan di tangan" in ani.text
    assert "Dewi" not in ani.text
    form = {"account": str(sari.id), "back_on": in_days(crew, 1), "reason": "sakit"}
    await ani.sends("/console/people/status/away", form)
    assert "dikembalikan dalam satu menit" in ani.text
    assert "sakit" in ani.text
    [entry] = await console.room.audit.search(what="duty.away")
    assert (entry.deed.actor, entry.deed.about) == ("ani", "staff:sari")
    assert "sakit" not in entry.deed.detail
    await ani.sends("/console/people/status/back", {"account": str(sari.id)})
    assert "Tercatat ada sampai tengah malam." in ani.text


@pytest.mark.parametrize("account", ["", "x", "00000000-0000-4000-8000-000000000000"])
async def test_a_forged_account_is_refused(console: OpenConsole, crew: Crew, account: str) -> None:
    ani = await console.person("ani", Role.SUPERVISOR)
    await ani.sends("/console/people/status/away", {"account": account, "back_on": in_days(crew, 1)})
    assert ani.status in {400, 404}


async def test_an_officer_cannot_send_others_away(console: OpenConsole, crew: Crew) -> None:
    budi = await hired(console.room, "budi", Role.OFFICER)
    sari = await console.person("sari", Role.OFFICER)
    assert (await sari.opens("/console/people/status")).status == 403
    form = {"account": str(budi.id), "back_on": in_days(crew, 1)}
    assert (await sari.sends("/console/people/status/away", form)).status == 403
