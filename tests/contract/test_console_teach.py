"""The pages on which editors teach the bot: who may do what, one key a group, stale pages, nothing said twice."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from functools import partial
from uuid import uuid4

import pytest

from bot.domain.reply import Guess
from bot.domain.review import OUT_OF_TOPIC
from bot.domain.staff import Role
from bot.store.engine import Database
from bot.store.wakeup import Wakeup
from tests.console import OpenConsole, Somebody, opened_console
from tests.reviews import OPENING, SATURDAY, WALLET, ReviewTown
from tests.teaching_room import teaching

HOURS = "faq/jam_layanan"
QUEUE = "/console/teach"


@pytest.fixture
async def town(database: Database, wakeup: Wakeup) -> ReviewTown:
    made = ReviewTown(database, wakeup)
    await made.saturday_and_wallet()
    return made


@pytest.fixture
async def console(database: Database, wakeup: Wakeup) -> AsyncIterator[OpenConsole]:
    async with opened_console(database, partial(teaching, database, wakeup)) as opened:
        yield opened


def fields(html: str) -> dict[str, object]:
    """What the form of a group would send."""
    found = {name: re.findall(rf'name="{name}" value="([^"]+)"', html) for name in ("key", "version", "seen")}
    return {"key": found["key"][0], "version": found["version"][0], "seen": found["seen"]}


async def editor(console: OpenConsole, login: str = "dewi") -> Somebody:
    return await console.person(login, Role.EDITOR)


async def labels(town: ReviewTown) -> dict[str, str]:
    return {example.text: example.label for example in await town.taught.accepted()}


async def test_the_queue_shows_what_most_residents_asked_first(console: OpenConsole, town: ReviewTown) -> None:
    dewi = await (await editor(console)).opens(QUEUE)
    assert dewi.text.index("3 warga") < dewi.text.index("2 warga")
    assert "2 kelompok menunggu" in dewi.text
    assert "Dugaan bot: Jam layanan" in dewi.text


async def test_one_press_labels_the_group_and_the_next_is_there(console: OpenConsole, town: ReviewTown) -> None:
    dewi = await (await editor(console)).opens(f"{QUEUE}/next")
    assert "hari sabtu buka ga" in dewi.text
    await dewi.sends(f"{dewi.path}/label", fields(dewi.html) | {"label": HOURS})
    assert await labels(town) == dict.fromkeys(OPENING, HOURS)
    assert "dompet ilang ktp ikut ilang" in dewi.text
    assert "3 pertanyaan: Jam layanan. 3 contoh dipelajari." in dewi.text


async def test_htmx_gets_the_next_group_in_the_same_answer(console: OpenConsole, town: ReviewTown) -> None:
    dewi = await (await editor(console)).opens(f"{QUEUE}/next")
    path = f"{dewi.path}/label"
    await dewi.sends(path, fields(dewi.html) | {"label": HOURS}, **{"HX-Request": "true"})
    assert dewi.html.lstrip().startswith('<div id="teach"')
    assert "dompet ilang" in dewi.text


async def test_a_guess_tells_how_sure_the_bot_was_of_the_question_it_suits_best(
    console: OpenConsole, database: Database, wakeup: Wakeup
) -> None:
    town = ReviewTown(database, wakeup)
    for chat, (words, sure) in enumerate(zip(OPENING, (0.62, 0.3, 0.28), strict=True), 1):
        await town.asks(str(chat), words, (Guess(HOURS, sure), Guess(OUT_OF_TOPIC, 0.2)))
    await town.groups.run()
    dewi = await (await editor(console)).opens(f"{QUEUE}/next")
    assert "1 Jam layanan 62 %" in dewi.text
    assert dewi.html.count(f'value="{OUT_OF_TOPIC}"') == 1


async def test_a_giant_question_is_folded_and_still_there(
    console: OpenConsole, database: Database, wakeup: Wakeup
) -> None:
    town = ReviewTown(database, wakeup)
    await town.asks("1", "apakah hari sabtu buka " + "sekali " * 400)
    await town.groups.run()
    dewi = await (await editor(console)).opens(f"{QUEUE}/next")
    assert "Selengkapnya" in dewi.text
    assert "sekali " * 300 in dewi.html


async def test_a_topic_is_found_by_a_part_of_its_name(console: OpenConsole, town: ReviewTown) -> None:
    dewi = await (await editor(console)).opens(f"{QUEUE}/next")
    path, sent = f"{dewi.path}/label", fields(dewi.html)
    for words, told in (("rumah sakit", "Tidak ada topik"), ("ktp", "beberapa topik"), ("", "Pilih dulu")):
        await dewi.sends(path, sent | {"label": "", "topic": words})
        assert (dewi.status, told in dewi.text) == (400, True)
    await dewi.sends(path, sent | {"label": "", "topic": "jam lay"})
    assert set((await labels(town)).values()) == {HOURS}


async def test_only_ticked_questions_are_labelled_and_corrections_are_stripped(
    console: OpenConsole, town: ReviewTown
) -> None:
    dewi = await (await editor(console)).opens(f"{QUEUE}/next")
    sent = fields(dewi.html)
    one = sent["seen"][0]  # type: ignore[index]
    more = {"pick": one, f"text-{one}": "sabtu buka? wa 081234567890 bu Sri", "label": HOURS}
    await dewi.sends(f"{dewi.path}/label", sent | more)
    assert await labels(town) == {"sabtu buka? wa nomor bu": HOURS}


async def test_questions_of_other_groups_cannot_be_smuggled_in(console: OpenConsole, town: ReviewTown) -> None:
    dewi = await (await editor(console)).opens(f"{QUEUE}/next")
    sent = fields(dewi.html) | {"seen": ["q4", "q5", "q999"], "label": HOURS}
    await dewi.sends(f"{dewi.path}/label", sent)
    assert dewi.status == 409
    assert await labels(town) == {}


@pytest.mark.parametrize("label", ["faq/unknown", "<script>", "new"])
async def test_forged_labels_are_refused(console: OpenConsole, town: ReviewTown, label: str) -> None:
    dewi = await (await editor(console)).opens(f"{QUEUE}/next")
    await dewi.sends(f"{dewi.path}/label", fields(dewi.html) | {"label": label})
    assert dewi.status == 400
    assert await labels(town) == {}


async def test_a_second_editor_sees_who_is_there_and_gets_the_next_group(
    console: OpenConsole, town: ReviewTown
) -> None:
    dewi = await (await editor(console)).opens(f"{QUEUE}/next")
    tono = await (await editor(console, "tono")).opens(f"{QUEUE}/next")
    assert tono.path != dewi.path
    await tono.opens(QUEUE)
    assert "dewi sedang melihat" in tono.text
    await tono.opens(dewi.path)
    assert "dewi sedang mengerjakan kelompok ini" in tono.text


async def test_a_page_that_was_overtaken_changes_nothing_and_says_so(console: OpenConsole, town: ReviewTown) -> None:
    dewi = await (await editor(console)).opens(f"{QUEUE}/next")
    path, sent = dewi.path, fields(dewi.html)
    tono = await (await editor(console, "tono")).opens(path)
    await tono.sends(f"{path}/label", fields(tono.html) | {"label": "task/di_luar_topik"})
    await dewi.sends(f"{path}/label", sent | {"label": HOURS})
    assert (dewi.status, "baru saja diubah rekan lain" in dewi.text) == (409, True)
    assert set((await labels(town)).values()) == {"task/di_luar_topik"}
    await dewi.opens(path)
    assert (dewi.status, "Kelompok ini sudah selesai" in dewi.text) == (404, True)


async def test_the_same_form_sent_twice_labels_once(console: OpenConsole, town: ReviewTown) -> None:
    dewi = await (await editor(console)).opens(f"{QUEUE}/next")
    path, sent = f"{dewi.path}/label", fields(dewi.html) | {"label": HOURS}
    await dewi.sends(path, sent)
    await dewi.sends(path, sent)
    assert dewi.status == 200
    await dewi.sends(f"{QUEUE}/undo")
    await dewi.sends(f"{QUEUE}/undo")
    assert (dewi.status, "Tidak ada lagi yang bisa diurungkan" in dewi.text) == (409, True)


async def test_undo_leads_back_to_the_group(console: OpenConsole, town: ReviewTown) -> None:
    dewi = await (await editor(console)).opens(f"{QUEUE}/next")
    path = dewi.path
    await dewi.sends(f"{path}/label", fields(dewi.html) | {"label": HOURS})
    await dewi.sends(f"{QUEUE}/undo")
    assert dewi.path == path
    assert await labels(town) == {}


async def test_an_officer_proposes_and_an_editor_accepts_with_one_key(console: OpenConsole, town: ReviewTown) -> None:
    sari = await (await console.person("sari", Role.OFFICER)).opens(f"{QUEUE}/next")
    path = sari.path
    await sari.sends(f"{path}/label", fields_of_officer(sari.html) | {"label": HOURS})
    assert "Diusulkan: Jam layanan." in sari.text
    assert sari.path != path
    assert await labels(town) == {}
    dewi = await (await editor(console)).opens(path)
    assert 'data-key="0"' in dewi.html
    assert "Setujui: Jam layanan" in dewi.text
    await dewi.sends(f"{path}/label", fields(dewi.html) | {"label": HOURS})
    assert len(await labels(town)) == 3


def fields_of_officer(html: str) -> dict[str, object]:
    return {name: re.findall(rf'name="{name}" value="([^"]+)"', html)[0] for name in ("key", "version")}


async def test_officers_and_supervisors_cannot_do_what_editors_do(console: OpenConsole, town: ReviewTown) -> None:
    [group, other] = await town.ids()
    sari = await console.person("sari", Role.OFFICER)
    rani = await console.person("rani", Role.SUPERVISOR)
    for path in (f"{QUEUE}/several", f"{QUEUE}/groups/{group}/split", f"{QUEUE}/groups/{group}/merge"):
        for somebody in (sari, rani):
            await somebody.sends(path, {"key": str(uuid4()), "other": str(other), "group": str(group)})
            assert somebody.status == 403
    await rani.sends(f"{QUEUE}/groups/{group}/label", {"label": HOURS})
    assert rani.status == 403
    await rani.opens(f"{QUEUE}/groups/{group}")
    assert (rani.status, 'name="label" value="faq' in rani.html) == (200, False)
    assert (await town.review.lines())[0].holder == ""
    assert (await sari.opens(f"{QUEUE}/answers")).status == 403


async def test_several_groups_are_merged_or_labelled_at_once(console: OpenConsole, town: ReviewTown) -> None:
    dewi = await (await editor(console)).opens(QUEUE)
    ids = [str(each) for each in await town.ids()]
    key = str(uuid4())
    await dewi.sends(f"{QUEUE}/several", {"key": key, "group": ids[:1], "label": "merge"})
    assert "paling sedikit dua" in dewi.text
    await dewi.sends(f"{QUEUE}/several", {"key": key, "group": ids, "label": "merge"})
    assert [line.open for line in await town.review.lines()] == [6]
    await dewi.sends(f"{QUEUE}/undo")
    for _ in range(2):
        await dewi.sends(f"{QUEUE}/several", {"key": key, "group": ids, "label": "", "topic": "Menu"})
    assert (dewi.status, len(await labels(town))) == (200, 5)
    assert "Tidak ada pertanyaan yang menunggu" in dewi.text
    await dewi.sends(f"{QUEUE}/several", {"key": key, "label": "merge"})
    assert "Belum ada kelompok" in dewi.text


async def test_a_group_is_split_and_a_near_one_merged_from_its_page(console: OpenConsole, town: ReviewTown) -> None:
    dewi = await (await editor(console)).opens(f"{QUEUE}/next")
    path, sent = dewi.path, fields(dewi.html)
    await dewi.sends(f"{path}/split", sent)
    assert "Centang sebagian" in dewi.text
    await dewi.sends(f"{path}/split", sent | {"pick": sent["seen"][:1]})  # type: ignore[index]
    assert "1 pertanyaan dipisahkan." in dewi.text
    await dewi.opens(f"{path}/near")
    other = re.findall(r'name="other" value="([^"]+)"', dewi.html)[0]
    await dewi.sends(f"{path}/merge", {"key": str(uuid4()), "other": other})
    assert [line.open for line in await town.review.lines()] == [3, 3]


async def test_a_resident_cannot_put_markup_or_personal_data_on_the_page(
    console: OpenConsole, town: ReviewTown
) -> None:
    await town.unhappy("70", "<script>alert(1)</script> nama saya Budi 081234567890", "words", "<b>jelek</b>")
    await town.groups.run()
    group = (await town.ids())[-1]
    dewi = await (await editor(console)).opens(f"{QUEUE}/groups/{group}")
    assert "<script>alert" not in dewi.html
    assert "<b>jelek" not in dewi.html
    rani = await (await console.person("rani", Role.SUPERVISOR)).opens(f"{QUEUE}/groups/{group}")
    assert "0812" not in rani.html
    assert "Budi" not in rani.text


async def test_reading_and_labelling_stand_in_the_audit_log_without_words(
    console: OpenConsole, town: ReviewTown
) -> None:
    dewi = await (await editor(console)).opens(f"{QUEUE}/next")
    path = dewi.path
    await dewi.sends(f"{path}/label", fields(dewi.html) | {"label": HOURS})
    entries = [entry.deed for entry in await console.room.audit.search(actor="dewi")]
    assert [deed.what for deed in entries] == ["teach.read", "teach.label", "teach.read"]
    assert entries[1].about == f"group:{path.rpartition('/')[2]}"
    assert "sabtu" not in str(entries)


async def test_coverage_and_new_topics_are_shown(console: OpenConsole, town: ReviewTown) -> None:
    dewi = await (await editor(console)).opens(f"{QUEUE}/next")
    await dewi.sends(f"{dewi.path}/label", fields(dewi.html) | {"label": "new", "title": "Buka hari Sabtu"})
    await dewi.opens(f"{QUEUE}/new-topics")
    assert "Buka hari Sabtu" in dewi.text
    assert any(words in dewi.text for words in OPENING)
    await dewi.opens(f"{QUEUE}/coverage")
    assert dewi.text.index("Jam layanan") < dewi.text.index("Lokasi kantor")
    assert "100 %" in dewi.text


@pytest.mark.parametrize("path", ["groups/x", "groups/x/near", "groups/" + "0" * 400])
async def test_forged_ids_are_told_apart(console: OpenConsole, path: str) -> None:
    assert (await (await editor(console)).opens(f"{QUEUE}/{path}")).status in {400, 404}


async def test_everything_stands_there_in_english_too(console: OpenConsole, town: ReviewTown) -> None:
    dewi = await editor(console)
    await dewi.sends("/console/bahasa", {"language": "en", "lanjut": QUEUE})
    assert "2 groups waiting" in dewi.text
    await dewi.opens(f"{QUEUE}/next")
    assert "What is this about?" in dewi.text
    assert SATURDAY[0].id in dewi.html
    assert WALLET[0] not in dewi.text
