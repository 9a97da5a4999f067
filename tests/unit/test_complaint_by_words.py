"""A complaint by words alone: what starts it, what sends it, and what is no answer of it."""

from __future__ import annotations

import pytest

from bot.domain.cases import Category
from bot.domain.messages import Content, Location, Tap, Text
from tests.chats import Chat
from tests.fakes_book import choices_of, ranked, text_of

STORY = "Saya antre dari jam tujuh sampai siang tapi nomor saya dilewati terus oleh petugas di loket dua"


@pytest.mark.parametrize("words", ["kirim", "ya kirim", "sudah benar", "send"])
async def test_the_words_the_summary_asks_for_send_it(words: str) -> None:
    chat = Chat()
    await chat.say(Tap("task:keluhan"))
    await chat.say("1", STORY, "kemarin", "lewati", "lewati", "lewati", "anonim")
    assert "4827-1930" in await chat.say(words)


@pytest.mark.parametrize("label", ["faq/pungli_calo", "task/di_luar_topik"])
async def test_who_says_lapor_starts_a_complaint_and_does_not_get_something_to_read(label: str) -> None:
    chat = Chat()
    said = await chat.say("mau lapor, tadi di loket saya dimintai uang 50 ribu buat cetak ktp", ranking=ranked(label))
    assert "saya catat sebagai keluhan" in said
    assert chat.state.dialogue
    assert chat.state.dialogue.answers["category"] == Category.EXTORTION


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (Text("lampu jalan depan rumah mati seminggu"), {"what": "lampu jalan depan rumah mati seminggu", "more": "-"}),
        (Location(-6.3, 106.8), {"where": "-6.30000, 106.80000"}),
        (Text("syarat bikin ktp baru apa"), {}),
    ],
)
async def test_at_the_first_step_a_short_story_and_a_place_are_taken_and_a_question_is_not(
    said: Content, told: dict[str, str]
) -> None:
    chat = Chat()
    await chat.say(Tap("task:keluhan"))
    await chat.say(said)
    assert chat.state.dialogue
    assert chat.state.dialogue.answers == told


@pytest.mark.parametrize(
    "words",
    ["mau komplain, petugas loket jutek banget", "dipersulit terus tiap ke loket", "mau lapor loketnya tutup terus"],
)
async def test_a_short_story_up_front_is_kept_shown_and_asked_to_go_on_once(words: str) -> None:
    chat = Chat()
    told = await chat.say(words, ranking=ranked("task/keluhan"))
    assert f"Sudah saya catat: “{words}”" in told
    assert "Ada yang mau ditambah?" in told
    await chat.say("pas saya nanya malah disuruh pulang")
    assert chat.state.dialogue
    assert chat.state.dialogue.answers["what"] == f"{words}\npas saya nanya malah disuruh pulang"
    assert chat.step in {"category", "when"}


@pytest.mark.parametrize("enough", ["cukup", "itu saja", "tidak ada", "Cukup itu"])
async def test_who_has_nothing_to_add_says_so_by_word_or_button(enough: str) -> None:
    chat = Chat()
    await chat.say("mau komplain, petugas loket jutek banget", ranking=ranked("task/keluhan"))
    await (chat.press(enough) if enough == "Cukup itu" else chat.say(enough))
    assert chat.step == "when"
    await chat.say("kemarin", "lewati", "lewati", "lewati", "anonim")
    summary = text_of(chat.reply)
    assert "petugas loket jutek banget" in summary
    assert "Tambahan" not in summary
    await chat.press("Ubah")
    assert "Tambahan" not in [choice.title for choice in choices_of(*chat.reply.bubbles)]


async def test_a_yes_to_more_is_no_addition() -> None:
    chat = Chat()
    await chat.say("mau komplain, petugas loket jutek banget", ranking=ranked("task/keluhan"))
    for yes in ("iya", "ada"):
        assert "Silakan tulis tambahannya" in await chat.say(yes)
    assert chat.step == "more"


