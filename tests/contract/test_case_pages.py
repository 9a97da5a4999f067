"""Pages about cases: what they show to whom, what their forms change, and what is noted."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape

import pytest

from bot.domain.cases import AddToCase, Category, MoveCase, Priority, State, Visibility
from bot.domain.messages import Media, MediaKind
from bot.domain.staff import Role
from bot.store.case_files import CaseFiles
from bot.store.wakeup import Wakeup
from tests.contract.case_room import CASES, CasePages, move_form, opened_cases
from tests.contract.office import OFFICER, PHOTO, STORY, TODAY, Office
from tests.contract.test_intake import rows
from tests.fakes_book import PORTS
from tests.pictures import photo

EVIL = Media(MediaKind.PHOTO, "evil")


@pytest.fixture
async def pages(office: Office, wakeup: Wakeup) -> AsyncIterator[CasePages]:
    async with opened_cases(office, wakeup) as opened:
        yield opened


async def test_the_list_shows_broken_promises_first_with_their_clocks(pages: CasePages) -> None:
    office = pages.office
    await office.opened(next_on=PORTS.calendar.after(TODAY, 2), story="Antrean lama di loket dua")
    await office.opened(next_on=TODAY - timedelta(days=1), story="Petugas membentak saya")
    await office.opened(next_on=TODAY, story="Kursi tunggu rusak semua")
    page = await (await pages.console.person("sari", Role.OFFICER)).opens(CASES)
    order = [page.text.index(words) for words in ("membentak", "Kursi", "Antrean lama")]
    assert order == sorted(order)
    assert "lewat 1 hari kerja" in page.text
    assert "hari ini sampai 16.00" in page.text
    assert "2 hari kerja lagi" in page.text


async def test_an_empty_list_says_so(pages: CasePages) -> None:
    sari = await pages.console.person("sari", Role.OFFICER)
    for view in ("", "?daftar=saya", "?daftar=terlambat", "?daftar=semua", "?cari=nothing", "?jenis=nonsense"):
        assert (await sari.opens(f"{CASES}{view}")).status == 200
        assert 'class="card empty"' in sari.html


async def test_reading_a_case_shows_all_of_it_and_is_noted(pages: CasePages) -> None:
    case = await pages.office.opened()
    await pages.office.do(AddToCase(case.number, "k2", pages.office.person, "Masih antre."))
    page = await (await pages.console.person("sari", Role.OFFICER)).opens(f"{CASES}/{case.number}")
    assert page.status == 200
    for words in (STORY, "RT 05/RW 03", "Rahma", "Masih antre.", "Diterima", "Buka percakapan"):
        assert words in page.text
    assert ("case.read", f"case:{case.number}") in [(deed.what, deed.about) for deed in await pages.deeds("sari")]


async def test_an_anonymous_case_leads_to_no_conversation(pages: CasePages) -> None:
    case = await pages.office.opened(visibility=Visibility.ANONYMOUS, name="")
    page = await (await pages.console.person("sari", Role.OFFICER)).opens(f"{CASES}/{case.number}")
    assert "Anonim" in page.text
    assert "percakapan" not in page.text.lower()


async def test_a_move_tells_the_resident_once_however_often_it_is_sent(pages: CasePages) -> None:
    case = await pages.office.opened()
    sari = await (await pages.console.person("sari", Role.OFFICER)).opens(f"{CASES}/{case.number}")
    form = move_form(sari, state="verified", words="Kami cek.", note="Tanya Bu Dewi.")
    for _ in range(3):
        await sari.sends(f"{CASES}/{case.number}", form)
        assert sari.status == 200
        assert "Kabar dikirim ke 1 pelapor" in sari.text
    assert len(await pages.office.notices()) == 1
    view = await pages.office.seen(case.number)
    assert (view.state, view.words, view.next_on) == (State.VERIFIED, "Kami cek.", PORTS.calendar.after(TODAY, 5))
    assert sari.text.count("Tanya Bu Dewi.") == 1


async def test_a_stale_page_shows_what_is_new_and_keeps_the_words(pages: CasePages) -> None:
    case = await pages.office.opened()
    sari = await (await pages.console.person("sari", Role.OFFICER)).opens(f"{CASES}/{case.number}")
    dewi = await (await pages.console.person("dewi", Role.OFFICER)).opens(f"{CASES}/{case.number}")
    late = move_form(sari, state="in_progress", words="Kami atur dulu.")
    await dewi.sends(f"{CASES}/{case.number}", move_form(dewi, state="answered", words="Loket sudah ditambah."))
    await sari.sends(f"{CASES}/{case.number}", late)
    assert sari.status == 409
    assert "Loket sudah ditambah." in sari.text
    assert "Kami atur dulu." in sari.html
    assert (await pages.office.seen(case.number)).state is State.ANSWERED
    assert len(await pages.office.notices()) == 1


async def test_the_residents_own_change_makes_a_page_stale_too(pages: CasePages) -> None:
    case = await pages.office.opened()
    sari = await (await pages.console.person("sari", Role.OFFICER)).opens(f"{CASES}/{case.number}")
    form = move_form(sari, state="declined", words="Bukan wewenang kami.")
    await pages.office.do(AddToCase(case.number, "k2", pages.office.person, "Ada saksi."))
    await sari.sends(f"{CASES}/{case.number}", form)
    assert sari.status == 409
    assert "Ada saksi." in sari.text


@pytest.mark.parametrize(
    ("values", "status", "told"),
    [
        ({}, 422, "Belum ada yang diisi"),
        ({"state": "answered"}, 422, "perlu kata-kata"),
        ({"next_on": "2020-01-01"}, 422, "sudah lewat"),
        ({"next_on": "kapan-kapan"}, 400, "Tanggalnya"),
        ({"state": "done", "words": "Beres."}, 409, "tidak bisa diubah"),
        ({"state": "nonsense"}, 400, "tidak bisa dibaca"),
        ({"words": "x" * 3001}, 400, "terlalu panjang"),
        ({"key": "forged"}, 400, "tidak bisa dibaca"),
    ],
)
async def test_what_cannot_be_taken_is_told_and_changes_nothing(
    pages: CasePages, values: dict[str, str], status: int, told: str
) -> None:
    case = await pages.office.opened()
    sari = await (await pages.console.person("sari", Role.OFFICER)).opens(f"{CASES}/{case.number}")
    await sari.sends(f"{CASES}/{case.number}", move_form(sari, **values))
    assert sari.status == status
    assert told in sari.text
    assert await pages.office.notices() == []


async def test_a_preview_shows_both_channels_and_changes_nothing(pages: CasePages) -> None:
    case = await pages.office.opened()
    sari = await (await pages.console.person("sari", Role.OFFICER)).opens(f"{CASES}/{case.number}")
    form = move_form(sari, state="answered", words="<b>Sudah</b> ditambah.")
    await sari.sends(f"{CASES}/{case.number}/pratinjau", form)
    for words in ("Telegram", "WhatsApp", "Sudah dijawab petugas.", "<b>Sudah</b> ditambah.", "Buka lagi"):
        assert words in sari.text
    await sari.sends(f"{CASES}/{case.number}/pratinjau", form, **{"HX-Request": "true"})
    assert sari.html.startswith('<div id="preview"')
    assert (await pages.office.seen(case.number)).state is State.RECEIVED


async def test_a_note_is_for_staff_alone(pages: CasePages) -> None:
    case = await pages.office.opened()
    sari = await (await pages.console.person("sari", Role.OFFICER)).opens(f"{CASES}/{case.number}")
    await sari.sends(f"{CASES}/{case.number}", move_form(sari, note="Pelapor sering datang, NIK 3174091234567890"))
    assert "Pelapor sering datang" in sari.text
    assert "3174091234567890" not in sari.html
    assert (await pages.office.seen(case.number)).words == ""
    assert await pages.office.notices() == []
    assert await rows(pages.office.database, "SELECT count(*) FROM case_note n WHERE n::text ~ 'sering'") == [(0,)]


async def test_taking_is_for_one_of_two(pages: CasePages) -> None:
    case = await pages.office.opened()
    sari = await pages.console.person("sari", Role.OFFICER)
    dewi = await pages.console.person("dewi", Role.OFFICER)
    await sari.sends(f"{CASES}/{case.number}/ambil")
    assert sari.status == 200
    await dewi.sends(f"{CASES}/{case.number}/ambil")
    assert dewi.status == 409
    assert "sudah diambil" in dewi.text
    assert case.number[:4] in (await sari.opens(f"{CASES}?daftar=saya")).text
    assert case.number[:4] not in (await dewi.opens(f"{CASES}?daftar=saya")).text


async def test_priority_and_the_number_at_lapor_are_kept_and_noted(pages: CasePages) -> None:
    case = await pages.office.opened()
    sari = await pages.console.person("sari", Role.OFFICER)
    path, form = f"{CASES}/{case.number}/penanganan", {"was_priority": "normal", "was_lapor": ""}
    await sari.sends(path, form | {"priority": "mendesak", "lapor": "#8812345"})
    assert "Prioritas menjadi Mendesak" in sari.text
    assert 'value="8812345"' in sari.html
    assert case.number[:4] in (await sari.opens(f"{CASES}?cari=8812345")).text
    await sari.sends(path, form | {"priority": "normal", "lapor": "<script>"})
    assert sari.status == 400
    deeds = [deed.what for deed in await pages.deeds("sari")]
    assert (deeds.count("case.priority"), deeds.count("case.lapor"), deeds.count("case.assign")) == (1, 1, 0)


async def test_a_page_that_is_old_undoes_nothing_of_what_it_does_not_change(pages: CasePages) -> None:
    case = await pages.office.opened()
    sari = await pages.console.person("sari", Role.OFFICER)
    dewi = await pages.console.person("dewi", Role.OFFICER)
    path, old = f"{CASES}/{case.number}/penanganan", {"was_priority": "normal", "was_lapor": "", "was": ""}
    await sari.sends(path, old | {"priority": "mendesak"})
    await dewi.sends(path, old | {"priority": "normal", "lapor": "8812345"})
    found = await pages.work.read(case.number, OFFICER)
    assert (found.priority, found.lapor) == ("mendesak", "8812345")


async def test_a_photo_comes_with_strict_headers_and_is_noted(pages: CasePages) -> None:
    case = await pages.office.opened()
    await CaseFiles(pages.office.database).keep(case.key, PHOTO, "image/jpeg", photo())
    await CaseFiles(pages.office.database).keep(
        case.key, PHOTO.__class__(PHOTO.media, "evil"), "text/html", b"<script>"
    )
    [kept, evil] = (await pages.office.desk.read(case.number, OFFICER)).files
    sari = await pages.console.person("sari", Role.OFFICER)
    response = await sari.client.get(f"{CASES}/{case.number}/berkas/{kept.id}")
    assert await response.read() == photo()
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    response = await sari.client.get(f"{CASES}/{case.number}/berkas/{evil.id}")
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "case.file" in {deed.what for deed in await pages.deeds("sari")}
    other = await pages.office.opened()
    assert (await sari.opens(f"{CASES}/{other.number}/berkas/{kept.id}")).status == 404


async def test_forged_numbers_lead_nowhere(pages: CasePages) -> None:
    sari = await pages.console.person("sari", Role.OFFICER)
    for path in ("/00000000", "/1234-5678", "/48271930", "/abc", "/../../etc", "/48271930/berkas/1"):
        assert (await sari.opens(f"{CASES}{path}")).status == 404


async def test_a_story_with_markup_is_shown_as_letters(pages: CasePages) -> None:
    case = await pages.office.opened(story="<script>alert('x')</script> loket tutup")
    sari = await pages.console.person("sari", Role.OFFICER)
    for path in (CASES, f"{CASES}/{case.number}"):
        assert "<script>alert" not in (await sari.opens(path)).html


async def test_what_staff_takes_down_at_the_counter_has_a_number_to_hand_out(pages: CasePages) -> None:
    sari = await (await pages.console.person("sari", Role.OFFICER)).opens(f"{CASES}/baru")
    key = sari.html.partition('name="key" value="')[2].partition('"')[0]
    form = {
        "key": key,
        "kind": "pengaduan",
        "category": "extortion",
        "visibility": "anonymous",
        "priority": "normal",
        "story": "Diminta uang rokok di loket dua",
        "name": "Rahma",
    }
    for _ in range(2):
        await sari.sends(f"{CASES}/baru", form)
        assert "Berikan nomor ini" in sari.text
    [(number, name, hurry)] = await rows(pages.office.database, "SELECT number, name, hurry FROM resident_case")
    assert f"{str(number)[:4]}-{str(number)[4:]}" in sari.text
    assert (name, hurry) == ("", list(Priority).index(Priority.IMPORTANT))
    assert await pages.office.notices() == []


async def test_what_staff_takes_down_from_a_chat_is_told_there(pages: CasePages) -> None:
    [(conversation,)] = await rows(pages.office.database, "SELECT id FROM conversation")
    sari = await (await pages.console.person("sari", Role.OFFICER)).opens(f"{CASES}/baru?percakapan={conversation}")
    key = sari.html.partition('name="key" value="')[2].partition('"')[0]
    form = {"key": key, "kind": "aspirasi", "visibility": "open", "priority": "normal", "story": "Tambah kursi tunggu"}
    await sari.sends(f"{CASES}/baru", form | {"conversation": str(conversation)})
    [(number,)] = await pages.office.notices()
    assert (await pages.office.seen(str(number))).own
    await sari.sends(f"{CASES}/baru", form | {"story": "pendek"})
    assert sari.status == 422
    assert "pendek" in sari.html


async def test_a_case_that_is_over_has_no_next_stage_but_takes_notes(pages: CasePages) -> None:
    case = await pages.office.opened()
    sari = await (await pages.console.person("sari", Role.OFFICER)).opens(f"{CASES}/{case.number}")
    await sari.sends(f"{CASES}/{case.number}", move_form(sari, state="answered", words="Sudah."))
    await pages.office.do(MoveCase(case.number, pages.office.person, State.DONE))
    await sari.opens(f"{CASES}/{case.number}")
    assert sari.html.count('type="radio"') == 1
    assert Category.SLOW in case.category


async def test_an_open_list_is_told_when_something_changed_and_only_then(pages: CasePages) -> None:
    sari = await pages.console.person("sari", Role.OFFICER)
    await sari.opens(f"{CASES}?jenis=pengaduan")
    news = re.search(r'hx-get="([^"]*/kabar[^"]*)"', sari.html)
    assert news
    path = unescape(news[1])
    assert (await sari.opens(path)).status == 204
    await pages.office.opened()
    assert "baru atau berubah" in (await sari.opens(path)).text
    assert 'href="/console/cases?jenis=pengaduan"' in sari.html
