"""The WhatsApp stand-in's templates: their life by webhook, messages with them, residents who stop announcements."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from bot.channels.whatsapp.parse import parse
from bot.domain.messages import Preference, TemplateNews
from simulator.whatsapp.people import Person
from simulator.whatsapp.templates import Template
from tests.tiny_bot import PHONE_ID, Stage, stage

BUSINESS = "102290129340398"
TEMPLATE = Template(
    "kabar",
    "id",
    "Halo {{1}}, besok ada layanan keliling.",
    ("Jadwal", "Berhenti"),
    "MARKETING",
    footer="Tekan Berhenti.",
    picture=True,
    id="77",
)


@pytest.fixture
async def city() -> AsyncIterator[Stage]:
    async with stage() as made:
        made.simulator.whatsapp.world.templates.append(replace(TEMPLATE))
        yield made


@pytest.fixture
def resident(city: Stage) -> Person:
    return city.simulator.whatsapp.person("Sri", wrote=True)


async def picture(city: Stage) -> str:
    kept: dict[str, Any] = city.simulator.whatsapp.world.keep_media(city.simulator.whatsapp.world.samples["photo"])
    return str(kept["id"])


def message(person: Person, media: str = "", *words: str, **buttons: str) -> dict[str, Any]:
    told = [{"type": "text", "text": word} for word in words]
    parts: list[dict[str, Any]] = [{"type": "body", "parameters": told}]
    if media:
        parts.append({"type": "header", "parameters": [{"type": "image", "image": {"id": media}}]})
    for index, payload in buttons.items():
        quick = {"type": "button", "sub_type": "quick_reply", "index": index[1:]}
        parts.append(quick | {"parameters": [{"type": "payload", "payload": payload}]})
    template = {"name": "kabar", "language": {"code": "id"}, "components": parts}
    return {"messaging_product": "whatsapp", "to": person.chat, "type": "template", "template": template}


async def code(city: Stage, sent: dict[str, Any]) -> int:
    status, answer = await city.graph(sent)
    return 0 if status == 200 else int(answer["error"]["code"])


async def test_a_template_shows_picture_words_small_print_and_buttons(city: Stage, resident: Person) -> None:
    media = await picture(city)
    assert await code(city, message(resident, media, "Sri", b0="campaign:1:0:0")) == 0
    shown = resident.messages[-1].body
    assert (shown["text"], shown["footer"], shown["media"]) == (
        "Halo Sri, besok ada layanan keliling.",
        "Tekan Berhenti.",
        media,
    )
    assert [button["title"] for button in shown["buttons"]] == ["Jadwal", "Berhenti"]
    async with city.http.get(f"{city.url}/page/media/{media}") as answer:
        assert (answer.status, answer.content_type) == (200, "image/jpeg")
    await resident.tap("Jadwal")
    await city.bot.until(lambda: any("messages" in value for value in city.bot.values()))
    [tapped] = [each for value in city.bot.values() for each in value.get("messages", [])]
    assert tapped["button"] == {"payload": "campaign:1:0:0", "text": "Jadwal"}


@pytest.mark.parametrize(
    ("media", "words", "buttons", "expected"),
    [
        (True, (), {}, 132000),
        (True, ("Sri", "Kamis"), {}, 132000),
        (True, ("",), {}, 132018),
        (True, ("dua\nbaris",), {}, 132018),
        (False, ("Sri",), {}, 132012),
        (True, ("Sri",), {"b2": "x"}, 132018),
    ],
)
async def test_what_does_not_fit_the_template_is_refused(
    city: Stage, resident: Person, media: bool, words: tuple[str, ...], buttons: dict[str, str], expected: int
) -> None:
    assert await code(city, message(resident, await picture(city) if media else "", *words, **buttons)) == expected


@pytest.mark.parametrize(
    ("event", "expected"),
    [("PAUSED", 132015), ("DISABLED", 132016), ("REJECTED", 132001), ("PENDING", 132001), ("FLAGGED", 0)],
)
async def test_its_state_decides_whether_it_may_be_sent_and_is_told_by_webhook(
    city: Stage, resident: Person, event: str, expected: int
) -> None:
    wish = {"name": "kabar", "event": event, "reason": "PROMOTIONAL"}
    async with city.http.post(f"{city.url}/control/templates", json=wish) as answer:
        assert answer.status == 200
    assert await code(city, message(resident, await picture(city), "Sri")) == expected
    await city.bot.until(lambda: city.bot.of("whatsapp"))
    raw = city.bot.deliveries[0].raw
    [news] = parse(raw, PHONE_ID, lambda: None, BUSINESS)  # type: ignore[arg-type, return-value]
    assert isinstance(news, TemplateNews)
    assert (news.name, news.value, news.reason) == ("kabar", event.lower(), "PROMOTIONAL")


async def test_quality_and_category_are_told_too_and_nonsense_is_refused(city: Stage) -> None:
    office = city.simulator.whatsapp.office
    office.rate("kabar", "RED")
    office.recategorise("kabar", "UTILITY")
    await city.bot.until(lambda: len(city.bot.of("whatsapp")) == 2)
    told = [parse(each.raw, PHONE_ID, lambda: None, BUSINESS)[0] for each in city.bot.deliveries]  # type: ignore[arg-type, return-value]
    assert [(each.about, each.value) for each in told if isinstance(each, TemplateNews)] == [
        ("quality", "red"),
        ("category", "utility"),
    ]
    odd: list[Any] = [{"name": "apa", "event": "PAUSED"}, {"name": "kabar"}, [], "x"]
    for wish in odd:
        async with city.http.post(f"{city.url}/control/templates", json=wish) as answer:
            assert answer.status == 400


async def test_whoever_stops_announcements_gets_no_more_marketing_until_they_resume(
    city: Stage, resident: Person
) -> None:
    await resident.stop_marketing()
    await city.bot.until(lambda: city.bot.of("whatsapp"))
    [stopped] = parse(city.bot.deliveries[0].raw, PHONE_ID, lambda: None, BUSINESS)  # type: ignore[arg-type, return-value]
    assert isinstance(stopped, Preference)
    assert (stopped.wanted, stopped.aliases[0]) == (False, resident.chat)
    assert await code(city, message(resident, await picture(city), "Sri")) == 0
    await city.bot.until(lambda: any(value.get("statuses") for value in city.bot.values()))
    [status] = [each for value in city.bot.values() for each in value.get("statuses", [])]
    assert (status["status"], status["errors"][0]["code"]) == ("failed", 131050)
    assert resident.messages == []
    await resident.stop_marketing(False)
    assert await code(city, message(resident, await picture(city), "Sri")) == 0
    assert len(resident.messages) == 1


async def test_a_picture_above_buttons_must_be_one_that_was_uploaded(city: Stage, resident: Person) -> None:
    reply = {"type": "reply", "reply": {"id": "a", "title": "Ya"}}
    inside = {"type": "button", "body": {"text": "Halo"}, "action": {"buttons": [reply]}}
    sent: dict[str, Any] = {"messaging_product": "whatsapp", "to": resident.chat, "type": "interactive"}
    for media, expected in (("999", 131009), (await picture(city), 0)):
        header = {"header": {"type": "image", "image": {"id": media}}}
        assert await code(city, sent | {"interactive": inside | header}) == expected
    assert resident.messages[-1].body["media"]