@pytest.mark.parametrize("words", ["udah sampe mana laporan saya", "laporan saya gimana", "aduan gw gimana kabarnya"])
@pytest.mark.parametrize("step", ["when", "where", "what"])
async def test_a_question_about_ones_own_report_is_no_answer(words: str, step: str) -> None:
    chat = Chat()
    await chat.say(Tap("task:keluhan"), "1")
    answers = {"what": (), "when": (STORY,), "where": (STORY, "kemarin")}[step]
    for answer in answers:
        await chat.say(answer)
    said = await chat.say(words)
    assert "Belum ada laporan" in said
    assert "Kita lanjutkan yang tadi" in said
    assert chat.step == step
    assert chat.state.dialogue
    assert step not in chat.state.dialogue.answers


async def test_a_question_without_its_mark_where_a_time_was_asked_for_is_answered() -> None:
    chat = Chat()
    await chat.say(Tap("task:keluhan"), "1", STORY)
    assert "Datang ke loket" in await chat.say("ktp hilang gimana", ranking=ranked("faq/ktp_hilang"))
    assert chat.step == "when"


async def test_words_of_a_question_that_nobody_knows_are_the_time_after_all() -> None:
    chat = Chat()
    await chat.say(Tap("task:keluhan"), "1", STORY)
    await chat.say("ga inget kapan, sudah lama", ranking=ranked("faq/kia", first=0.1))
    assert chat.step == "where"


@pytest.mark.parametrize(
    ("words", "when", "where"),
    [
        ("di loket kemarin", "2026-11-23", "di loket"),
        ("kemarin pagi jam 9 di loket 2", "2026-11-23", "di loket 2"),
        ("tiap pagi di ruang tunggu", "tiap pagi di ruang tunggu", "di ruang tunggu"),
        ("12 Nov, depan kantor RW 04", "2026-11-12", "depan kantor RW 04"),
    ],
)
async def test_time_and_place_in_one_answer_are_both_taken(words: str, when: str, where: str) -> None:
    chat = Chat()
    await chat.say(Tap("task:keluhan"), "1", STORY, words)
    assert chat.step == "files"
    assert chat.state.dialogue
    assert {step: chat.state.dialogue.answers[step] for step in ("when", "where")} == {"when": when, "where": where}


async def test_a_place_where_a_time_was_asked_for_is_the_place_and_the_time_is_asked_again() -> None:
    chat = Chat()
    assert "Kapan" in await chat.say(Tap("task:keluhan"), "1", STORY, "di loket dua")
    await chat.press("Kemarin")
    assert chat.step == "files"


async def test_an_old_question_never_becomes_the_answer_of_a_later_step() -> None:
    chat = Chat()
    await chat.say(Tap("task:keluhan"))
    await chat.say("1", STORY)
    await chat.say("ktp hilang gimana ya?", ranking=ranked("faq/ktp_hilang"))
    assert "Itu jawaban saya" in [choice.title for choice in choices_of(*chat.reply.bubbles)]
    await chat.press("Kemarin")
    await chat.say("menu")
    assert "Itu jawaban saya" not in [choice.title for choice in choices_of(*chat.reply.bubbles)]


async def test_a_person_asked_for_in_the_middle_keeps_the_complaint_and_does_not_go_on_with_it() -> None:
    chat = Chat()
    await chat.say(Tap("task:keluhan"))
    await chat.say("1", STORY)
    said = await chat.say("petugas")
    assert "Kapan kejadiannya" not in said
    await chat.say("bu tolong cepat ya saya tunggu", ranking=ranked("task/minta_petugas"))
    assert chat.state.dialogue
    assert "when" not in chat.state.dialogue.answers
    assert "Kapan kejadiannya" in await chat.say(Tap("resume"))


