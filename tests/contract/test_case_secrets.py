"""Secret cases: read by inspectors alone, and nowhere else does anything of them show."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator

import pytest

from bot.domain.cases import Category, OpenCase, Visibility
from bot.domain.staff import Role
from bot.store.case_files import CaseFiles
from bot.store.wakeup import Wakeup
from tests.contract.case_room import CASES, CasePages, opened_cases
from tests.contract.office import INSPECTOR, PHOTO, TODAY, Office
from tests.pictures import photo

SECRET = "Bu Lurah minta amplop tiga ratus ribu"
FORMS = ("", "/pratinjau", "/ambil", "/penanganan", "/satukan", "/pisahkan")


@pytest.fixture
async def pages(office: Office, wakeup: Wakeup) -> AsyncIterator[CasePages]:
    async with opened_cases(office, wakeup) as opened:
        yield opened


@pytest.fixture
async def secret(pages: CasePages) -> OpenCase:
    return await pages.office.opened(
        category=Category.EXTORTION, visibility=Visibility.SECRET, story=SECRET, next_on=TODAY.replace(day=2)
    )


async def test_an_officer_is_refused_everywhere_and_the_try_is_noted(pages: CasePages, secret: OpenCase) -> None:
    await CaseFiles(pages.office.database).keep(secret.key, PHOTO, "image/jpeg", photo())
    [file] = (await pages.office.desk.read(secret.number, INSPECTOR)).files
    sari = await pages.console.person("sari", Role.OFFICER, Role.SUPERVISOR)
    paths = [f"{CASES}/{secret.number}", f"{CASES}/{secret.number}/berkas/{file.id}"]
    for path in paths:
        assert (await sari.opens(path)).status == 403
        assert "amplop" not in sari.html
    form = {
        "key": "0f8fad5bd9cb469fa16570867728950e",
        "seen": "1",
        "words": "x",
        "priority": "mendesak",
        "twin": secret.number,
    }
    for path in FORMS:
        assert (await sari.sends(f"{CASES}/{secret.number}{path}", form)).status == 403
        assert "amplop" not in sari.html
    refused = [deed for deed in await pages.deeds("sari") if deed.what == "case.refused"]
    assert len(refused) == len(paths) + len(FORMS)
    assert await pages.office.notices() == []


async def test_nothing_of_it_shows_in_lists_counts_search_or_export(pages: CasePages, secret: OpenCase) -> None:
    plain = await pages.office.opened(category=Category.EXTORTION, story="Minta amplop tiga ratus ribu di loket")
    sari = await pages.console.person("sari", Role.OFFICER)
    queries = ("", "?daftar=semua", "?daftar=terlambat", "?daftar=rahasia", "?perihal=extortion", "?cari=lurah")
    for query in (*queries, f"?cari={secret.number}", f"?cari={secret.number[:5]}"):
        await sari.opens(f"{CASES}{query}")
        assert sari.status == 200
        assert SECRET not in sari.text
        assert f"/cases/{secret.number}" not in sari.html
        assert "Rahasia" not in sari.text
    assert 'class="count broken"' not in sari.html
    assert SECRET not in (await sari.opens(f"{CASES}/{plain.number}")).text
    for query in queries:
        told = await (await sari.client.get(f"{CASES}/ekspor{query}")).text()
        assert "Lurah" not in told


async def test_an_inspector_sees_it_in_a_list_of_its_own_and_exports_it(pages: CasePages, secret: OpenCase) -> None:
    await pages.office.opened()
    pak = await pages.console.person("pengawas", Role.INSPECTOR)
    await pak.opens(f"{CASES}?daftar=rahasia")
    assert pak.html.count("data-row") == 1
    assert SECRET in pak.text
    assert (await pak.opens(f"{CASES}/{secret.number}")).status == 200
    assert "percakapan" not in pak.text.lower()
    told = await (await pak.client.get(f"{CASES}/ekspor?daftar=rahasia")).text()
    assert [row[4] for row in csv.reader(io.StringIO(told.lstrip("\ufeff")), delimiter=";")][1:] == [SECRET]
    assert ("case.export", "rahasia, 1") in [(deed.what, deed.detail) for deed in await pages.deeds("pengawas")]


async def test_it_is_linked_to_no_other_and_given_to_inspectors_only(pages: CasePages, secret: OpenCase) -> None:
    plain = await pages.office.opened()
    sari = await pages.console.person("sari", Role.OFFICER)
    pak = await pages.console.person("pengawas", Role.INSPECTOR)
    await sari.sends(f"{CASES}/{plain.number}/satukan", {"twin": secret.number})
    assert sari.status == 403
    await pak.sends(f"{CASES}/{plain.number}/satukan", {"twin": secret.number})
    assert pak.status == 409
    officer = (await pages.console.room.accounts.by_login("sari")).id
    await pak.sends(f"{CASES}/{secret.number}/penanganan", {"to": str(officer), "was": "", "priority": "normal"})
    assert pak.status == 400
    await pak.sends(f"{CASES}/{secret.number}/ambil")
    assert pak.status == 200


@pytest.mark.parametrize("role", [Role.EDITOR, Role.MANAGER, Role.PARTNER, Role.ADMIN])
async def test_other_roles_open_no_page_of_cases(pages: CasePages, role: Role) -> None:
    case = await pages.office.opened()
    other = await pages.console.person("lain", role)
    for path in (CASES, f"{CASES}/{case.number}", f"{CASES}/ekspor", f"{CASES}/baru"):
        assert (await other.opens(path)).status == 403
