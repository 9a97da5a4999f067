"""A campaign's picture on its way: read once, uploaded once, named afterwards, and sent anew where it is forgotten."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from uuid import UUID

import pytest

from bot.channels.telegram.adapter import TelegramChannel
from bot.channels.whatsapp.adapter import WhatsAppChannel
from bot.domain.campaigns import Button, Campaign, Message, State, Wording
from bot.domain.errors import Unreadable
from bot.domain.messages import ChannelName
from bot.domain.reply import Payload
from bot.domain.templates import Category, Template
from bot.store.campaign_files import PictureShelf, needs_picture
from bot.store.engine import Database
from bot.store.outbox import PostgresOutbox
from simulator.whatsapp.templates import Template as Known
from tests.kept_templates import approved, wording
from tests.tiny_bot import ACCESS, APP_SECRET, PHONE_ID, TOKEN, Stage, stage

ID = UUID("018f3a52-7c1e-7000-8000-000000000001")
TOLD = Wording("Besok layanan keliling.", "Keliling", (Button("Jadwal", "faq/a"),), "keliling", (), str(ID))
CAMPAIGN = Campaign(ID, "K", State.RUNNING, 1, "sari", message=Message(({"id": TOLD},)))
TEMPLATE = Template("keliling", "id", Category.MARKETING, "Besok layanan keliling.", picture=True, buttons=("Jadwal",))


@dataclass
class Kept:
    mime_type: str = "image/png"
    content: bytes = b"\x89PNG\r\n\x1a\n" + b"0" * 50


@dataclass
class Pictures:
    """A store with one picture."""

    asked: int = 0
    there: dict[UUID, Kept] = field(default_factory=lambda: {ID: Kept()})

    async def find(self, picture: UUID) -> Kept | None:
        self.asked += 1
        return self.there.get(picture)


async def composed(channel: ChannelName, *, fresh: bool = True) -> Payload:
    """With its picture."""
    made = await wording(approved(TEMPLATE))
    payload = made.on(channel)(CAMPAIGN, 0, "id", fresh, "Sri")
    assert payload is not None
    return await PictureShelf(Pictures()).joined(payload)


@pytest.fixture
async def city() -> AsyncIterator[Stage]:
    async with stage() as made:
        known = Known("keliling", "id", TEMPLATE.body, ("Jadwal",), "MARKETING", picture=True, id="5")
        made.simulator.whatsapp.world.templates.append(known)
        yield made


def whatsapp(city: Stage) -> WhatsAppChannel:
    return WhatsAppChannel(PHONE_ID, ACCESS, APP_SECRET, "v", city.url, "v26.0", city.http)


@pytest.mark.parametrize("fresh", [True, False])
async def test_whatsapp_gets_it_once_for_all_and_anew_when_it_has_forgotten_it(city: Stage, fresh: bool) -> None:
    channel, payload = whatsapp(city), await composed(ChannelName.WHATSAPP, fresh=fresh)
    people = [city.simulator.whatsapp.person(f"Warga {n}", wrote=fresh) for n in range(3)]
    for number, person in enumerate(people[:2]):
        await channel.send(person.chat, payload, str(number))
    assert people[0].messages[-1].body["media"] == people[1].messages[-1].body["media"]
    assert people[0].messages[-1].body["buttons"][0]["id"] == f"campaign:{ID.hex}:0:0"
    city.simulator.whatsapp.world.media.clear()
    await channel.send(people[2].chat, payload, "2")
    assert people[2].messages[-1].body["media"] != people[0].messages[-1].body["media"]


async def test_telegram_gets_it_once_for_all_and_anew_when_it_has_forgotten_it(city: Stage) -> None:
    channel = TelegramChannel(TOKEN, "s", city.url, city.http, by_webhook=True)
    payload = await composed(ChannelName.TELEGRAM)
    people = [city.simulator.telegram.person(f"Warga {n}") for n in range(3)]
    for person in people:
        await person.say("/start")
    for person in people[:2]:
        await channel.send(str(person.chat), payload, "1")
    world = city.simulator.telegram.world
    assert people[1].messages[-1].kind == "photo"
    assert "Besok layanan keliling." in people[1].messages[-1].text
    uploads = len({id(asset) for asset in world.files.values()})
    world.files.clear()
    await channel.send(str(people[2].chat), payload, "2")
    assert people[2].messages[-1].kind == "photo"
    assert uploads == 1


async def test_the_store_is_asked_once_for_a_picture_and_a_missing_one_is_set_aside() -> None:
    pictures = Pictures()
    shelf = PictureShelf(pictures)
    named = {"method": "sendPhoto", "upload": {"picture": str(ID), "filename": "x", "mime_type": "image/jpeg"}}
    assert needs_picture(named)
    for _ in range(3):
        joined = await shelf.joined(named)
    assert (joined["upload"]["mime_type"], joined["upload"]["filename"]) == ("image/png", "gambar.png")
    assert pictures.asked == 1
    pictures.there.clear()
    with pytest.raises(Unreadable):
        await PictureShelf(pictures).joined(named)
    with pytest.raises(Unreadable):
        await PictureShelf(None).joined(named)
    with pytest.raises(Unreadable):
        await shelf.joined({"upload": {"picture": "x"}})


async def test_an_outbox_without_pictures_sets_such_a_message_aside(database: Database) -> None:
    assert await PostgresOutbox(database).take(ChannelName.TELEGRAM, "1", 1) == []
