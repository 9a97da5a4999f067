"""What needs no NLU, and what does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.masking import MASK
from bot.domain.messages import Command, Content, Location, Media, MediaKind, Tap, Text
from bot.domain.reply import ConversationState, OpenDialogue
from handlers import Turn, shortcut
from tests.fakes_book import KNOWN, NOW, PORTS, QUESTION
from tests.residents import inbound

OFFERED = ConversationState(offered=("faq/ktp_hilang", "task/keluhan", "faq/kia"))
AFTER_ANSWER = ConversationState(topic="ktp_hilang")


def cut(content: Content | str, state: ConversationState = KNOWN) -> str | None:
    action = shortcut(Turn(inbound(content), state, QUESTION, NOW), PORTS)
    return None if action is None else str(action)


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("Menu", "task:menu"),
        ("  BANTUAN!! ", "task:menu"),
        ("/menu", "task:menu"),
        ("/data", "task:data_saya"),
        ("/mulai", "task:langganan"),
        ("/hapus", "task:hapus_data"),
        ("/bahasa en", "language:en"),
        ("Halo 👋", "task:sapa"),
        ("Matur nuwun", "task:terima_kasih"),
        ("hatur nuhun 🙏", "task:terima_kasih"),
        ("batal", "task:batal"),
        ("Petugas", "task:minta_petugas"),
        ("English", "language:en"),
        ("bahasa Indonesia", "language:id"),
        ("iya", "task:setuju"),
        ("Gak", "task:tolak"),
    ],
)
def test_exact_words_need_no_nlu(text: str, action: str) -> None:
    assert cut(text) == action


@pytest.mark.parametrize("text", ["BUKA", "buka.", "bukak"])
def test_buka_opens_what_was_held_but_is_an_ordinary_question_otherwise(text: str) -> None:
    freeing = replace(inbound(text), frees_held=True)
    assert str(shortcut(Turn(freeing, KNOWN, QUESTION, NOW), PORTS)) == "task:buka_jawaban"
    assert cut(text) is None
    assert cut(Tap("task:buka_jawaban", "BUKA")) == "task:buka_jawaban"


@pytest.mark.parametrize("text", ["ktp sy ilang di krl gmn ya", '/keluhan{"x":1}', "menu makan siang", "فقدت بطاقتي"])
def test_everything_else_in_words_goes_to_the_nlu(text: str) -> None:
    assert cut(text) is None


@pytest.mark.parametrize("text", ["", "👍", "???", "12345", "\x00", MASK, "\u202e"])
def test_a_text_without_words_needs_no_nlu(text: str) -> None:
    assert cut(text) == "task:tanpa_kata"


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("1", "topic:ktp_hilang"),
        ("2", "task:keluhan"),
        ("3️⃣", "topic:kia"),
        ("yang pertama", "topic:ktp_hilang"),
        ("4", "neither"),
    ],
)
def test_a_number_picks_an_offered_topic(text: str, action: str) -> None:
    assert cut(text, OFFERED) == action


@pytest.mark.parametrize("text", ["5", "1 2"])
def test_a_number_nobody_offered_picks_nothing(text: str) -> None:
    assert cut(text, OFFERED) == "task:tanpa_kata"


def test_without_an_open_question_a_number_picks_nothing() -> None:
    assert cut("1") == "task:tanpa_kata"
    assert cut("yang pertama") is None


def test_asking_for_a_part_is_about_the_last_topic() -> None:
    assert cut("Syaratnya apa?", AFTER_ANSWER) == "part:ktp_hilang:requirements"
    assert cut("Syaratnya apa?") is None
    assert cut("Syaratnya apa?", ConversationState(topic="gone")) is None


@pytest.mark.parametrize(
    ("name", "argument", "action"),
    [
        ("start", "", "task:sapa"),
        ("start", "t_ktp_hilang", "topic:ktp_hilang"),
        ("start", "t_nonsense", "task:sapa"),
        ("start", "T:!", "task:sapa"),
        ("menu", "", "task:menu"),
        ("bantuan", "", "task:menu"),
        ("HELP", "", "task:menu"),
        ("bahasa", "", "task:ganti_bahasa"),
        ("bahasa", "en", "language:en"),
        ("language", "fr", "task:ganti_bahasa"),
        ("petugas", "", "task:minta_petugas"),
        ("batal", "", "task:batal"),
        ("data", "", "task:data_saya"),
        ("hapus", "", "task:hapus_data"),
        ("nonsense", "", "task:menu"),
    ],
)
def test_commands(name: str, argument: str, action: str) -> None:
    assert cut(Command(name, argument)) == action


def test_a_tap_is_what_its_button_says() -> None:
    assert cut(Tap("part:ktp_hilang:steps")) == "part:ktp_hilang:steps"


@pytest.mark.parametrize("forged", ["", "DROP TABLE", "topics:ktp_hilang", "💥"])
def test_a_forged_tap_is_an_old_button(forged: str) -> None:
    assert cut(Tap(forged)) == "task:tombol_lama"


def test_a_file_without_words_needs_no_nlu_but_its_caption_does() -> None:
    assert cut(Media(MediaKind.PHOTO, "m1")) == "task:bukan_kata"
    assert cut(Location(-6.3, 106.8)) == "task:bukan_kata"
    assert cut(Media(MediaKind.PHOTO, "m1", caption="ktp saya rusak begini")) is None


def test_an_edited_text_is_read_like_any_other() -> None:
    assert cut(Text("menu", edited=True)) == "task:menu"


IN_COMPLAINT = replace(KNOWN, dialogue=OpenDialogue("keluhan", "d1", "happened", {"category": "slow", "what": "antre"}))


@pytest.mark.parametrize(
    ("text", "action"),
    [("english", "language:en"), ("Indonesia", "language:id"), ("hubungkan 903 147", "task:hubungkan_kode")],
)
def test_a_language_and_a_code_win_over_an_open_dialogue(text: str, action: str) -> None:
    assert cut(text, IN_COMPLAINT) == action


@pytest.mark.parametrize("text", ["nomor saya 261102-0173-8", "261102-0173-8", "status 261102-0173-8"])
def test_a_mistyped_number_is_a_look_up_where_it_is_called_so(text: str) -> None:
    assert cut(text) == "task:cek_status"
