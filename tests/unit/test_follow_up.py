"""After an answer: short follow-ups are about that topic, and a message with two questions gets both answers."""

from __future__ import annotations

import pytest

from bot.domain.actions import Action, Verb
from bot.domain.messages import Text
from bot.domain.reply import ConversationState, Guess, Say, Understanding
from bot.domain.topics import Part
from handlers import Turn, halves, respond, shortcut
from tests.fakes_book import NOW, PORTS, QUESTION
from tests.residents import inbound

AFTER_LOST = ConversationState(greeted=True, topic="ktp_hilang")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("bayar ga?", (Part.COST_TIME,)),
        ("brp lama ya bu", (Part.COST_TIME,)),
        ("syaratnya apa aja sih", (Part.REQUIREMENTS,)),
        ("Bawa apa aja ya kak", (Part.REQUIREMENTS,)),
        ("dmn ambilnya", (Part.WHERE,)),
        ("ngurusnya di mana pak?", (Part.WHERE,)),
        ("caranya gimana dong", (Part.STEPS,)),
        ("kalau ditolak gimana", (Part.IF_PROBLEM,)),
        ("dasar hukumnya apa", (Part.LEGAL,)),
        ("how long does it take", (Part.COST_TIME,)),
        ("syarat sama biayanya", (Part.REQUIREMENTS, Part.COST_TIME)),
    ],
)
def test_a_follow_up_asks_for_parts_of_the_last_topic(text: str, parts: tuple[Part, ...]) -> None:
    assert shortcut(Turn(inbound(Text(text)), AFTER_LOST, QUESTION, NOW), PORTS) == Action(
        Verb.PART, ("ktp_hilang", *parts)
    )


@pytest.mark.parametrize(
    "text",
    ["bayar pajak motor dimana", "syarat bikin kk apa", "kalau diwakilkan?", "berapa nomor kantornya", "apa aja"],
)
def test_a_question_of_its_own_goes_to_the_nlu(text: str) -> None:
    assert shortcut(Turn(inbound(Text(text)), AFTER_LOST, QUESTION, NOW), PORTS) is None


def test_without_a_topic_there_is_nothing_to_follow_up() -> None:
    assert (
        shortcut(Turn(inbound(Text("syaratnya apa?")), ConversationState(greeted=True), QUESTION, NOW), PORTS) is None
    )


async def test_two_parts_are_shown_one_below_the_other() -> None:
    asked = inbound(Text("syarat sama biayanya"))
    action = shortcut(Turn(asked, AFTER_LOST, QUESTION, NOW), PORTS)
    reply = await respond(Turn(asked, AFTER_LOST, QUESTION, NOW, action=action), PORTS)
    bubble = reply.bubbles[0]
    assert isinstance(bubble, Say)
    assert "Kartu Keluarga" in bubble.text
    assert "Gratis." in bubble.text


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("ktp hilang gimana? terus buka jam berapa", ("ktp hilang gimana", "terus buka jam berapa")),
        ("ktp saya hilang terus kantornya buka jam berapa", ("ktp saya hilang", "kantornya buka jam berapa")),
        ("syarat ktp baru\njam buka kantor", ("syarat ktp baru", "jam buka kantor")),
        ("ktp hilang gimana?", None),
        ("halo? ktp hilang gimana?", None),
        ("satu dua? tiga empat? lima enam?", None),
    ],
)
def test_a_message_is_halved_where_residents_halve_it(text: str, questions: tuple[str, str] | None) -> None:
    assert halves(text) == questions


def understood(label: str, confidence: float = 0.9) -> Understanding:
    return Understanding((Guess(label, confidence),))


async def titles(*each: Understanding) -> list[str]:
    asked = inbound(Text("ktp hilang gimana? buka jam berapa?"))
    turn = Turn(
        asked, ConversationState(greeted=True), QUESTION, NOW, understanding=understood("faq/ktp_hilang"), halves=each
    )
    reply = await respond(turn, PORTS)
    return [bubble.title for bubble in reply.bubbles if isinstance(bubble, Say)]


async def test_a_message_with_two_questions_gets_both_answers() -> None:
    assert await titles(understood("faq/ktp_hilang"), understood("faq/jam_layanan")) == [
        "T ktp_hilang",
        "T jam_layanan",
    ]


@pytest.mark.parametrize(
    "second",
    [understood("faq/jam_layanan", 0.5), understood("faq/ktp_hilang"), understood("task/sapa"), understood("faq/kia")],
)
async def test_a_second_answer_is_given_only_when_it_is_sure_another_and_written(second: Understanding) -> None:
    assert await titles(understood("faq/ktp_hilang"), second) == ["T ktp_hilang"]
