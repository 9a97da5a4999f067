"""Officers' answers that become proposals: found once, stripped, decided, taken back; and what erasure does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from uuid import UUID, uuid4

import pytest

from bot.domain.answer_candidates import Acceptance, Candidate, UnknownCandidate
from bot.domain.handover import FOR_INSPECTORS
from bot.domain.privacy import EraseResident
from bot.domain.staff import Role
from bot.store.answer_candidates import PostgresCandidates
from bot.store.engine import Database
from bot.store.wakeup import Wakeup
from tests.console import OpenConsole, opened_console
from tests.contract.test_intake import rows
from tests.reviews import WALLET, ReviewTown
from tests.teaching_room import teaching

ANSWER = "Ke Polsek dulu, Pak Budi, lalu ke loket 2.\nTelepon saya 081234567890 kalau bingung."
STRIPPED = "Ke Polsek dulu, Pak, lalu ke loket 2.\nTelepon saya nomor kalau bingung."


@pytest.fixture
def town(database: Database, wakeup: Wakeup) -> ReviewTown:
    return ReviewTown(database, wakeup)


@pytest.fixture
async def console(database: Database, wakeup: Wakeup) -> AsyncIterator[OpenConsole]:
    async with opened_console(database, partial(teaching, database, wakeup)) as opened:
        yield opened


async def answered(town: ReviewTown, words: str = ANSWER, reason: str = "asked_person", chat: str = "1") -> UUID:
    """The conversation in which an officer answered a question that had gone to staff."""
    await town.asks(chat, f"nama saya Budi, {WALLET[0]}", reason=reason)
    [conversation] = [row[0] for row in await rows(town.database, "SELECT conversation FROM question LIMIT 1")]
    await town.desk.answer(str(conversation), "Sari", words)
    await town.handle()
    await town.candidates.collect()
    return UUID(str(conversation))


async def only(town: ReviewTown) -> Candidate:
    [candidate] = await town.candidates.open()
    return candidate


def accepting(candidate: Candidate, **changes: object) -> Acceptance:
    told: dict[str, object] = {"topic": candidate.topic} | changes
    return Acceptance(candidate.id, candidate.asked, candidate.text, **told)  # type: ignore[arg-type]


async def test_an_answer_becomes_a_proposal_without_anybodys_data(town: ReviewTown) -> None:
    await answered(town)
    candidate = await only(town)
    assert (candidate.asked, candidate.text) == (f"saya, {WALLET[0]}", STRIPPED)
    assert (candidate.topic, candidate.officer) == ("faq/ktp_hilang", "Sari")
    assert await town.candidates.waiting() == 1


async def test_each_answer_is_looked_at_once_in_whichever_process(
    town: ReviewTown, database: Database, wakeup: Wakeup
) -> None:
    await answered(town)
    assert await town.candidates.collect() == {"answers": 0}
    assert await PostgresCandidates(database, wakeup).collect() == {"answers": 0}
    await town.candidates.reject((await only(town)).id, "dewi")
    assert await town.candidates.collect() == {"answers": 0}
    assert await town.candidates.open() == []


@pytest.mark.parametrize(("words", "reason"), [("siap pak", "asked_person"), (ANSWER, FOR_INSPECTORS)])
async def test_short_answers_and_those_to_secret_questions_are_no_proposals(
    town: ReviewTown, words: str, reason: str
) -> None:
    await answered(town, words, reason)
    assert await town.candidates.open() == []
    assert await rows(town.database, "SELECT text, asked, state FROM answer_candidate") == [("", "", "dropped")]


async def test_an_accepted_one_teaches_its_question_and_waits_for_the_editor_of_answers(town: ReviewTown) -> None:
    await answered(town)
    await town.candidates.accept(accepting(await only(town)), "dewi")
    [example] = await town.taught.accepted()
    assert (example.text, example.label) == (f"saya, {WALLET[0]}", "faq/ktp_hilang")
    [proposal] = await town.candidates.proposed("faq/ktp_hilang")
    assert (proposal.text, proposal.decided_by) == (STRIPPED, "dewi")
    assert await town.candidates.proposed("faq/suket") == []


async def test_what_the_editor_changed_is_stripped_again(town: ReviewTown) -> None:
    await answered(town)
    changed = Acceptance((await only(town)).id, "ktp bu Siti hilang", "Hubungi bu Siti 081298765432", "faq/suket")
    await town.candidates.accept(changed, "dewi")
    assert [example.text for example in await town.taught.accepted()] == ["ktp bu hilang"]
    assert [proposal.text for proposal in await town.candidates.proposed()] == ["Hubungi bu nomor"]


async def test_only_one_half_can_be_taken(town: ReviewTown) -> None:
    await answered(town)
    await town.candidates.accept(accepting(await only(town), answer=False), "dewi")
    assert (len(await town.taught.accepted()), await town.candidates.proposed()) == (1, [])


async def test_a_new_topic_teaches_nothing_yet(town: ReviewTown) -> None:
    await answered(town)
    await town.candidates.accept(accepting(await only(town), topic="", title="Dompet hilang"), "dewi")
    assert await town.taught.accepted() == []
    assert [proposal.title for proposal in await town.candidates.proposed("")] == ["Dompet hilang"]


async def test_a_decision_is_made_once_and_taken_back_by_whoever_made_it(town: ReviewTown) -> None:
    await answered(town)
    candidate = await only(town)
    await town.candidates.accept(accepting(candidate), "dewi")
    for act in (town.candidates.accept(accepting(candidate), "tono"), town.candidates.reject(candidate.id, "tono")):
        with pytest.raises(UnknownCandidate):
            await act
    with pytest.raises(UnknownCandidate):
        await town.candidates.reopen(candidate.id, "tono")
    await town.candidates.reopen(candidate.id, "dewi")
    assert ((await only(town)).id, await town.taught.accepted()) == (candidate.id, [])


async def test_erasing_takes_open_proposals_along_and_leaves_accepted_ones_that_lead_to_nobody(
    town: ReviewTown,
) -> None:
    await answered(town)
    await town.candidates.accept(accepting(await only(town)), "dewi")
    await answered(town, chat="1")
    assert await rows(town.database, "SELECT count(*) FROM answer_candidate WHERE question IS NOT NULL") == [(1,)]
    await town.writes("1", EraseResident(), words="hapus data saya")
    assert await rows(town.database, "SELECT state, question FROM answer_candidate") == [("accepted", None)]
    assert await town.candidates.collect() == {"answers": 0}


async def test_the_officers_answer_stands_beside_the_question_in_its_group(town: ReviewTown) -> None:
    await answered(town)
    await town.groups.run()
    [member] = (await town.first()).members
    assert (member.reply, member.officer) == (STRIPPED, "Sari")


async def test_the_page_takes_over_changes_and_rejects(console: OpenConsole, town: ReviewTown) -> None:
    await answered(town)
    candidate = await only(town)
    dewi = await (await console.person("dewi", Role.EDITOR)).opens("/console/teach/answers")
    assert "Telepon saya nomor kalau bingung." in dewi.html
    path = f"/console/teach/answers/{candidate.id}"
    form = {"asked": candidate.asked, "text": candidate.text, "topic": "KTP hilang", "teach": "1"}
    for wrong, told in (
        ({"teach": ""}, "paling sedikit satu"),
        ({"topic": ""}, "Pilih topik"),
        ({"text": ""}, "masih kosong"),
        ({"topic": "entah"}, "Tidak ada topik"),
    ):
        await dewi.sends(f"{path}/accept", form | wrong)
        assert (dewi.status, told in dewi.text) == (400, True)
    await dewi.sends(f"{path}/accept", form)
    assert "Usulan diterima." in dewi.text
    assert len(await town.taught.accepted()) == 1
    await dewi.sends(f"{path}/reject")
    assert dewi.status == 409
    await dewi.sends(f"{path}/reopen")
    await dewi.sends(f"{path}/reject")
    assert "Usulan ditolak." in dewi.text
    assert "Tidak ada jawaban petugas yang menunggu." in dewi.text


async def test_supervisors_read_answers_and_change_none(console: OpenConsole, town: ReviewTown) -> None:
    await answered(town)
    rani = await (await console.person("rani", Role.SUPERVISOR)).opens("/console/teach/answers")
    assert ("Polsek" in rani.text, "<textarea" in rani.html) == (True, False)
    await rani.sends(f"/console/teach/answers/{uuid4()}/reject")
    assert rani.status == 403
