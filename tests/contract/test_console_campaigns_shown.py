"""Campaigns in the console as they are shown: pictures, phones, hostile words, other roles, progress."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from aiohttp import FormData

from bot.domain.staff import Role
from bot.store.campaigns import PostgresCampaigns
from bot.store.engine import Database
from bot.store.wakeup import Wakeup
from tests.campaigns import LIST, console, draft, form_of, sari, written
from tests.console import OpenConsole, Somebody
from tests.contract.campaign_town import resident
from tests.contract.test_intake import rows
from tests.pictures import photo

__all__ = ["console", "sari"]

HTMX = {"HX-Request": "true"}
SCRIPT = "<script>alert(1)</script>"


async def test_a_picture_is_drawn_anew_and_shown(sari: Somebody, database: Database, wakeup: Wakeup) -> None:
    one = f"{LIST}/{await written(database, wakeup)}"
    await sari.sends(one, _with_file(form_of(do="picture"), photo(), "foto.jpg"))
    assert sari.status == 200
    found = re.search(rf'src="({LIST}/pictures/[0-9a-f-]+)"', sari.html)
    assert found
    async with sari.client.get(found[1]) as answer:
        assert answer.content_type == "image/jpeg"
        assert b"Exif" not in await answer.read()
    await sari.sends(one, form_of(do="no_picture", picture=found[1].rpartition("/")[2]))
    assert "/pictures/" not in sari.html


@pytest.mark.parametrize(
    ("content", "told"), [(b"GIF89a", "bukan gambar JPEG"), (b"\xff\xd8\xffx", "bukan gambar"), (b"", "kosong")]
)
async def test_what_is_no_picture_is_refused_and_the_words_stay(
    sari: Somebody, database: Database, wakeup: Wakeup, content: bytes, told: str
) -> None:
    one = f"{LIST}/{await written(database, wakeup)}"
    await sari.sends(one, _with_file(form_of(do="picture", text__a__id="Tulisan baru."), content, "a.jpg"))
    assert sari.status == 422
    assert told in sari.text
    assert "Tulisan baru." in sari.html


async def test_both_phones_show_it_to_residents_of_the_audience_with_masked_names(
    sari: Somebody, database: Database, wakeup: Wakeup
) -> None:
    await resident(database)
    await resident(database, "whatsapp", hours=30, language="en")
    await rows(database, "UPDATE conversation SET sender_name = 'Siti Rahma' WHERE channel = 'telegram' RETURNING 1")
    campaign = await written(database, wakeup)
    form = form_of(
        do="preview", template__a__id="libur_kantor", variable__a__id__0="{nama}", variable__a__id__1="besok"
    )
    await sari.sends(f"{LIST}/{campaign}", form)
    assert sari.path == f"{LIST}/{campaign}/preview"
    assert "Halo S••• R•••. Besok kantor tutup." in sari.text
    assert "Siti" not in sari.html
    assert "Lewat 24 jam" in sari.text
    assert "Jam layanan" in sari.text


async def test_hostile_words_are_shown_as_words(sari: Somebody, database: Database, wakeup: Wakeup) -> None:
    await resident(database)
    one = f"{LIST}/{await written(database, wakeup, draft(SCRIPT, SCRIPT))}"
    await sari.sends(f"{one}/draft", form_of(name=SCRIPT, text__a__id=SCRIPT, title__a__id=SCRIPT), **HTMX)
    for path in (LIST, one, f"{one}/preview"):
        await sari.opens(path)
        assert sari.status == 200
        assert "<script>alert" not in sari.html


async def test_a_giant_text_is_kept_and_a_monstrous_one_refused(
    sari: Somebody, database: Database, wakeup: Wakeup
) -> None:
    one = f"{LIST}/{await written(database, wakeup)}"
    await sari.sends(one, form_of(text__a__id="panjang " * 1000))
    assert "panjang panjang" in sari.html
    await sari.sends(one, form_of(text__a__id="x" * 20_000))
    assert sari.status == 400


@pytest.mark.parametrize("path", [f"{LIST}/{UUID(int=7)}", f"{LIST}/{UUID(int=7)}/preview", f"{LIST}/{'-' * 36}"])
async def test_forged_ids_are_told_apart_from_trouble(sari: Somebody, path: str) -> None:
    await sari.opens(path)
    assert sari.status in {400, 404}


async def test_a_supervisor_reads_the_list_and_writes_nothing(
    console: OpenConsole, database: Database, wakeup: Wakeup
) -> None:
    campaign = await written(database, wakeup)
    dodi = await console.person("dodi", Role.SUPERVISOR)
    await dodi.opens(LIST)
    assert f"{LIST}/{campaign}/control" in dodi.html
    assert "Siaran baru" not in dodi.text
    await dodi.sends(f"{LIST}/{campaign}", form_of())
    assert dodi.status == 403


async def test_progress_is_told_to_open_pages_and_what_waits_is_counted(
    sari: Somebody, database: Database, wakeup: Wakeup, campaigns: PostgresCampaigns
) -> None:
    for _ in range(3):
        await resident(database)
    campaign = await written(database, wakeup)
    await campaigns.submit(campaign, 1, "sari")
    async with sari.client.get("/console/live") as stream:
        await stream.content.readuntil(b"event: counts\n")
        assert await stream.content.readline() == b'data: {"campaigns":1}\n'
        await stream.content.readuntil(b"event: campaigns\n")
        assert str(campaign).encode() in await stream.content.readline()
    await campaigns.approve(campaign, 1, "dewi")
    await campaigns.start(campaign)
    await sari.opens(LIST)
    assert "0 dari 3 warga" in sari.text
    assert "Sisa 3 warga" in sari.text


def _with_file(form: list[tuple[str, str]], content: bytes, name: str) -> object:
    told = FormData(form)
    told.add_field("file", content, filename=name, content_type="image/jpeg")
    return told
