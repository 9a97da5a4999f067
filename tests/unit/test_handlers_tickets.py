"""What becomes of a case, as its resident and others see it, and what they can do about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.cases import AddToCase, CaseView, Kind, MoveCase, State
from bot.domain.messages import Media, MediaKind, Notice, Tap
from bot.domain.ports import Ports
from bot.domain.reply import OpenDialogue
from tests.chats import Chat
from tests.fakes_book import KNOWN, NOW, PORTS, actions_of, ranked
from tests.fakes_cases import NUMBER, FakeAttachments, FakeCases

TODAY = NOW.date()
PHOTO = Media(MediaKind.PHOTO, "photo-1", "image/jpeg")
OTHERS = CaseView("12345671", Kind.COMPLAINT, State.VERIFIED, TODAY, next_on=TODAY, words="Bu Sari mengaku.")


def case(state: State, *, days: int = 0, **changes: object) -> CaseView:
    """The asking person's own case; `days` ago it was answered."""
    answered = TODAY - timedelta(days=days)
    made = CaseView(NUMBER, Kind.COMPLAINT, state, TODAY - timedelta(days=9), answered, TODAY, own=True)
    return replace(made, **changes)  # type: ignore[arg-type]


def with_cases(*views: CaseView, others: tuple[CaseView, ...] = (OTHERS,), changed: CaseView | None = None) -> Ports:
    return replace(PORTS, cases=FakeCases(views, others, {7: changed} if changed else {}))


@pytest.mark.parametrize("text", [NUMBER, "4827 1930", "4827-1930", "tiket 48271930", "laporan no 4827.1930 gmn ya"])
async def test_a_tracking_number_needs_no_nlu(text: str) -> None:
    chat = Chat(with_cases(case(State.VERIFIED, words="Kami cek loketnya.")))
    shown = await chat.say(text)
    assert "4827-1930" in shown
    assert "Kami cek loketnya." in shown
    assert "24 November 2026" in shown
    assert actions_of(chat.reply) == [f"case:add:{NUMBER}"]


async def test_somebody_elses_number_shows_kind_and_state_only() -> None:
    chat = Chat(with_cases(others=(replace(OTHERS, number=NUMBER),)))
    shown = await chat.say(NUMBER)
    assert "Keluhan" in shown
    assert "Sudah diperiksa" in shown
    assert "Bu Sari" not in shown
    assert "November" not in shown
    assert actions_of(chat.reply) == ["task:menu"]


@pytest.mark.parametrize("text", ["48271931", "4827 1903", "tiket 4827193"])
async def test_a_typing_error_is_told_from_a_number_that_does_not_exist(text: str) -> None:
    chat = Chat(with_cases())
    assert "salah ketik" in await chat.say(text, ranking=ranked("task/cek_tiket"))
    assert chat.step == "number"
    assert "tidak ada" in await chat.say(NUMBER)


SECOND = "11223344"
NEWS = ["cek tiket", "laporan saya gimana", "udah sampe mana laporan saya", "status aduan saya", Tap("task:cek_tiket")]


@pytest.mark.parametrize("asked", NEWS)
async def test_the_only_case_that_is_not_over_is_shown_at_once(asked: str | Tap) -> None:
    chat = Chat(with_cases(case(State.RECEIVED), case(State.CLOSED, number=SECOND)))
    shown = await chat.say(asked)
    assert "4827-1930" in shown
    assert "Sudah kami terima" in shown
    assert chat.state.dialogue is None


@pytest.mark.parametrize("asked", NEWS)
async def test_several_own_cases_are_offered_as_buttons(asked: str | Tap) -> None:
    chat = Chat(with_cases(case(State.RECEIVED), case(State.VERIFIED, number=SECOND)))
    await chat.say(asked)
    assert "Sudah kami terima" in await chat.press("4827-1930 Keluhan")
    assert chat.state.dialogue is None


async def test_who_has_sent_no_report_hears_that() -> None:
    chat = Chat(with_cases(others=()))
    assert "Belum ada laporan yang dikirim dari chat ini" in await chat.say("laporan saya gimana")
    assert chat.step == "number"


@pytest.mark.parametrize(
    "words", ["cara bikin laporan saya gimana", "laporan polisi saya gimana", "keluhan saya soal antrean gimana dong"]
)
async def test_how_to_make_a_report_is_not_news_of_one(words: str) -> None:
    chat = Chat(with_cases(case(State.RECEIVED)))
    assert "4827-1930" not in await chat.say(words, ranking=ranked("faq/ktp_hilang"))


