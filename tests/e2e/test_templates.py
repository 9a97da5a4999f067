"""A template's whole life over the simulator: written in the console, approved, sent, tapped, paused; and residents who
stop announcements in WhatsApp itself. Nothing here needs the language model."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import pytest
from aiohttp import ClientSession

from bot.adapters import Adapters
from bot.campaign_wording import CampaignWording
from bot.domain.audience import Audience
from bot.domain.campaign_desk import TEMPLATE_WAY
from bot.domain.campaigns import Button, Draft, Fate, Message, Rules, State, Wording
from bot.domain.phones import PhoneBubble
from bot.domain.staff import NewAccount, Role
from bot.domain.templates import TemplateState
from bot.staffroom import build_staffroom
from bot.store.campaign_pictures import PostgresCampaignPictures
from bot.store.campaigns import PostgresCampaigns
from bot.store.templates import PostgresTemplates
from bot.template_room import campaign_wording, template_book, template_shelf
from simulator.whatsapp.people import Person
from simulator.whatsapp.templates import Template as Known
from tests.console import FACTOR, FAST, SAME_SITE, Hand
from tests.contract.test_intake import rows
from tests.e2e.conftest import City
from tests.pictures import photo

PATH = "/console/campaigns/templates"
NO_MODEL = "http://127.0.0.1:9"
TYPED = {
    "name": "layanan_keliling",
    "language": "id",
    "category": "marketing",
    "header": "Layanan keliling",
    "body": "Halo {nama}, layanan keliling datang hari Kamis di kantor RW.",
    "button1": "Jam buka",
    "stop": "1",
    "do": "submit",
}
TOLD = Wording(
    "Halo {nama}, layanan keliling datang hari Kamis di kantor RW.",
    "Layanan keliling",
    (Button("Jam buka", "faq/jam_layanan"),),
    "layanan_keliling",
    ("{nama}",),
)
SAID = Message(({"id": TOLD},))


@dataclass
class Kelurahan:
    """The bot, its console with a manager signed in, and Meta."""

    city: City
    adapters: Adapters
    book: PostgresTemplates
    wording: CampaignWording
    browser: ClientSession

    async def sends(self, path: str, form: dict[str, str]) -> str:
        async with self.browser.post(f"{self.city.bot_url}{path}", data=form, headers=SAME_SITE) as answer:
            return await answer.text()

    async def state(self) -> str:
        return (await self.book.find("layanan_keliling", "id")).state

    async def by_template(self) -> Sequence[PhoneBubble]:
        """How it looks to somebody who has been silent; empty where nothing may be sent to them."""
        await self.wording.refresh()
        return self.wording.phones(SAID, 0, "id", "Sri")[TEMPLATE_WAY]

    async def announce(self, message: Message = SAID) -> UUID:
        """A campaign to everybody that starts at once, whatever the hour."""
        campaigns = PostgresCampaigns(self.adapters.database, Rules(second_above=100))
        made = await campaigns.add(Draft("Keliling", message, Audience(), emergency=True), "sari")
        assert await campaigns.submit(made, 1, "sari") is State.READY
        return made

    def fated(self, campaign: UUID, fate: Fate, reason: str = "") -> Callable[[], Awaitable[bool]]:
        """Whether this has become of the only one on its list."""

        async def there() -> bool:
            told = "SELECT fate, reason FROM campaign_recipient WHERE campaign = :campaign"
            found = await rows(self.adapters.database, told, campaign=campaign)
            return [(each, reason in str(why)) for each, why in found] == [(fate, True)]

        return there

    async def silent_resident(self) -> Person:
        """Asked for announcements, and has not written for two days."""
        resident = self.city.whatsapp.person("Sri")
        await resident.say("menu")
        await resident.replies(2)
        resident.let_hours_pass(48)
        await rows(
            self.adapters.database,
            "UPDATE conversation SET announcements = true, last_inbound_at = clock_timestamp() - interval '2 days'"
            " RETURNING 1",
        )
        return resident

    async def approved(self) -> None:
        await self.sends(f"{PATH}/new", TYPED)
        self.city.whatsapp.office.decide("layanan_keliling", "APPROVED")
        await until(self.is_now(TemplateState.APPROVED))

    def is_now(self, state: TemplateState) -> Callable[[], Awaitable[bool]]:
        async def there() -> bool:
            return await self.state() == state

        return there


async def until(there: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(15):
        while not await there():  # noqa: ASYNC110 - another task does it
            await asyncio.sleep(0.03)


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Kelurahan]:
    city = City(database_url, NO_MODEL)
    async with city.platforms(), city.bot() as adapters, ClientSession() as browser:
        room = build_staffroom(city.settings, adapters, Hand(), FAST)
        account = await room.accounts.add(
            NewAccount("sari", "Sari", frozenset({Role.MANAGER}), await FAST.hashed("hujan turun di kebun"))
        )
        await room.accounts.set_password(account.id, await FAST.hashed("hujan turun di kebun"), must_change=False)
        await room.accounts.enrol(account.id, FACTOR, ())
        secret = await room.sessions.begin(account.id, complete=True, device="Firefox")
        browser.headers["Cookie"] = f"console={secret}"
        wording = campaign_wording(adapters, template_shelf(adapters))
        yield Kelurahan(city, adapters, template_book(adapters), wording, browser)


async def test_a_template_is_written_approved_sent_tapped_and_paused(office: Kelurahan) -> None:
    page = await office.sends(f"{PATH}/new", TYPED)
    assert "sudah diajukan ke Meta" in page
    assert await office.state() == TemplateState.PENDING
    assert not await office.by_template(), "nothing is sent with what Meta has not looked at"

    office.city.whatsapp.office.decide("layanan_keliling", "APPROVED")
    await until(office.is_now(TemplateState.APPROVED))
    assert "Berubah: 1." in await office.sends(f"{PATH}/sync", {}), "the one that asks residents to write again"
    assert "Tidak ada yang berubah" in await office.sends(f"{PATH}/sync", {})

    resident = await office.silent_resident()
    campaign = await office.announce()
    await resident.screen.wait_for(lambda chat: "Halo Sri" in chat.bubbles[-1].text, 10)
    shown = resident.messages[-1].body
    assert (shown["header"], shown["footer"]) == (
        "Layanan keliling",
        "Tidak mau pengumuman lagi? Tekan Berhenti.",
    )
    assert [button["id"] for button in shown["buttons"]] == [
        f"campaign:{campaign.hex}:0:0",
        "task:berhenti_langganan",
    ]
    await resident.tap("Berhenti")
    await resident.screen.wait_for(lambda chat: "tidak mengirim pengumuman lagi" in chat.bubbles[-1].text, 10)
    assert await rows(office.adapters.database, "SELECT announcements FROM conversation") == [(False,)]

    office.city.whatsapp.office.decide("layanan_keliling", "PAUSED")
    await until(office.is_now(TemplateState.PAUSED))
    assert not await office.book.usable("layanan_keliling", "id")
    assert not await office.by_template()
    async with office.browser.get(f"{office.city.bot_url}{PATH}/layanan_keliling/id") as answer:
        page = await answer.text()
    assert "Meta menjedanya karena keluhan warga" in page


async def test_a_tap_on_a_campaigns_button_opens_what_it_stands_for_and_is_noted(office: Kelurahan) -> None:
    await office.approved()
    resident = await office.silent_resident()
    campaign = await office.announce()
    await resident.screen.wait_for(lambda chat: "Halo Sri" in chat.bubbles[-1].text, 10)
    await resident.tap("Jam buka")

    await resident.screen.wait_for(lambda chat: "*Jam layanan*" in chat.bubbles[-1].text, 10)
    noted = "SELECT campaign, button FROM campaign_recipient WHERE tapped_at IS NOT NULL"
    assert await rows(office.adapters.database, noted) == [(campaign, 0)]


async def test_whoever_stops_in_whatsapp_itself_gets_no_more_of_it(office: Kelurahan) -> None:
    await office.approved()
    resident = await office.silent_resident()
    database = office.adapters.database

    async def stopped(wanted: bool) -> bool:
        return await rows(database, "SELECT campaigns_stopped FROM conversation") == [(wanted,)]

    before = len(resident.messages)
    await resident.stop_marketing(ago=5)
    await until(lambda: stopped(True))
    await until(office.fated(await office.announce(), Fate.SKIPPED, "opted_out"))
    assert await rows(database, "SELECT decision FROM consent WHERE about = 'announcements'") == [("no",)]

    # One that was on its way all the same fails at Meta, and says so.
    await rows(database, "UPDATE conversation SET campaigns_stopped = false RETURNING 1")
    await until(office.fated(await office.announce(), Fate.FAILED, "berhenti menerima pengumuman"))
    await until(lambda: stopped(True))
    assert len(resident.messages) == before

    await resident.stop_marketing(False)
    await until(lambda: stopped(False))
    await office.announce()
    await resident.screen.wait_for(lambda chat: "Halo Sri" in chat.bubbles[-1].text, 10)


async def test_a_forged_word_about_a_template_changes_nothing(office: Kelurahan) -> None:
    await office.sends(f"{PATH}/new", TYPED)
    value = {
        "event": "APPROVED",
        "message_template_id": 1,
        "message_template_name": "layanan_keliling",
        "message_template_language": "id",
    }
    change = {"field": "message_template_status_update", "value": value}
    body = {"object": "whatsapp_business_account", "entry": [{"id": "102290129340398", "changes": [change]}]}
    async with ClientSession() as stranger:
        headers = {"X-Hub-Signature-256": "sha256=" + "0" * 64}
        async with stranger.post(f"{office.city.bot_url}/hooks/whatsapp", json=body, headers=headers) as answer:
            assert answer.status == 401
    assert await office.state() == TemplateState.PENDING


async def test_a_campaign_with_a_picture_reaches_both_channels_by_caption_and_by_template(office: Kelurahan) -> None:
    database = office.adapters.database
    picture = await PostgresCampaignPictures(database).keep("poster.jpg", photo())
    told = replace(TOLD, template="poster", picture=str(picture), title="")
    words = "Halo {{1}}, layanan keliling datang hari Kamis di kantor RW."
    known = Known("poster", "id", words, ("Jam buka", "Berhenti"), "MARKETING", picture=True, id="900")
    office.city.whatsapp.world.templates.append(known)
    await office.sends(f"{PATH}/sync", {})
    at_hand = office.city.telegram.person("Budi")
    await at_hand.say("menu")
    await at_hand.replies(2)
    silent = await office.silent_resident()
    await office.announce(Message(({"id": told},)))
    await silent.screen.wait_for(lambda chat: "media" in chat.bubbles[-1].body, 20)
    await at_hand.screen.wait_for(lambda chat: chat.bubbles[-1].kind == "photo", 20)
    assert silent.messages[-1].text == "Halo Sri, layanan keliling datang hari Kamis di kantor RW."
    assert at_hand.messages[-1].text.startswith("Halo Budi, layanan keliling")
    assert at_hand.messages[-1].text.endswith("Tidak mau pengumuman lagi? Tekan Berhenti.")