async def test_a_story_told_in_two_messages_is_kept_whole_and_said_to_be_kept() -> None:
    chat = Chat()
    await chat.say(Tap("task:keluhan"))
    told = await chat.say("loketnya tutup padahal baru jam dua siang")
    assert "Ceritanya sudah saya catat" in told
    await chat.say("terus saya disuruh pulang sama satpamnya")
    assert chat.state.dialogue
    assert chat.state.dialogue.answers["what"].splitlines() == [
        "loketnya tutup padahal baru jam dua siang",
        "terus saya disuruh pulang sama satpamnya",
    ]


@pytest.mark.parametrize(
    "words",
    [
        "petugas minta 50 ribu buat cepet",
        "RT saya minta Rp500.000 buat urus kk",
        "saya dipungli sama petugas loket tadi",
        "udah bayar 100rb ke pak rt tapi ga jadi",
        "dimintain seratus ribu di parkiran",
    ],
)
async def test_money_asked_for_is_extortion_also_in_figures(words: str) -> None:
    chat = Chat()
    await chat.say(Tap("task:keluhan"))
    await chat.say(words)
    assert chat.state.dialogue
    assert chat.state.dialogue.answers["category"] == Category.EXTORTION


@pytest.mark.parametrize("words", ["ga usah disebut", "saya ga mau sebut nama", "anonim aja"])
async def test_who_will_not_be_named_is_not_named_so(words: str) -> None:
    chat = Chat()
    await chat.say(Tap("task:keluhan"))
    await chat.say("1", STORY, "kemarin", "lewati", "lewati")
    await chat.say(words)
    assert chat.state.dialogue
    assert chat.state.dialogue.answers["name"] == "-"


async def test_a_question_is_nobody_s_name_and_nama_saya_is_no_part_of_one() -> None:
    chat = Chat()
    await chat.say(Tap("task:keluhan"))
    await chat.say("1", STORY, "kemarin", "lewati", "lewati")
    await chat.say("kapan dijawabnya", ranking=ranked("faq/ktp_hilang", first=0.1))
    assert chat.state.dialogue
    assert "name" not in chat.state.dialogue.answers
    await chat.say("nama saya Siti Aminah")
    assert chat.state.dialogue
    assert chat.state.dialogue.answers["name"] == "Siti Aminah"


@pytest.mark.parametrize("words", ["siapa yang harus lapor", "gimana cara lapor pungli di kelurahan"])
async def test_a_question_about_reporting_starts_no_complaint(words: str) -> None:
    chat = Chat()
    await chat.say(words, ranking=ranked("task/di_luar_topik"))
    assert chat.state.dialogue is None


async def test_at_the_summary_a_word_of_change_changes_and_sends_nothing_away() -> None:
    chat = Chat()
    await chat.say(Tap("task:keluhan"))
    await chat.say("1", STORY, "kemarin", "lewati", "lewati", "lewati", "anonim")
    assert "Bagian mana" in await chat.say("salah, mau ganti jam")
    assert chat.state.dialogue


async def test_a_story_in_several_messages_does_not_become_time_and_place() -> None:
    chat = Chat()
    await chat.say(Tap("task:keluhan"))
    await chat.say("2", STORY, "dia bentak bentak saya", "padahal berkas saya lengkap semua")
    assert chat.state.dialogue
    answers = chat.state.dialogue.answers
    assert "dia bentak bentak saya\npadahal berkas saya lengkap semua" in answers["what"]
    assert "when" not in answers
    await chat.say("tiap senin pagi")
    assert chat.state.dialogue.answers["when"] == "tiap senin pagi"


async def test_no_photo_and_anonymous_are_answers_where_they_are_asked_for() -> None:
    chat = Chat()
    await chat.say(Tap("task:keluhan"))
    told = await chat.say("1", STORY, "kemarin", "lewati", "ga ada foto", "anonim aja")
    assert "Anonim" in told
    assert chat.state.dialogue
    assert chat.state.dialogue.answers["visibility"] == "anonymous"
