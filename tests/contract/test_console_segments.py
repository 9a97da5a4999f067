"""Segments, counting an audience, and the ledger of consent, on their pages."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from bot.domain.audience import About, Audience, Condition
from bot.domain.segments import SegmentNameTaken, StaleSegment, UnknownSegment
from bot.domain.tracking import new_number, spoken
from bot.store.engine import Database
from bot.store.segments import PostgresSegments
from bot.store.wakeup import Wakeup
from tests.campaigns import LIST, console, draft, form_of, sari, written
from tests.console import Somebody
from tests.contract.campaign_town import resident
from tests.contract.test_intake import rows

__all__ = ["console", "sari"]

SEGMENTS = f"{LIST}/segments"
ENGLISH = Audience((Condition(About.LANGUAGE, ("en",)),))
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def segments(database: Database, wakeup: Wakeup) -> PostgresSegments:
    return PostgresSegments(database, wakeup)


async def test_names_are_taken_once_and_editions_kept_apart(segments: PostgresSegments) -> None:
    first = uuid4()
    await segments.add(first, "Warga RW 003", ENGLISH, "sari")
    await segments.add(first, "Warga RW 003", ENGLISH, "sari")
    with pytest.raises(SegmentNameTaken):
        await segments.add(uuid4(), "warga rw 003", ENGLISH, "sari")
    await segments.change(first, "Warga RW 003", Audience(), 1, "dewi")
    with pytest.raises(StaleSegment):
        await segments.change(first, "Lain", ENGLISH, 1, "sari")
    assert await segments.delete(first) == "Warga RW 003"
    with pytest.raises(UnknownSegment):
        await segments.delete(first)


async def test_a_campaign_keeps_its_copy_whatever_becomes_of_the_segment(
    sari: Somebody, segments: PostgresSegments, database: Database, wakeup: Wakeup
) -> None:
    segment, campaign = uuid4(), await written(database, wakeup)
    await segments.add(segment, "Berbahasa Inggris", ENGLISH, "sari")
    one = f"{LIST}/{campaign}"
    await sari.sends(one, [*form_of(do="segment"), ("segment", str(segment))])
    await sari.sends(one, form_of(include__language=["en"]))
    await sari.opens(SEGMENTS)
    assert "Dipakai: Libur kantor" in sari.text
    await sari.sends(f"{SEGMENTS}/{segment}/delete")
    assert "Segmen dihapus" in sari.text
    [(kept,)] = await rows(database, "SELECT audience -> 'include' -> 0 ->> 'about' FROM campaign")
    assert kept == "language"


async def test_a_segment_is_made_changed_and_a_stale_page_loses_nothing(
    sari: Somebody, segments: PostgresSegments
) -> None:
    key = uuid4()
    form = [("key", str(key)), ("name", SCRIPT), ("include.language", "en"), ("exclude.silent_for", "90")]
    await sari.sends(f"{SEGMENTS}/new", form)
    assert "Segmen tersimpan" in sari.text
    assert "<script>alert" not in sari.html
    found = await segments.find(key)
    assert found.audience == Audience((Condition(About.LANGUAGE, ("en",)),), (Condition(About.SILENT_FOR, ("90",)),))
    await segments.change(key, "Lain", Audience(), 1, "dewi")
    await sari.sends(f"{SEGMENTS}/{key}", [("edition", "1"), ("name", "Punya saya"), ("include.language", "en")])
    assert sari.status == 409
    assert 'value="Punya saya"' in sari.html
    assert "Semua warga yang setuju" in sari.text, "what the colleague saved"
    await sari.sends(f"{SEGMENTS}/{key}", [("edition", "2"), ("name", "Punya saya"), ("include.language", "en")])
    assert (await segments.find(key)).name == "Punya saya"


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ([("name", "")], "Beri segmen ini nama"),
        ([("name", "Lama diam"), ("include.silent_for", "lama")], "jumlah hari"),
        ([("name", "Lama diam"), ("include.silent_for", "99999")], "jumlah hari"),
    ],
)
async def test_what_cannot_be_kept_is_told_and_stays(sari: Somebody, form: list[tuple[str, str]], told: str) -> None:
    await sari.sends(f"{SEGMENTS}/new", [("key", str(uuid4())), *form])
    assert sari.status == 422
    assert told in sari.text


async def test_conditions_are_saved_as_a_segment_from_the_editor(
    sari: Somebody, segments: PostgresSegments, database: Database, wakeup: Wakeup
) -> None:
    one = f"{LIST}/{await written(database, wakeup)}"
    form = [*form_of(do="keep_segment", include__language=["en"]), ("segment_name", "Inggris")]
    await sari.sends(one, form)
    await sari.sends(one, form)
    assert [(each.name, each.audience) for each in await segments.all()] == [("Inggris", ENGLISH)]


async def test_an_audience_is_counted_with_the_reasons_for_those_left_out(sari: Somebody, database: Database) -> None:
    await resident(database)
    await resident(database, "whatsapp", hours=30, language="en")
    await resident(database, wants=False)
    await resident(database, reachable=False)
    await sari.sends(f"{LIST}/audience/count", {})
    for told in (
        "2 warga akan menerima",
        "Membaca bahasa Inggris 1",
        "1 di antaranya lebih dari 24 jam",
        "2 warga tidak dikirimi",
        "1 belum pernah meminta siaran",
        "Jangan dikirimi tanpa itu",
        "1 tidak bisa dihubungi",
    ):
        assert told in sari.text
    await sari.sends(f"{LIST}/audience/count", {"include.language": "en"})
    assert "1 warga akan menerima" in sari.text


async def test_a_language_without_a_template_leaves_out_only_its_readers(
    sari: Somebody, database: Database, wakeup: Wakeup
) -> None:
    for language in ("id", "id", "en"):
        await resident(database, "whatsapp", hours=30, language=language)
    one = f"{LIST}/{await written(database, wakeup, draft())}"
    form = form_of(template__a__id="libur_kantor", text__a__en="Closed.", button__0__en="Hours")
    await sari.sends(f"{one}/draft", form, **{"HX-Request": "true"})
    assert "2 warga akan menerima" in sari.text
    assert "Templat WhatsApp (EN): Tanpa templat WhatsApp, 1 warga" in sari.text


async def test_the_ledger_is_read_by_conversation_or_report_and_every_look_is_noted(
    sari: Somebody, database: Database
) -> None:
    person = await resident(database)
    number = new_number()
    await rows(
        database,
        "INSERT INTO consent (person, channel, about, decision, words, at) VALUES (:person, 'telegram',"
        " 'announcements', 'yes', 'Kabar kelurahan dikirim di sini.', '2026-11-12T05:00Z') RETURNING 1",
        person=person,
    )
    await rows(
        database,
        "INSERT INTO resident_case (number, key, person, kind, category, visibility, story, happened, place, name,"
        " state, received_at) VALUES (:number, 'k', :person, 'pengaduan', 'slow', 'open', '', '', '', '', 'received',"
        " clock_timestamp()) RETURNING 1",
        person=person,
        number=number,
    )
    for wanted in (str(person), f"http://localhost/console/inbox/{person}", spoken(number)):
        await sari.opens(f"{LIST}/consents?cari={wanted}")
        assert "Setuju · pengumuman · Telegram · Kam, 12 Nov 2026" in sari.text
        assert "Kabar kelurahan dikirim di sini." in sari.text
    assert "Nov 2026 1 0" in sari.text
    looked = await rows(database, "SELECT about FROM audit WHERE what = 'campaign.consent_read'")
    assert looked == [(f"conversation:{person}",)] * 3


@pytest.mark.parametrize("wanted", ["Siti Rahma", "0812 3456 7890", str(UUID(int=3)), "4827-1931", "%00"])
async def test_nobody_is_found_by_name_or_by_number_of_a_phone(sari: Somebody, wanted: str) -> None:
    await sari.opens(f"{LIST}/consents?cari={wanted}")
    assert sari.status == 200
    assert "Riwayat" not in sari.text


async def test_a_secret_report_leads_to_nobody(sari: Somebody, database: Database) -> None:
    person, number = await resident(database), new_number()
    await rows(
        database,
        "INSERT INTO resident_case (number, key, person, kind, category, visibility, story, happened, place, name,"
        " state, received_at) VALUES (:number, 'k', :person, 'pengaduan', 'slow', 'secret', '', '', '', '',"
        " 'received', clock_timestamp()) RETURNING 1",
        person=person,
        number=number,
    )
    await sari.opens(f"{LIST}/consents?cari={spoken(number)}")
    assert "Tidak ada percakapan atau laporan" in sari.text


async def test_conditions_offer_what_residents_have_and_all_topics_of_interest(
    sari: Somebody, database: Database
) -> None:
    person = await resident(database)
    for about, value in (("neighbourhood", "005/003"), ("interest", "all"), ("list", "Formulir loket")):
        trait = {"person": person, "about": about, "value": value}
        await rows(
            database, "INSERT INTO trait (person, about, value) VALUES (:person, :about, :value) RETURNING 1", **trait
        )
    await rows(
        database,
        "INSERT INTO desk_card (conversation, labels) VALUES (:person, ARRAY['lansia']) RETURNING 1",
        person=person,
    )
    await sari.opens(f"{SEGMENTS}/new")
    for told in ("RW 003 1", "RT 005 / RW 003 1", "Pindah alamat 1", "Formulir loket 1", "lansia 1"):
        assert told in sari.text
    assert 'value="all"' not in sari.html
    await sari.sends(f"{LIST}/audience/count", {"include.interest": "pindah"})
    assert "1 warga akan menerima" in sari.text
