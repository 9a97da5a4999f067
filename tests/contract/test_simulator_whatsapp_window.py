"""The WhatsApp stand-in's 24-hour window and its templates, through its HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.channels.whatsapp.template import knock
from simulator.whatsapp.people import Person
from simulator.whatsapp.templates import Template
from tests.tiny_bot import Stage, stage


@pytest.fixture
async def city() -> AsyncIterator[Stage]:
    async with stage() as made:
        yield made


@pytest.fixture
async def resident(city: Stage) -> Person:
    person = city.simulator.whatsapp.person("Warga")
    await person.say("halo")
    return person


def to(person: Person, **message: Any) -> dict[str, Any]:
    return {"messaging_product": "whatsapp", "to": person.chat, **message}


def template(name: str, *words: str) -> dict[str, Any]:
    parameters = [{"type": "text", "text": word} for word in words]
    body = [{"type": "body", "parameters": parameters}] if words else []
    return {"type": "template", "template": {"name": name, "language": {"code": "id"}, "components": body}}


async def code(city: Stage, message: dict[str, Any]) -> int:
    status, answer = await city.graph(message)
    return 0 if status == 200 else int(answer["error"]["code"])


async def test_after_a_day_only_templates_are_taken_until_the_resident_writes(city: Stage, resident: Person) -> None:
    words = to(resident, type="text", text={"body": "Sudah jadi."})
    resident.let_hours_pass(23.9)
    assert await code(city, words) == 0
    resident.let_hours_pass(0.2)
    assert await code(city, words) == 131047
    assert await code(city, to(resident, **knock("jawaban_siap", "id"))) == 0
    await resident.say("BUKA")
    assert await code(city, words) == 0


async def test_the_templates_button_brings_back_the_payload_it_was_sent_with(city: Stage, resident: Person) -> None:
    await city.graph(to(resident, **knock("jawaban_siap", "id")))
    await resident.tap("BUKA")
    await city.bot.until(lambda: len([v for v in city.bot.values() if "messages" in v]) == 2)
    [message] = [v for v in city.bot.values() if "messages" in v][-1]["messages"]
    assert message["type"] == "button"
    assert message["button"] == {"payload": "task:buka_jawaban", "text": "BUKA"}
    assert message["context"]["id"] == resident.messages[-2].id


async def test_parameters_are_counted_and_shown(city: Stage, resident: Person) -> None:
    city.simulator.whatsapp.world.templates.append(Template("kabar", "id", "Nomor {{1}} sudah {{2}}."))
    assert await code(city, to(resident, **template("kabar", "K-1"))) == 132000
    assert await code(city, to(resident, **template("kabar", "K-1", "jadi"))) == 0
    assert resident.messages[-1].text == "Nomor K-1 sudah jadi."


async def test_a_paused_template_is_refused(city: Stage, resident: Person) -> None:
    city.simulator.whatsapp.world.templates.append(Template("lelah", "id", "Halo.", status="PAUSED"))
    assert await code(city, to(resident, **template("lelah"))) == 132015