async def test_asking_for_a_case_leaves_another_dialogue_open() -> None:
    chat = Chat(with_cases(case(State.RECEIVED), case(State.VERIFIED, number=SECOND)))
    await chat.say(Tap("task:saran"))
    await chat.say(Tap("task:cek_tiket"))
    assert f"case:show:{NUMBER}" in actions_of(chat.reply)
    assert chat.state.dialogue
    assert chat.state.dialogue.name == "saran"


async def test_an_answered_case_can_be_called_done_or_opened_again_with_one_tap() -> None:
    chat = Chat(with_cases(case(State.ANSWERED, days=14)))
    await chat.say(NUMBER)
    assert actions_of(chat.reply) == [f"case:{act}:{NUMBER}" for act in ("done", "reopen", "add")]
    again = Tap(f"case:reopen:{NUMBER}")
    assert "27 November 2026" in await chat.say(again)
    assert "selesai" in await chat.say(Tap(f"case:done:{NUMBER}"))
    reopened, done = chat.effects
    assert isinstance(reopened, MoveCase)
    assert isinstance(done, MoveCase)
    assert (reopened.to, done.to) == (State.REOPENED, State.DONE)


async def test_after_fourteen_days_it_cannot_be_opened_again() -> None:
    chat = Chat(with_cases(case(State.CLOSED, days=15)))
    await chat.say(NUMBER)
    assert actions_of(chat.reply) == []
    await chat.say(Tap(f"case:reopen:{NUMBER}"))
    assert chat.effects == []


@pytest.mark.parametrize("act", ["show", "add", "done", "reopen", "read", ""])
async def test_forged_buttons_of_other_peoples_cases_lead_nowhere(act: str) -> None:
    chat = Chat(with_cases(others=(OTHERS,)))
    assert "sudah tidak berlaku" in await chat.say(Tap(f"case:{act}:{OTHERS.number}"))
    assert chat.effects == []


async def test_something_can_be_added_to_a_case() -> None:
    attachments = FakeAttachments()
    chat = Chat(replace(with_cases(case(State.REOPENED)), attachments=attachments))
    await chat.say(Tap(f"case:add:{NUMBER}"), "masih antre juga", PHOTO)
    assert "4827-1930" in await chat.press("Lanjut")
    [added] = chat.effects
    assert isinstance(added, AddToCase)
    assert (added.number, added.words) == (NUMBER, "masih antre juga")
    assert attachments.kept == [(added.key, "photo-1")]


async def test_a_change_is_told_with_words_state_and_next_date() -> None:
    change = case(State.IN_PROGRESS, words="Petugas loket ditambah.")
    chat = Chat(with_cases(changed=change))
    chat.state = replace(KNOWN, dialogue=OpenDialogue("saran", "d1", "what"))
    told = await chat.say(Notice("case_changed", {"event": "7", "number": NUMBER}))
    for part in ("4827-1930", "Sedang dikerjakan", "Petugas loket ditambah.", "24 November 2026"):
        assert part in told
    assert chat.step == "what"


@pytest.mark.parametrize("event", ["8", "x", ""])
async def test_news_of_a_case_that_is_gone_says_nothing(event: str) -> None:
    chat = Chat(with_cases())
    await chat.say(Notice("case_changed", {"event": event}))
    assert chat.reply.bubbles == ()


async def test_a_broken_promise_is_admitted() -> None:
    chat = Chat(with_cases(case(State.RECEIVED, next_on=TODAY - timedelta(days=1))))
    assert "Maaf, kami terlambat" in await chat.say(NUMBER)


@pytest.mark.parametrize(
    ("words", "to"),
    [("buka lagi", State.REOPENED), ("belum beres", State.REOPENED), ("sudah beres", State.DONE)],
)
async def test_the_buttons_of_the_only_answered_case_may_be_typed(words: str, to: State) -> None:
    chat = Chat(with_cases(case(State.ANSWERED, days=3)))
    await chat.say(words)
    [moved] = chat.effects
    assert isinstance(moved, MoveCase)
    assert moved.to is to


async def test_more_is_added_to_the_only_case_by_words() -> None:
    chat = Chat(with_cases(case(State.RECEIVED)))
    await chat.say("tambah keterangan")
    assert chat.state.dialogue
    assert chat.state.dialogue.name == "tambahan"


async def test_of_several_cases_words_move_none_but_show_them() -> None:
    chat = Chat(with_cases(case(State.ANSWERED), case(State.ANSWERED, number=SECOND)))
    await chat.say("buka lagi")
    assert chat.effects == []
    assert f"case:show:{SECOND}" in actions_of(chat.reply) or SECOND in str(chat.reply.bubbles)
