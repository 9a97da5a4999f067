"""The gate of the console: who gets in, what other sites can do, and what a page says when something is wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web

from bot.domain.staff import Role
from bot.store.engine import Database
from console.staff.app import Staffroom
from console.staff.forms import BadForm
from console.staff.gate import onward
from console.staff.visit import Area, Page, Section, Visit
from console.staff.words import read_words
from tests.console import PASSWORD, Hand, OpenConsole, code_now, hired, opened_console

MANAGERS = frozenset({Role.MANAGER})


async def shown(visit: Visit) -> web.StreamResponse:
    return visit.page("nothing_yet.html")


async def broken(visit: Visit) -> web.StreamResponse:
    raise RuntimeError("a secret word of a resident")


async def refusing(visit: Visit) -> web.StreamResponse:
    raise BadForm("form_too_long", most=10, length=12)


async def changed(visit: Visit) -> web.StreamResponse:
    return visit.go("/console/broad")


def rooms(_: Staffroom) -> list[Area]:
    pages = (
        Page("GET", "/console/broad", shown, MANAGERS),
        Page("POST", "/console/broad", changed, MANAGERS),
        Page("GET", "/console/broken", broken),
        Page("GET", "/console/bad", refusing),
    )
    return [Area(pages, (Section("broad", "/console/broad", "navigation", MANAGERS, "b"),))]


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
async def console(database: Database, clock: Hand) -> AsyncIterator[OpenConsole]:
    async with opened_console(database, rooms, clock) as opened:
        yield opened


async def test_a_stranger_is_led_to_the_sign_in_page_and_back_afterwards(console: OpenConsole) -> None:
    await hired(console.room, "sari", Role.OFFICER)
    somebody = await (await console.nobody()).opens("/console/bad?x=1")
    assert somebody.path.startswith("/console/masuk?lanjut=")
    await somebody.sends("/console/masuk", {"login": "sari", "password": PASSWORD, "lanjut": "/console/bad?x=1"})
    assert somebody.path == "/console/bad?x=1"


async def test_a_wrong_password_is_told_and_the_login_stays(console: OpenConsole) -> None:
    somebody = await (await console.nobody()).sends("/console/masuk", {"login": "sari", "password": "wrong"})
    assert somebody.status == 422
    assert "tidak cocok" in somebody.text
    assert 'value="sari"' in somebody.html


async def test_an_editor_enrols_a_second_factor_before_anything_else(console: OpenConsole, clock: Hand) -> None:
    await hired(console.room, "dewi", Role.MANAGER)
    somebody = await (await console.nobody()).sends("/console/masuk", {"login": "dewi", "password": PASSWORD})
    assert somebody.path == "/console/kode"
    await somebody.opens("/console/broad")
    assert somebody.path == "/console/kode"
    await somebody.sends("/console/kode", {"code": "000000"})
    assert somebody.status == 422
    await somebody.sends("/console/kode", {"code": code_now(clock)})
    assert somebody.path == "/console/broad"


async def test_whoever_lacks_the_second_factor_is_shown_how_to_set_it_up(console: OpenConsole) -> None:
    account = await hired(console.room, "dewi", Role.EDITOR, factor=False)
    somebody = await (await console.signed_in(account, complete=False)).opens("/console/bad")
    assert somebody.path == "/console/daftar-kode"
    assert "data:image/svg+xml" in somebody.html


async def test_a_role_opens_only_its_own_pages_and_a_refusal_is_logged(console: OpenConsole) -> None:
    officer = await (await console.person("sari", Role.OFFICER)).opens("/console/broad")
    assert officer.status == 403
    assert [entry.deed.what for entry in await console.room.audit.search(actor="sari")] == ["refused"]
    manager = await (await console.person("dewi", Role.MANAGER)).opens("/console")
    assert (manager.status, manager.path) == (200, "/console/broad")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
    ],
)
async def test_another_site_cannot_make_a_browser_change_anything(
    console: OpenConsole, headers: dict[str, str], status: int
) -> None:
    manager = await console.person("dewi", Role.MANAGER)
    response = await manager.client.post("/console/broad", headers=headers)
    assert response.status == status


async def test_a_session_that_was_left_open_for_days_is_over_and_says_what_is_safe(
    console: OpenConsole, clock: Hand
) -> None:
    manager = await console.person("dewi", Role.MANAGER)
    clock.at += timedelta(days=3)
    await manager.sends("/console/broad")
    assert manager.status == 401
    assert "belum dijalankan" in manager.text
    assert "tetap tersimpan" in manager.text


@pytest.mark.parametrize("secret", ["", "x", "a" * 5000, "%00", "ключ"])
async def test_a_forged_session_is_nobody(console: OpenConsole, secret: str) -> None:
    somebody = await console.nobody()
    response = await somebody.client.get("/console/bad", headers={"Cookie": f"console={secret}"}, allow_redirects=False)
    assert response.status in {303, 400}


async def test_every_answer_forbids_foreign_scripts_and_frames(console: OpenConsole) -> None:
    somebody = await console.person("sari", Role.OFFICER)
    for path in ("/console/akun", "/console/broad", "/console/nowhere", "/console/bad", "/console/broken"):
        response = await somebody.client.get(path)
        assert "script-src 'self'" in response.headers["Content-Security-Policy"]
        assert "unsafe" not in response.headers["Content-Security-Policy"]
        assert response.headers["Cache-Control"] == "no-store"


async def test_a_defect_shows_words_and_not_its_own(console: OpenConsole) -> None:
    somebody = await (await console.person("sari", Role.OFFICER)).opens("/console/broken")
    assert somebody.status == 500
    assert "resident" not in somebody.html
    assert "sudah dicatat" in somebody.text


async def test_a_form_that_cannot_be_taken_says_why(console: OpenConsole) -> None:
    somebody = await (await console.person("sari", Role.OFFICER)).opens("/console/bad")
    assert somebody.status == 400
    assert "12 huruf. Paling banyak 10." in somebody.text


async def test_an_unknown_page_is_told_to_staff_and_hidden_from_strangers(console: OpenConsole) -> None:
    assert (await (await console.person("sari", Role.OFFICER)).opens("/console/nowhere")).status == 404
    stranger = await (await console.nobody()).opens("/console/nowhere")
    assert stranger.path.startswith("/console/masuk")


async def test_signing_out_ends_the_session_on_the_server(console: OpenConsole) -> None:
    somebody = await console.person("sari", Role.OFFICER)
    cookies = {cookie.key: cookie.value for cookie in somebody.client.session.cookie_jar}
    await somebody.sends("/console/keluar")
    again = await (await console.nobody()).opens("/console/akun", Cookie=f"console={cookies['console']}")
    assert again.path.startswith("/console/masuk")


async def test_english_is_one_click_away_and_stays(console: OpenConsole) -> None:
    somebody = await console.person("sari", Role.OFFICER)
    await somebody.sends("/console/bahasa", {"language": "en", "lanjut": "/console/akun"})
    assert somebody.path == "/console/akun"
    assert "Devices signed in" in somebody.text


async def test_a_name_with_markup_is_shown_as_letters(console: OpenConsole) -> None:
    account = await hired(console.room, "<script>alert(1)</script>", Role.OFFICER)
    somebody = await (await console.signed_in(account)).opens("/console/akun")
    assert "<script>alert" not in somebody.html.lower()


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "https://evil.example",
        "/console/\\evil",
        "/hooks",
        "",
        "/console/masuk",
        "/console/\n",
        "javascript:x",
    ],
)
def test_signing_in_leads_nowhere_else(path: str) -> None:
    assert onward(path) == "/console"


def test_a_key_in_two_files_or_one_language_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("one: {id: satu}")
    with pytest.raises(ValueError, match="needs a text"):
        read_words(tmp_path)
    (tmp_path / "a.yml").write_text("one: {id: satu, en: one}")
    (tmp_path / "b.yml").write_text("one: {id: satu, en: one}")
    with pytest.raises(ValueError, match="another file"):
        read_words(tmp_path)
    (tmp_path / "b.yml").write_text("two: {id: 'dua {n}', en: two}")
    with pytest.raises(ValueError, match="other values"):
        read_words(tmp_path)
