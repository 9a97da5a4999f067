"""The pages about answers: who may do what, four eyes, stale bases, and what a published answer does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from bot.domain.answers import Kind, NewVersion
from bot.domain.staff import Role
from bot.domain.staff_notices import NoticeKind
from bot.edits import Edits
from bot.store.answers import PostgresAnswers
from bot.store.engine import Database
from bot.store.staff_notices import PostgresStaffNotices
from bot.store.topic_versions import TopicVersions
from bot.store.wakeup import Wakeup
from faq.book import SAMPLE_OFFICE, load_book
from faq.editing import read_topic
from tests.answers import NEW, PATH, TOPIC, areas_of, form_of, hidden, written
from tests.console import OpenConsole, Somebody, opened_console
from tests.fakes_book import NOW

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture
async def console(database: Database, wakeup: Wakeup) -> AsyncIterator[OpenConsole]:
    async with opened_console(database, areas_of(database, wakeup)) as opened:
        yield opened


@pytest.fixture
async def ani(console: OpenConsole) -> Somebody:
    return await console.person("ani", Role.EDITOR)


@pytest.fixture
async def budi(console: OpenConsole) -> Somebody:
    return await console.person("budi", Role.EDITOR)


async def deeds(console: OpenConsole) -> list[str]:
    return [entry.deed.what for entry in await console.room.audit.search(what="answers.")][::-1]


async def test_an_answer_is_handed_in_by_one_editor_and_published_by_another(
    console: OpenConsole, ani: Somebody, budi: Somebody, database: Database
) -> None:
    book = load_book(SAMPLE_OFFICE, lambda: NOW)
    edits = Edits(TopicVersions(database), read_topic, book.use)
    await ani.sends(f"{PATH}/tulis", form_of(written()))
    assert (ani.status, ani.path) == (200, f"{PATH}/versi/1?tersimpan=1")
    assert "Menunggu persetujuan" in ani.text
    await edits.refresh()
    assert NEW not in str(book.topic(TOPIC, "id"))
    await budi.opens(f"{PATH}/versi/1")
    assert "<ins>" in budi.html
    assert "<del>" in budi.html
    await budi.sends(f"{PATH}/terbitkan", {"number": "1"})
    assert "Dibaca warga sekarang" in budi.text
    await edits.refresh()
    assert NEW in str(book.topic(TOPIC, "id"))
    assert await deeds(console) == ["answers.draft", "answers.submit", "answers.publish"]


async def test_other_editors_are_told_that_an_answer_waits_and_its_author_is_not(
    console: OpenConsole, ani: Somebody, budi: Somebody, database: Database, wakeup: Wakeup
) -> None:
    form = form_of(written())
    for _ in range(2):
        await ani.sends(f"{PATH}/tulis", form)
    notices = PostgresStaffNotices(database, wakeup)
    told = {login: await notices.of((await console.room.accounts.by_login(login)).id) for login in ("ani", "budi")}
    assert [(each.kind, each.link) for each in told["budi"]] == [(NoticeKind.APPROVAL, f"{PATH}/versi/1")]
    assert told["ani"] == []


async def test_the_author_cannot_publish_not_even_by_a_forged_request(ani: Somebody, database: Database) -> None:
    await ani.sends(f"{PATH}/tulis", form_of(written()))
    assert f"{PATH}/terbitkan" not in ani.html
    await ani.sends(f"{PATH}/terbitkan", {"number": "1"})
    assert ani.status == 409
    assert "tidak bisa menerbitkan sendiri" in ani.text
    assert await TopicVersions(database).current() == {}


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR])
@pytest.mark.parametrize("act", ["tulis", "draf", "terbitkan", "kembalikan", "pulihkan", "tinjau"])
async def test_those_who_answer_residents_read_and_cannot_forge_a_change(
    console: OpenConsole, role: Role, act: str
) -> None:
    reader = await console.person("citra", role)
    await reader.opens(PATH)
    assert reader.status == 200
    assert f"{PATH}/tulis" not in reader.html
    await reader.sends(f"{PATH}/{act}", form_of(written(), number="1", restores="0", reason="x"))
    assert reader.status == 403
    assert await deeds(console) == []


@pytest.mark.parametrize("role", [Role.MANAGER, Role.PARTNER, Role.INSPECTOR, Role.ADMIN])
async def test_others_have_no_answers_at_all(console: OpenConsole, role: Role) -> None:
    somebody = await (await console.person("dodi", role)).opens("/console/answers")
    assert somebody.status == 403


async def test_a_version_over_an_old_base_is_refused_with_the_difference_and_the_text_is_kept(
    ani: Somebody, budi: Somebody
) -> None:
    await ani.sends(f"{PATH}/tulis", form_of(written()))
    await budi.sends(f"{PATH}/terbitkan", {"number": "1"})
    mine = "Datang ke loket. Bawa surat dari polisi."
    await budi.sends(f"{PATH}/tulis", form_of(written(mine), base=0))
    assert budi.status == 409
    assert "Versi lain sudah terbit" in budi.text
    assert mine in budi.html, "nothing written is lost"
    assert "<ins>" in budi.html
    await budi.opens(f"{PATH}/tulis")
    assert mine in budi.html, "nor when the page is opened again"
    await budi.sends(f"{PATH}/tulis", form_of(written(mine), base=0, do="rebase", onto="1"))
    assert hidden(budi.html, "base") == "1"
    await budi.sends(f"{PATH}/tulis", form_of(written(mine), base=1))
    assert budi.path.startswith(f"{PATH}/versi/2")


async def test_of_two_versions_over_one_base_only_one_can_be_published(ani: Somebody, budi: Somebody) -> None:
    await ani.sends(f"{PATH}/tulis", form_of(written()))
    await budi.sends(f"{PATH}/tulis", form_of(written("Datang ke loket. Bawa surat dari polisi.")))
    await budi.sends(f"{PATH}/terbitkan", {"number": "1"})
    await ani.opens(f"{PATH}/versi/2")
    assert f"{PATH}/terbitkan" not in ani.html
    await ani.sends(f"{PATH}/terbitkan", {"number": "2"})
    assert ani.status == 409


async def test_a_version_is_sent_back_with_words_and_written_on(ani: Somebody, budi: Somebody) -> None:
    await ani.sends(f"{PATH}/tulis", form_of(written()))
    await budi.sends(f"{PATH}/kembalikan", {"number": "1", "words": ""})
    assert budi.status == 400, "why must be said"
    await budi.sends(f"{PATH}/kembalikan", {"number": "1", "words": "Pasalnya belum ada."})
    await ani.opens(f"{PATH}/versi/1")
    assert "Pasalnya belum ada." in ani.text
    await budi.sends(f"{PATH}/terbitkan", {"number": "1"})
    assert budi.status == 409, "what was sent back is not published"
    await ani.opens(f"{PATH}/tulis?dari=1")
    assert NEW in ani.html


async def test_the_same_form_twice_is_one_version_and_other_words_are_another(ani: Somebody) -> None:
    form = form_of(written())
    await ani.sends(f"{PATH}/tulis", form)
    await ani.sends(f"{PATH}/tulis", form)
    assert ani.path.startswith(f"{PATH}/versi/1")
    await ani.sends(f"{PATH}/tulis", form | {"answer.id": "Datang ke loket. Bawa surat dari polisi."})
    assert ani.path.startswith(f"{PATH}/versi/2"), "gone back, written on, and sent again"


async def test_going_back_needs_a_second_editor_except_in_an_emergency(
    console: OpenConsole, ani: Somebody, budi: Somebody, database: Database
) -> None:
    await ani.sends(f"{PATH}/tulis", form_of(written()))
    await budi.sends(f"{PATH}/terbitkan", {"number": "1"})
    back = {"restores": "0", "base": "1", "reason": "Syaratnya salah."}
    await ani.sends(f"{PATH}/pulihkan", back | {"key": str(uuid4())})
    assert "Menunggu persetujuan" in ani.text
    await ani.sends(f"{PATH}/terbitkan", {"number": "2"})
    assert ani.status == 409
    assert TOPIC in await TopicVersions(database).current()
    await ani.sends(f"{PATH}/pulihkan", back | {"key": str(uuid4()), "reason": ""})
    assert ani.status == 400, "an emergency has a reason"
    await ani.sends(f"{PATH}/pulihkan", back | {"key": str(uuid4()), "emergency": "1"})
    assert "Darurat, satu orang" in ani.text
    assert await TopicVersions(database).current() == {}
    await ani.sends(f"{PATH}/pulihkan", {"restores": "1", "base": "3", "reason": "Benar juga.", "key": str(uuid4())})
    await budi.sends(f"{PATH}/terbitkan", {"number": "4"})
    assert (await TopicVersions(database).current())[TOPIC]["texts"]["id"]["answer"] == NEW
    assert "answers.emergency" in await deeds(console)


async def test_a_version_nobody_approved_does_not_come_back_in_an_emergency(ani: Somebody, database: Database) -> None:
    await ani.sends(f"{PATH}/tulis", form_of(written()))
    forged = {"restores": "1", "base": "0", "reason": "darurat", "key": str(uuid4()), "emergency": "1"}
    await ani.sends(f"{PATH}/pulihkan", forged)
    assert ani.status == 409
    assert await TopicVersions(database).current() == {}


async def test_reviewed_and_unchanged_is_one_act_that_moves_only_the_dates(
    console: OpenConsole, ani: Somebody, budi: Somebody, database: Database
) -> None:
    await ani.sends(f"{PATH}/tulis", form_of(written()))
    day = {"again_on": "2031-01-31", "base": "0", "key": str(uuid4()), "note": "Halaman Dukcapil dibaca lagi."}
    await budi.sends(f"{PATH}/tinjau", day | {"again_on": "2020-01-01"})
    assert budi.status == 400
    await budi.sends(f"{PATH}/tinjau", day)
    kept = (await TopicVersions(database).current())[TOPIC]
    assert kept["review_again_on"] == "2031-01-31"
    assert NEW not in str(kept)
    await budi.sends(f"{PATH}/terbitkan", {"number": "1"})
    assert budi.status == 200, "a review does not make what others wrote stale"
    assert "answers.review" in await deeds(console)


async def test_a_published_version_that_no_longer_fits_is_shown_as_such(
    ani: Somebody, database: Database, wakeup: Wakeup
) -> None:
    answers = PostgresAnswers(database, wakeup)
    old = {"id": TOPIC, "texts": "under older rules", "sources": [1, None]}
    number = await answers.submit(NewVersion(TOPIC, 0, "citra", "", "k1", Kind.EDIT, old))
    await answers.publish(TOPIC, number, "dodi")
    await ani.opens(PATH)
    assert "tidak lagi cocok dengan aturan" in ani.text
    await ani.opens(f"{PATH}/versi/1")
    assert ani.status == 200
    assert "tidak cocok dengan aturan jawaban" in ani.text
    await ani.opens("/console/answers?cari=ktp")
    assert "Tidak cocok aturan" in ani.text


async def test_a_waiting_version_that_does_not_fit_is_not_published(
    ani: Somebody, database: Database, wakeup: Wakeup
) -> None:
    await PostgresAnswers(database, wakeup).submit(NewVersion(TOPIC, 0, "citra", "", "k1", Kind.EDIT, {"id": TOPIC}))
    await ani.sends(f"{PATH}/terbitkan", {"number": "1"})
    assert ani.status == 409
    assert await TopicVersions(database).current() == {}


@pytest.mark.parametrize("path", ["/console/answers/tidak_ada", f"{PATH}/versi/77", "/console/answers/tidak_ada/tulis"])
async def test_what_is_not_there_is_said_so(ani: Somebody, path: str) -> None:
    assert (await ani.opens(path)).status == 404
