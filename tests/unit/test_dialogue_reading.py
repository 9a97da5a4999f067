"""What the readers of dialogues make of residents' words: dates, yes and no, neighbourhoods."""

from __future__ import annotations

import pytest

from bot.domain.messages import Text
from bot.domain.reply import OpenDialogue
from handlers.dialogue.plan import Problem, Said, Talk, said_of
from handlers.dialogue.reading import born_on, day_gone, one_of, words, yes_or_no
from handlers.turn import Turn
from tests.fakes_book import KNOWN, NOW, PORTS, QUESTION
from tests.residents import inbound


def reading(text: str) -> tuple[Said, Talk]:
    turn = Turn(inbound(Text(text)), KNOWN, QUESTION, NOW)
    return said_of(turn), Talk(turn, PORTS, OpenDialogue("toy", "d", "story"))


@pytest.mark.parametrize(
    ("text", "born"),
    [("17-8-1985", "1985-08-17"), ("lahir 3 Mei 99", "1999-05-03"), ("2001-12-31", "2001-12-31")],
)
def test_a_date_of_birth_is_read(text: str, born: str) -> None:
    assert born_on(*reading(text)) == born


@pytest.mark.parametrize("text", ["12 Mei", "31-2-1990", "17-8-2090", "1234"])
def test_half_a_date_of_birth_is_asked_for_again(text: str) -> None:
    assert isinstance(born_on(*reading(text)), Problem)


@pytest.mark.parametrize(
    "text",
    ["saya sudah 3 kali datang ke kelurahan dan belum juga dapat kabar apa-apa", "sudah 2 minggu belum jadi"],
)
def test_a_story_is_no_date_of_birth(text: str) -> None:
    assert born_on(*reading(text)) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [("kemarin", "2026-11-23"), ("12 nov", "2026-11-12"), ("12 des", "2025-12-12"), ("senin lalu", "2026-11-23")],
)
def test_the_day_something_happened_lies_behind_us(text: str, day: str) -> None:
    assert day_gone(*reading(text)) == day


def test_a_day_to_come_did_not_happen_yet() -> None:
    assert isinstance(day_gone(*reading("12 Desember 2026")), Problem)
    assert isinstance(day_gone(*reading("besok")), Problem)


@pytest.mark.parametrize(("text", "value"), [("ya", "yes"), ("iya", "yes"), ("2", "no"), ("mungkin", None)])
def test_yes_and_no_are_read_by_the_book_s_words_and_by_number(text: str, value: str | None) -> None:
    assert yes_or_no(*reading(text)) == value


def test_numbers_pick_in_the_order_given() -> None:
    assert one_of({"b": "setuju", "a": "tolak"})(*reading("1")) == "b"


def test_identity_numbers_in_words_are_hidden() -> None:
    said = words()(*reading("nik saya 3174 0000 0000 0000 tolong dicek"))
    assert isinstance(said, str)
    assert "3174" not in said
