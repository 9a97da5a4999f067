"""Accounts on their pages: an admin adds, changes and helps; nobody changes their own; supervisors look."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

import pyotp
import pytest

from bot.credentials import new_password
from bot.domain.staff import Account, Role
from bot.sample_account import close_sample_accounts, make_sample_account, may_have_samples
from bot.settings import Settings
from bot.store.engine import Database
from console.staff.app import Staffroom
from console.staff.people import people_area
from console.staff.visit import Area
from tests.console import FACTOR, FAST, Hand, OpenConsole, Somebody, code_now, hired, opened_console

OFFICER = {"name": "Sari Dewi", "login": "Sari.Dewi", "role": "petugas"}


def areas(room: Staffroom) -> Sequence[Area]:
    return [people_area(room.accounts, room.sessions, room.sign_in, room.audit, new_password)]


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
async def console(database: Database, clock: Hand) -> AsyncIterator[OpenConsole]:
    async with opened_console(database, areas, clock) as opened:
        yield opened


async def proven(console: OpenConsole, login: str = "kepala") -> Somebody:
    """An admin who showed the second code a moment ago."""
    account = await hired(console.room, login, Role.ADMIN)
    browser = await console.nobody()
    secret = await console.room.sessions.begin(account.id, complete=True, device="Firefox", proved=True)
    browser.client.session.cookie_jar.update_cookies({"console": secret}, console.server.make_url("/"))
    return browser


async def path_of(account: Account, act: str = "") -> str:
    return f"/console/people/{account.id}{act}"


async def deeds(console: OpenConsole, what: str = "staff.") -> list[tuple[str, str]]:
    return [(entry.deed.what, entry.deed.about) for entry in await console.room.audit.search(what=what)]


async def test_an_officer_is_added_and_signs_in_with_the_password_shown_once(console: OpenConsole) -> None:
    admin = await proven(console)
    await admin.sends("/console/people", OFFICER)
    assert admin.status == 200
    found = re.search(r'id="password">([^<]+)<', admin.html)
    assert found
    assert await deeds(console) == [("staff.add", "staff:sari.dewi")]
    assert found[1] not in str(await console.room.audit.search())
    assert found[1] not in (await admin.opens("/console/people")).html
    officer = await (await console.nobody()).sends("/console/masuk", {"login": "sari.dewi", "password": found[1]})
    assert officer.path == "/console/sandi"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"login": "a b"}, "tanpa spasi"),
        ({"login": ""}, "tanpa spasi"),
        ({"name": ""}, "paling banyak 80 huruf"),
        ({"role": ""}, "tidak bisa dibaca"),
        ({"login": "kepala"}, "sudah dipakai"),
        ({"name": "x" * 5000}, "terlalu panjang"),
    ],
)
async def test_an_account_that_cannot_be_made_says_why(console: OpenConsole, change: dict[str, str], told: str) -> None:
    admin = await (await proven(console)).sends("/console/people", OFFICER | change)
    assert admin.status in {400, 409, 422}
    assert told in admin.text
    assert len(await console.room.accounts.all()) == 1


async def test_what_was_typed_stays_when_it_is_refused(console: OpenConsole) -> None:
    admin = await (await proven(console)).sends("/console/people", OFFICER | {"login": "a b"})
    assert 'value="Sari Dewi"' in admin.html
    assert re.search(r'value="petugas" checked', admin.html)


async def test_the_code_is_asked_for_again_and_nothing_typed_is_lost(console: OpenConsole, clock: Hand) -> None:
    admin = await console.person("kepala", Role.ADMIN)
    await admin.sends("/console/people", OFFICER)
    assert "kode kedua lagi" in admin.text
    assert 'name="name" value="Sari Dewi"' in admin.html
    await admin.sends("/console/people", OFFICER | {"proof": "000000"})
    assert (admin.status, len(await console.room.accounts.all())) == (422, 1)
    await admin.sends("/console/people", OFFICER | {"proof": code_now(clock)})
    assert "sekali pakai" in admin.text
    # The session has a new secret, which came with the answer, and is proven for a while.
    await admin.sends("/console/people", OFFICER | {"login": "budi"})
    assert "sekali pakai" in admin.text
    clock.at += timedelta(minutes=11)
    await admin.sends("/console/people", OFFICER | {"login": "tono"})
    assert "kode kedua lagi" in admin.text


async def test_a_proof_survives_an_answer_that_refuses(console: OpenConsole, clock: Hand) -> None:
    admin = await console.person("kepala", Role.ADMIN)
    own = next(each for each in await console.room.accounts.all() if each.login == "kepala")
    await admin.sends(await path_of(own, "/aktif"), {"version": own.version, "proof": code_now(clock)})
    assert admin.status == 409
    assert (await admin.opens("/console/people")).path == "/console/people"


async def test_nobody_disables_or_demotes_themselves(console: OpenConsole) -> None:
    admin = await proven(console)
    await hired(console.room, "lain", Role.ADMIN)
    own = await console.room.accounts.by_login("kepala")
    for act, form in (("/peran", {"role": "petugas"}), ("/aktif", {}), ("/kode", {}), ("/sandi", {})):
        await admin.sends(await path_of(own, act), form | {"version": str(own.version)})
        assert (admin.status, "admin lain" in admin.text) == (409, True)
    assert (await console.room.accounts.by_login("kepala")).version == own.version
    assert "admin lain" in (await admin.opens(await path_of(own))).text


async def test_a_page_that_was_overtaken_changes_nothing(console: OpenConsole) -> None:
    admin = await proven(console)
    sari = await hired(console.room, "sari", Role.OFFICER)
    form = {"version": sari.version, "role": "supervisor"}
    await admin.sends(await path_of(sari, "/peran"), form)
    assert admin.status == 200
    await admin.sends(await path_of(sari, "/sandi"), {"version": sari.version})
    assert (admin.status, "baru saja diubah" in admin.text) == (409, True)


async def test_a_changed_role_takes_effect_at_once(console: OpenConsole) -> None:
    admin = await proven(console)
    boss = await console.person("bos", Role.SUPERVISOR, Role.OFFICER)
    account = await console.room.accounts.by_login("bos")
    assert (await boss.opens("/console/people")).status == 200
    await admin.sends(await path_of(account, "/peran"), {"version": account.version, "role": "petugas"})
    assert (await boss.opens("/console/people")).status == 403
    await admin.sends(await path_of(account, "/peran"), [("version", account.version + 1), ("role", "editor")])
    assert (await boss.opens("/console/akun")).path.startswith("/console/masuk")
    assert [what for what, _ in await deeds(console)] == ["staff.roles", "staff.roles"]


async def test_a_role_that_needs_a_second_factor_waits_until_there_is_one(console: OpenConsole) -> None:
    account = await hired(console.room, "dewi", Role.EDITOR, factor=False)
    somebody = await (await console.signed_in(account)).opens("/console/akun")
    assert somebody.path == "/console/daftar-kode"


async def test_a_lost_phone_and_a_forgotten_password_sign_out_everywhere(console: OpenConsole) -> None:
    admin = await proven(console)
    editor = await console.person("dewi", Role.EDITOR)
    account = await console.room.accounts.by_login("dewi")
    await admin.sends(await path_of(account, "/kode"), {"version": account.version})
    assert "sudah dihapus" in admin.text
    assert (await editor.opens("/console/akun")).path.startswith("/console/masuk")
    await admin.sends(await path_of(account, "/sandi"), {"version": account.version + 1})
    assert "sekali pakai" in admin.text
    again = await console.room.accounts.by_login("dewi")
    assert (again.second_factor, again.must_change) == (False, True)
    assert [what for what, _ in await deeds(console)] == ["staff.reset", "staff.reset_factor"]


async def test_devices_are_told_in_words_and_signed_out(console: OpenConsole) -> None:
    admin = await proven(console)
    sari = await hired(console.room, "sari", Role.OFFICER)
    phone = "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"
    for device in (phone, "curl/8"):
        await console.room.sessions.begin(sari.id, complete=True, device=device)
    await admin.opens(await path_of(sari))
    assert "Firefox di Android" in admin.text
    assert "Perangkat tanpa nama" in admin.text
    [first, second] = await console.room.sessions.of(sari.id)
    await admin.sends(await path_of(sari, "/keluarkan"), {"version": "0", "session": str(first.id)})
    assert [each.id for each in await console.room.sessions.of(sari.id)] == [second.id]
    await admin.sends(await path_of(sari, "/keluarkan"), {"version": "0"})
    assert await console.room.sessions.of(sari.id) == []


async def test_a_supervisor_looks_and_changes_nothing_and_looking_is_noted_seldom(console: OpenConsole) -> None:
    sari = await hired(console.room, "sari", Role.OFFICER)
    boss = await console.person("bos", Role.SUPERVISOR)
    for _ in range(3):
        await boss.opens(await path_of(sari))
    assert boss.status == 200
    assert '<form method="post" action="/console/people' not in boss.html
    assert await deeds(console, "people.") == [("people.read", "staff:sari")]
    await boss.sends(await path_of(sari, "/aktif"), {"version": sari.version})
    assert (boss.status, (await console.room.accounts.by_login("sari")).active) == (403, True)


@pytest.mark.parametrize("path", ["x", "018f3a52-7c1e-7000-8000-000000000001", "%00", "../akun"])
async def test_a_forged_id_is_told_and_breaks_nothing(console: OpenConsole, path: str) -> None:
    admin = await (await proven(console)).opens(f"/console/people/{path}")
    assert admin.status in {200, 400, 404}


async def test_accounts_are_searched_and_shown_fifty_at_a_time(console: OpenConsole) -> None:
    admin = await proven(console)
    for number in range(52):
        await hired(console.room, f"petugas{number:02}", Role.OFFICER)
    await admin.opens("/console/people")
    assert (admin.html.count("data-row"), "53 akun" in admin.text) == (50, True)
    assert len(admin.html) < 100_000
    await admin.opens("/console/people?mulai=50")
    assert admin.html.count("data-row") == 3
    await admin.opens("/console/people?cari=PETUGAS07&keadaan=aktif&mulai=x")
    assert "petugas07" in admin.text
    await admin.opens("/console/people?cari=tidak-ada")
    assert "Tidak ada akun yang cocok" in admin.text


async def test_the_sample_account_is_made_once_marked_and_closed(console: OpenConsole, database: Database) -> None:
    password = await make_sample_account(database, FAST)
    assert password
    assert await make_sample_account(database, FAST) == ""
    somebody = await (await console.nobody()).sends("/console/masuk", {"login": "contoh", "password": password})
    assert somebody.path == "/console/people"
    assert "Akun contoh (contoh) masih aktif" in somebody.text
    assert await close_sample_accounts(database) == 1
    assert await close_sample_accounts(database) == 0
    assert (await somebody.opens("/console/people")).path.startswith("/console/masuk")


async def test_no_sample_account_beside_other_accounts(console: OpenConsole, database: Database) -> None:
    await hired(console.room, "sari", Role.OFFICER)
    assert await make_sample_account(database, FAST) == ""


@pytest.mark.parametrize(
    ("given", "may"),
    [
        ({}, True),
        ({"HTTP_HOST": "0.0.0.0"}, False),
        ({"PUBLIC_URL": "https://bot.example.go.id"}, False),
        ({"TELEGRAM_BOT_TOKEN": "123456789:AAinvented"}, False),
    ],
)
def test_a_sample_account_is_made_only_where_nobody_else_comes(given: dict[str, Any], may: bool) -> None:
    assert may_have_samples(Settings.read(given)) is may


async def test_new_recovery_codes_need_password_and_code_and_a_used_one_is_told(
    console: OpenConsole, clock: Hand
) -> None:
    dewi = await console.person("dewi", Role.EDITOR)
    await dewi.opens("/console/akun")
    assert "tinggal 0" in dewi.text
    await dewi.sends("/console/akun/kode-cadangan", {"password": "salah sekali ini", "code": code_now(clock)})
    assert dewi.status == 422
    await dewi.sends("/console/akun/kode-cadangan", {"password": "hujan turun di kebun", "code": code_now(clock)})
    codes = re.findall(r"<li><code>([^<]+)</code>", dewi.html)
    assert len(codes) == 8
    account = await console.room.accounts.by_login("dewi")
    pending = await console.signed_in(account, complete=False)
    await pending.sends("/console/kode", {"code": codes[0].upper()})
    assert "Masih ada 7 kode cadangan" in pending.text
    assert (await pending.opens("/console/akun")).path == "/console/akun"
    assert pyotp.TOTP(FACTOR).at(clock.now()) not in pending.html
