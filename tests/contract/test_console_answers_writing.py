"""Writing an answer: drafts that are not lost, problems all at once, hostile and giant texts; list, effect, and
proposals."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from bot.domain.answers import NewVersion
from bot.domain.staff import Role
from bot.store.answers import PostgresAnswers
from bot.store.engine import Database
from bot.store.intake import PostgresIntake
from bot.store.wakeup import Wakeup
from faq.editing import as_written
from tests.answers import CONTENT, NEW, PATH, TOPIC, areas_of, form_of, written
from tests.console import OpenConsole, Somebody, opened_console
from tests.residents import inbound

HTMX = {"HX-Request": "true"}
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture
async def console(database: Database, wakeup: Wakeup) -> AsyncIterator[OpenConsole]:
    async with opened_console(database, areas_of(database, wakeup)) as opened:
        yield opened


@pytest.fixture
async def ani(console: OpenConsole) -> Somebody:
    return await console.person("ani", Role.EDITOR)


async def test_what_is_typed_is_kept_and_judged_while_it_is_typed(ani: Somebody) -> None:
    hard = "Permohonan penerbitan dilaksanakan berdasarkan persyaratan administrasi kependudukan."
    await ani.sends(f"{PATH}/draf", form_of(written(hard)), **HTMX)
    assert "Sulit dibaca" in ani.text
    assert 'id="slip-texts-id-answer"' in ani.html
    await ani.opens(f"{PATH}/tulis")
    assert hard in ani.html
    await ani.opens("/console/answers?saring=draft")
    assert "Draf Anda" in ani.text


async def test_all_problems_are_told_at_once_beside_their_fields(ani: Somebody) -> None:
    content = written("kata " * 200)
    content |= {"legal_basis": [], "sources": [], "review_again_on": "2020-01-01"}
    content["texts"]["en"]["where"] = ""
    content["texts"]["id"]["time"] = "Lihat {jam_dinding}."
    await ani.sends(f"{PATH}/tulis", form_of(content, note=""))
    assert ani.status == 422
    for told in (
        "paling banyak 600 huruf",
        "Dasar hukum wajib diisi",
        "Sumber",
        "Tanggal tinjau lagi",
        "bahasa yang lain",
        "{jam_dinding}",
        "Tulis mengapa",
    ):
        assert told in ani.text
    assert "kata kata kata" in ani.html, "the text is still there"


async def test_a_version_that_changes_nothing_is_not_handed_in(ani: Somebody) -> None:
    await ani.sends(f"{PATH}/tulis", form_of(as_written(CONTENT.topics[TOPIC])))
    assert ani.status == 422
    assert "Belum ada yang berubah" in ani.text


async def test_hostile_text_is_shown_as_text_everywhere(console: OpenConsole, ani: Somebody) -> None:
    evil = f"Datang ke loket. {SCRIPT} Bawa surat."
    content = written(evil)
    content["texts"]["id"]["steps"] = [SCRIPT, "Datang ke loket"]
    await ani.sends(f"{PATH}/tulis", form_of(content, do="preview", note=SCRIPT))
    assert ani.path == f"{PATH}/pratinjau"
    await ani.sends(f"{PATH}/tulis", form_of(content, note=SCRIPT))
    budi = await console.person("budi", Role.EDITOR)
    for path in (f"{PATH}/versi/1", f"{PATH}/versi", PATH):
        await budi.opens(path)
        assert "<script>alert" not in budi.html
        assert "<img src=x" not in budi.html
    await budi.opens(f"{PATH}/versi/1")
    assert SCRIPT in budi.text or "alert(1)" in budi.html


async def test_a_giant_text_is_kept_as_a_draft_and_a_monstrous_one_is_refused(ani: Somebody) -> None:
    giant = "panjang sekali " * 1200
    await ani.sends(f"{PATH}/tulis", form_of(written(giant)))
    assert ani.status == 422
    assert giant.strip() in ani.html
    await ani.sends(f"{PATH}/tulis", form_of(written("x" * 30_000)))
    assert ani.status == 400
    assert "20000" in ani.text
    await ani.opens(f"{PATH}/tulis")
    assert giant.strip() in ani.html, "what was kept before is still there"


async def test_a_draft_is_seen_by_nobody_else_but_that_there_is_one(console: OpenConsole, ani: Somebody) -> None:
    await ani.sends(f"{PATH}/tulis", form_of(written(), do="keep"))
    budi = await console.person("budi", Role.EDITOR)
    await budi.opens(f"{PATH}/tulis")
    assert NEW not in budi.html
    assert "ani juga sedang menulis" in budi.text
    await ani.sends(f"{PATH}/tulis", {"do": "discard"})
    await budi.opens(f"{PATH}/tulis")
    assert "ani juga" not in budi.text


async def test_enter_in_a_field_hands_nothing_in(ani: Somebody, database: Database, wakeup: Wakeup) -> None:
    await ani.sends(f"{PATH}/tulis", form_of(written(), do=""))
    assert ani.path == f"{PATH}/tulis"
    assert await PostgresAnswers(database, wakeup).waiting() == []


async def test_both_phones_show_the_answer_and_what_is_behind_each_button(ani: Somebody) -> None:
    await ani.opens(PATH)
    for told in ("Telegram", "WhatsApp", "Syarat", "Langkah", "Biaya & waktu", "Dasar hukum", "Kalau bermasalah"):
        assert told in ani.text
    assert ani.html.count("KK ikut hilang? Sebutkan KTP dan KK sekaligus") == 2, "circumstances, once a phone"
    await ani.opens(f"{PATH}?bahasa=en")
    assert "First get a loss letter" in ani.text


async def test_overdue_topics_come_first_and_are_counted(ani: Somebody, database: Database, wakeup: Wakeup) -> None:
    answers = PostgresAnswers(database, wakeup)
    old = written() | {"reviewed_on": "2020-01-01", "review_again_on": "2020-07-01"}
    await answers.publish(TOPIC, await answers.submit(NewVersion(TOPIC, 0, "citra", "", "k1", content=old)), "dodi")
    await ani.opens("/console/answers")
    assert ani.text.index("Lewat tinjau: 1 Jul 2020") < ani.text.index("Tinjau 24 Mei 2027")
    await ani.sends(f"{PATH}/tulis", form_of(old | {"owner": "Loket Dukcapil"}, base=1))
    async with ani.client.get("/console/live") as stream:
        await stream.content.readuntil(b"event: counts\n")
        assert await stream.content.readline() == b'data: {"answers":2}\n', "one overdue, one waiting"


async def test_the_effect_of_a_version_is_told_only_where_there_is_enough(
    ani: Somebody, database: Database, wakeup: Wakeup
) -> None:
    await ani.sends(f"{PATH}/tulis", form_of(written()))
    await PostgresAnswers(database, wakeup).publish(TOPIC, 1, "budi")
    await ani.opens(f"{PATH}/dampak")
    assert "Terlalu sedikit untuk dinilai" in ani.text
    await PostgresIntake(database, wakeup).receive([inbound("halo")])
    now = datetime.now(UTC)
    await asked(database, now - timedelta(days=2), 40, helpful=10)
    async with database.begin() as connection:
        moved = {"at": now - timedelta(days=1)}
        await connection.execute(text("UPDATE topic_version SET published_at = :at"), moved)
    await asked(database, now - timedelta(hours=3), 40, helpful=30)
    await ani.opens(f"{PATH}/dampak")
    assert "dari 75 % menjadi 25 %" in ani.text
    await ani.opens("/console/answers?saring=unhelpful")
    assert "50 %" in ani.text


async def asked(database: Database, moment: datetime, count: int, helpful: int) -> None:
    insert = text("""
        INSERT INTO question (id, conversation, text, language, band, answered, ranking, helpful, model, for_staff,
            reason, asked_at)
        SELECT :id, id, '', 'id', 'answer', 'faq/ktp_hilang', '[]', :helpful, '', false, '', :moment
        FROM conversation
    """)
    async with database.begin() as connection:
        for number in range(count):
            await connection.execute(insert, {"id": uuid4().hex, "helpful": number < helpful, "moment": moment})


async def test_an_officer_proposes_in_words_and_an_editor_closes(console: OpenConsole, ani: Somebody) -> None:
    officer = await console.person("citra", Role.OFFICER)
    form = {"key": str(uuid4()), "topic": TOPIC, "words": f"Warga 3174010101900001 bingung. {SCRIPT}"}
    await officer.sends("/console/answers/usulan", form)
    await officer.sends("/console/answers/usulan", form)
    assert officer.text.count("bingung.") == 1, "sent twice is one"
    assert "3174010101900001" not in officer.html
    assert "<script>alert" not in officer.html
    await officer.sends("/console/answers/usulan/tutup", {"proposal": "1"})
    assert officer.status == 403
    await ani.opens(PATH)
    assert "Usulan citra" in ani.text
    await ani.sends("/console/answers/usulan/tutup", {"proposal": "1", "reply": "Sudah ditulis."})
    assert "Sudah ditulis." in ani.text


async def test_an_empty_proposal_or_one_for_no_topic_is_refused(console: OpenConsole) -> None:
    officer = await console.person("citra", Role.OFFICER)
    await officer.sends("/console/answers/usulan", {"key": str(uuid4()), "topic": TOPIC, "words": "  "})
    assert officer.status == 400
    await officer.sends("/console/answers/usulan", {"key": str(uuid4()), "topic": "karangan", "words": "x"})
    assert officer.status == 404
