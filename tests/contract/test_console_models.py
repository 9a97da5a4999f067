"""The page of language models: what it says, who may change what, and every state it can be in."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from uuid import uuid4

import pytest
from sqlalchemy import text

from bot.domain.language_models import JobState
from bot.domain.model_quality import Exam, Failure
from bot.domain.staff import Role
from bot.store.engine import Database
from bot.store.language_models import PostgresModels
from bot.store.model_evaluations import Change, PostgresEvidence
from bot.store.model_jobs import JobQueue, PostgresTrainingJobs, sign_of_life
from bot.store.wakeup import Wakeup
from console.staff.app import Staffroom
from console.staff.models import Models, models_area
from console.staff.visit import Area
from tests.console import OpenConsole, Somebody, opened_console
from tests.fakes_book import PORTS
from tests.models import BETTER, NEW, OLD, Taught, asked_question, candidate, example, in_charge, judged

PAGE = "/console/models"
TAUGHT = Taught(example("kartu lenyap", day=26), example("dompet hanyut", day=27), example("hilang", held_out=True))


@pytest.fixture
async def console(database: Database, wakeup: Wakeup) -> AsyncIterator[OpenConsole]:
    def areas(room: Staffroom) -> Sequence[Area]:
        ports = Models(
            PostgresTrainingJobs(database, wakeup),
            PostgresModels(database, wakeup),
            PostgresEvidence(database, TAUGHT),
            TAUGHT,
            PORTS.book.title,
            room.audit,
        )
        return [models_area(ports)]

    async with opened_console(database, areas) as opened:
        yield opened


@pytest.fixture
async def models(database: Database, wakeup: Wakeup) -> PostgresModels:
    made = await in_charge(database, wakeup)
    await sign_of_life(database, "nlu a", "nlu", OLD)
    await sign_of_life(database, "trainer b", "trainer")
    return made


async def editor(console: OpenConsole) -> Somebody:
    return await (await console.person("dewi", Role.EDITOR)).opens(PAGE)


async def deeds(console: OpenConsole) -> list[str]:
    return [entry.deed.what for entry in await console.room.audit.search()]


async def test_before_any_server_has_started_the_page_says_so(console: OpenConsole) -> None:
    page = await editor(console)
    assert page.status == 200
    assert "Belum ada model yang tercatat" in page.text
    assert "Program latihan tidak menyala" in page.text


async def test_the_page_says_what_answers_and_what_is_new(console: OpenConsole, models: PostgresModels) -> None:
    page = await editor(console)
    assert "Model Min, 1 Nov 2026 09.00 WIB" in page.text
    assert "Semua server (1) memakainya" in page.text
    assert "2 contoh baru di 1 topik" in page.text
    assert "Kembalikan" not in page.text


async def test_a_training_is_asked_for_once_and_watched(
    console: OpenConsole, models: PostgresModels, database: Database, wakeup: Wakeup
) -> None:
    page = await editor(console)
    key = re.findall(r'name="key" value="([^"]+)"', page.html)[0]
    for _ in range(2):
        await page.sends(f"{PAGE}/latih", {"key": key})
        assert page.status == 200
    assert "Menunggu giliran" in page.text
    claimed = await JobQueue(database, wakeup).claim()
    assert claimed is not None
    await claimed.tell("encoder", 45)
    await page.opens(PAGE)
    assert "45%" in page.text
    assert "Membaca makna semua contoh" in page.text
    assert await deeds(console) == ["models.train", "models.train"]


async def test_a_running_training_is_stopped_from_the_page(
    console: OpenConsole, models: PostgresModels, database: Database, wakeup: Wakeup
) -> None:
    job = await PostgresTrainingJobs(database, wakeup).ask("dewi", uuid4())
    page = await (await editor(console)).sends(f"{PAGE}/batal", {"job": str(job.id)})
    assert "Latihan terakhir dibatalkan" in page.text


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("disk_full", "Ruang di disk tidak cukup"),
        ("memory", "Memori server tidak cukup"),
        ("missing_file", "Berkas salah satu model tidak ada"),
        ("training", "log/training.log"),
        ("nlu", "tidak bisa diuji"),
        ("data", "tidak bisa dibaca"),
    ],
)
async def test_a_failure_is_told_with_what_to_do(
    console: OpenConsole, models: PostgresModels, database: Database, wakeup: Wakeup, reason: str, told: str
) -> None:
    await PostgresTrainingJobs(database, wakeup).ask("dewi", uuid4())
    claimed = await JobQueue(database, wakeup).claim()
    assert claimed is not None
    await claimed.end(JobState.FAILED, reason=reason)
    page = await editor(console)
    assert "Latihan terakhir tidak berhasil" in page.text
    assert told in page.text


async def test_a_lost_training_can_be_begun_again(
    console: OpenConsole, models: PostgresModels, database: Database, wakeup: Wakeup
) -> None:
    await PostgresTrainingJobs(database, wakeup).ask("dewi", uuid4())
    assert await JobQueue(database, wakeup).claim()
    async with database.begin() as connection:
        await connection.execute(text("UPDATE model_job SET seen_at = now() - interval '1 minute'"))
    page = await editor(console)
    assert "Latihan terakhir terputus" in page.text
    await page.sends(f"{PAGE}/latih", {"key": str(uuid4())})
    assert "Menunggu giliran" in page.text


async def test_a_comparison_opens_with_its_finding_and_is_activated_and_taken_back(
    console: OpenConsole, models: PostgresModels, database: Database
) -> None:
    await candidate(models, database)
    page = await editor(console)
    assert "Model baru menjawab 6 pertanyaan lebih banyak dengan benar" in page.text
    assert "terlalu sedikit contoh" in page.text
    assert "Semua 45 pertanyaan yang dilindungi aman" in page.text
    await page.sends(f"{PAGE}/aktifkan", {"model": NEW, "expected": OLD})
    assert "Sedang dipasang: 0 dari 1 server" in page.text
    assert "diaktifkan oleh dewi" in page.text
    await page.sends(f"{PAGE}/kembalikan", {"expected": NEW})
    assert "dikembalikan oleh dewi" in page.text
    assert "Semua server (1) memakainya" in page.text
    assert await deeds(console) == ["models.roll_back", "models.activate"]


async def test_a_model_that_fails_a_protected_question_has_no_button_and_no_way_around(
    console: OpenConsole, models: PostgresModels, database: Database
) -> None:
    await candidate(models, database, failures=(Failure("bayar berapa?", ("faq/ktp_biaya",), "faq/pungli_calo"),))
    page = await editor(console)
    assert "1 dari 45 pertanyaan yang dilindungi akan dijawab salah" in page.text
    assert "bayar berapa?" in page.text
    assert f"{PAGE}/aktifkan" not in page.html
    await page.sends(f"{PAGE}/aktifkan", {"model": NEW, "expected": OLD})
    assert page.status == 409
    assert "syaratnya belum terpenuhi" in page.text
    active = await models.active()
    assert active is not None
    assert active.model == OLD
    assert await deeds(console) == ["models.refused"]


async def test_a_page_that_was_left_open_does_not_undo_what_others_did(
    console: OpenConsole, models: PostgresModels, database: Database
) -> None:
    await candidate(models, database)
    page = await editor(console)
    await models.activate(NEW, "sari", OLD)
    await models.roll_back("sari", NEW)
    await page.sends(f"{PAGE}/kembalikan", {"expected": NEW})
    assert [each.by for each in await models.history()] == ["sari", "sari", "system"]
    await page.sends(f"{PAGE}/aktifkan", {"model": NEW, "expected": "another"})
    assert page.status == 409
    assert "diganti orang lain" in page.text


async def test_a_comparison_with_a_model_no_longer_in_use_is_made_anew(
    console: OpenConsole, models: PostgresModels, database: Database
) -> None:
    await candidate(models, database, rows=BETTER)
    async with database.begin() as connection:
        await connection.execute(
            text("UPDATE language_model SET evaluation = jsonb_set(evaluation, '{against}', '\"other\"')")
        )
    page = await editor(console)
    assert "sudah berganti sejak perbandingan" in page.text
    await page.sends(f"{PAGE}/bandingkan", {"model": NEW, "key": str(uuid4())})
    assert "Menunggu giliran" in page.text


async def test_numbers_open_their_lists(console: OpenConsole, models: PostgresModels, database: Database) -> None:
    rows = [*BETTER, judged(False, True, exam=Exam.REAL, said="hilang")]
    await candidate(models, database, rows=rows)
    page = await (await editor(console)).opens(f"{PAGE}/{NEW}/pesan?ujian=test&topik=faq/kia&apa=lost")
    assert "jadi salah" in page.text
    assert "faq/kia True False" in page.text
    assert await deeds(console) == []
    await page.opens(f"{PAGE}/{NEW}/pesan?ujian=real&apa=gained")
    assert "hilang" in page.text
    assert await deeds(console) == ["models.read_questions"]
    await page.opens(f"{PAGE}/{NEW}/pesan?ujian=x&apa=y&hal=99999999")
    assert "Tidak ada pesan di sini" in page.text


async def test_changed_answers_stand_by_residents_and_reading_them_is_noted(
    console: OpenConsole, models: PostgresModels, database: Database
) -> None:
    said = ["ktp saya <b>raib</b>", "kartu lenyap", "biaya berapa"]
    ids = [await asked_question(database, words) for words in said]
    way = (("clarify", "faq/ktp_hilang"), ("answer", "faq/ktp_hilang"))
    changes = [Change(each, "gained", *way) for each in ids[:2]]
    changes.append(Change(ids[2], "lost", ("answer", "faq/ktp_biaya"), ("clarify", "faq/ktp_biaya")))
    await candidate(models, database, changes=changes)
    page = await editor(console)
    assert "3 dari 120 pertanyaan warga akan berjalan lain" in page.text
    await page.opens(f"{PAGE}/{NEW}/jawaban")
    assert page.text.index("2 warga · 2 pertanyaan") < page.text.index("1 warga · 1 pertanyaan")
    address = re.findall(r'href="([^"]*pertanyaan\?[^"]*)"', page.html)[0].replace("&amp;", "&")
    assert await deeds(console) == []
    await page.opens(address)
    assert "kartu lenyap" in page.text
    assert "biaya berapa" not in page.text
    assert "<b>raib" not in page.html
    assert await deeds(console) == ["models.read_questions"]


@pytest.mark.parametrize("path", ["latih", "batal", "aktifkan", "buang", "kembalikan", "bandingkan"])
@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMIN, Role.OFFICER])
async def test_only_editors_change_what_answers(console: OpenConsole, path: str, role: Role) -> None:
    somebody = await console.person("sari", role)
    assert (await somebody.sends(f"{PAGE}/{path}", {"model": NEW})).status == 403


async def test_supervisors_look_without_buttons_and_officers_do_not(
    console: OpenConsole, models: PostgresModels, database: Database
) -> None:
    await candidate(models, database)
    page = await (await console.person("sari", Role.SUPERVISOR)).opens(PAGE)
    assert page.status == 200
    assert f'action="{PAGE}' not in page.html
    assert (await (await console.person("ani", Role.OFFICER)).opens(PAGE)).status == 403


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("latih", {"key": "x"}, 400),
        ("batal", {"job": str(uuid4())}, 200),
        ("aktifkan", {"model": "../../../etc/passwd", "expected": ""}, 404),
        ("aktifkan", {}, 400),
        ("buang", {"model": OLD}, 409),
        ("kembalikan", {"expected": OLD}, 409),
    ],
)
async def test_forged_forms_change_nothing(
    console: OpenConsole, models: PostgresModels, path: str, form: dict[str, str], status: int
) -> None:
    page = await (await editor(console)).sends(f"{PAGE}/{path}", form)
    assert page.status == status
    assert len(await models.history()) == 1


async def test_the_live_part_asks_for_the_whole_page_when_more_than_the_progress_changed(
    console: OpenConsole, models: PostgresModels
) -> None:
    page = await editor(console)
    address = re.findall(r'hx-get="([^"]+)"', page.html)[0].replace("&amp;", "&")
    response = await page.client.get(address, headers={"HX-Request": "true"})
    assert "HX-Refresh" not in response.headers
    response = await page.client.get(f"{PAGE}/kemajuan?seen=old", headers={"HX-Request": "true"})
    assert response.headers["HX-Refresh"] == "true"


async def test_the_page_in_english(console: OpenConsole, models: PostgresModels, database: Database) -> None:
    await candidate(models, database)
    page = await editor(console)
    await page.sends("/console/bahasa", {"language": "en", "lanjut": PAGE})
    assert "The new model gets 6 more questions right" in page.text
