"""Two people and one campaign in a browser: handed in, refused to its writer, approved, paused, cancelled, corrected,
reported; by keyboard, on a small screen, in light and dark, without script."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from axe_core_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from bot.domain.audience import Audience
from bot.domain.campaigns import Draft, State
from bot.domain.staff import Role
from bot.store.campaign_feed import CampaignFeed
from bot.store.campaign_trials import PostgresPilots
from bot.store.campaigns import PostgresCampaigns
from bot.store.engine import Database
from bot.store.wakeup import Wakeup
from tests.campaign_control import DRAFT, RULES, TOPIC, TWO, areas_of, settled
from tests.console import OpenConsole, opened_console
from tests.contract.campaign_town import Hand as Noon
from tests.contract.campaign_town import goes_out, resident
from tests.e2e.browsers import RULES as AXE_RULES
from tests.e2e.browsers import opened_browser, signed_in


@dataclass
class Office:
    """A console that rings, and browsers before it."""

    console: OpenConsole
    browser: Browser
    database: Database
    wakeup: Wakeup
    campaigns: PostgresCampaigns

    async def person(self, login: str, *roles: Role, **more: Any) -> Page:
        return await signed_in(self.browser, self.console, login, *roles, **more)

    async def feed(self, per_second: float = 30) -> None:
        """A worker's second."""
        await goes_out(self.database, CampaignFeed(self.database, RULES, Noon()), per_second=per_second)
        self.console.room.pulse.ring()


@pytest.fixture
async def office(database: Database, wakeup: Wakeup) -> AsyncIterator[Office]:
    areas = areas_of(database, wakeup)
    async with opened_console(database, areas) as console, opened_browser() as browser:
        yield Office(console, browser, database, wakeup, PostgresCampaigns(database, RULES))


def road(campaign: UUID) -> str:
    return f"/console/campaigns/{campaign}/control"


async def test_two_people_send_a_campaign_stop_it_correct_it_and_read_its_report(office: Office) -> None:
    for _ in range(5):
        await resident(office.database)
    made = await office.campaigns.add(DRAFT, "sari")
    sari, dewi = await office.person("sari", Role.MANAGER), await office.person("dewi", Role.SUPERVISOR)
    for page in (sari, dewi):
        page.on("dialog", lambda dialog: dialog.accept())
    await handed_in_and_approved(sari, dewi, made)
    await seen_running(office, made, sari, dewi)
    await paused_and_resumed(sari, dewi)
    await cancelled(dewi, made)
    await corrected(sari, made)
    await reported(dewi)


async def handed_in_and_approved(sari: Page, dewi: Page, made: UUID) -> None:
    await sari.goto(road(made))
    await expect(sari.get_by_role("heading", name="Yang akan terjadi: 5 warga menerimanya")).to_be_visible()
    await sari.keyboard.press("s")
    await expect(sari.get_by_text("Menyetujui adalah giliran orang lain")).to_be_visible()
    await expect(sari.get_by_role("button", name="Setujui")).to_have_count(0)
    await dewi.goto(road(made))
    await expect(dewi.get_by_text("Hello Rahma, the counter is closed").first).to_be_visible()
    await dewi.keyboard.press("a")
    await expect(dewi.get_by_text("Disetujui. Siaran dikirim pada waktunya.")).to_be_visible()


async def seen_running(office: Office, made: UUID, *pages: Page) -> None:
    """A worker starts it; open pages learn of it by themselves."""
    await office.campaigns.start(made)
    office.console.room.pulse.ring()
    for page in pages:
        await expect(page.get_by_role("button", name="Jeda")).to_be_visible(timeout=20_000)
    await office.feed(per_second=1)
    for page in pages:
        await expect(page.get_by_text("dari 5 sudah selesai")).to_contain_text("2", timeout=20_000)


async def paused_and_resumed(sari: Page, dewi: Page) -> None:
    await dewi.keyboard.press("p")
    await expect(dewi.get_by_role("heading", name="Dijeda: lanjutkan atau batalkan")).to_be_visible()
    await expect(sari.get_by_role("button", name="Lanjutkan")).to_be_visible(timeout=20_000)
    await sari.keyboard.press("p")
    await expect(sari.get_by_role("button", name="Jeda")).to_be_visible()


async def cancelled(dewi: Page, made: UUID) -> None:
    await dewi.goto(road(made))
    await dewi.get_by_text("Batalkan siaran", exact=True).click()
    await dewi.get_by_label("Ketik jumlah penerimanya").fill("5")
    await dewi.get_by_role("button", name="Batalkan untuk selamanya").click()
    await expect(dewi.get_by_role("heading", name="Dibatalkan: 2 dari 5 sudah terkirim")).to_be_visible()


async def corrected(sari: Page, made: UUID) -> None:
    await sari.goto(road(made))
    await sari.get_by_role("button", name="Tulis koreksi").click()
    await sari.wait_for_url(lambda url: url.startswith("http") and "/control" not in url)
    await sari.goto(road(UUID(sari.url.rsplit("/", 1)[1])))
    await expect(sari.get_by_text("Koreksi masih sama persis")).to_be_visible()
    await expect(sari.get_by_role("heading", name="Yang akan terjadi: 2 warga menerimanya")).to_be_visible()


async def reported(dewi: Page) -> None:
    await dewi.keyboard.press("l")
    await expect(dewi.get_by_role("heading", name="Hitungannya cocok")).to_be_visible()
    await dewi.get_by_label("Penerima sama dengan").get_by_role("link", name="2").click()
    await expect(dewi.get_by_role("heading", name="Daftar: terkirim")).to_be_visible()
    assert await dewi.locator("[data-row]").count() == 2


@dataclass
class Town:
    """One campaign in each state."""

    campaigns: dict[State, UUID]

    @property
    def pages(self) -> list[str]:
        lists = f"{road(self.campaigns[State.DONE]).removesuffix('control')}report"
        return [*map(road, self.campaigns.values()), lists, f"{lists}/recipients", f"{lists}/recipients?shown=failed"]


@pytest.fixture
async def town(office: Office) -> Town:
    residents = [await resident(office.database) for _ in range(8)]
    residents += [await resident(office.database, "whatsapp", hours=hours) for hours in (1, 30)]
    await resident(office.database, wants=False)
    await PostgresPilots(office.database, office.wakeup).add(residents[0], "Bu Tuti", "sari")
    made = {}
    for state in (State.DONE, State.RUNNING, State.PAUSED, State.CANCELLED, State.READY, State.SUBMITTED, State.DRAFT):
        made[state] = await in_state(office, state)
    done = made[State.DONE]
    for number, each in enumerate(residents):
        await settled(office.database, done, each, "read_at = now() + interval '1 hour', tapped_at = now(), button = 0")
        if number == 3:
            await settled(office.database, done, each, "fate = 'failed', reason = 'Isi pesan ditolak kanal. (132000)'")
    return Town(made)


async def in_state(office: Office, state: State) -> UUID:
    draft = Draft(f"Loket tutup ({state})", TWO, Audience(), topic=TOPIC)
    made = await office.campaigns.add(draft, "sari")
    if state is State.DRAFT:
        return made
    await office.campaigns.submit(made, 1, "sari")
    if state is State.SUBMITTED:
        return made
    await office.campaigns.approve(made, 1, "dewi")
    if state is State.READY:
        return made
    await office.campaigns.start(made)
    if state is State.DONE:
        await office.feed()
    if state is State.PAUSED:
        await office.campaigns.pause(made, "dewi")
    if state is State.CANCELLED:
        await office.campaigns.cancel(made, "dewi")
    return made


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_and_nothing_is_wider_than_a_small_phone(
    office: Office, town: Town, scheme: Any
) -> None:
    viewport = {"width": 360, "height": 740}
    page = await office.person(
        "gita", Role.MANAGER, Role.SUPERVISOR, viewport=viewport, color_scheme=scheme, bypass_csp=True
    )
    found = []
    for path in town.pages:
        response = await page.goto(path)
        assert response
        assert response.status == 200, path
        assert len(await response.body()) < 100_000, path
        await page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        assert await page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], path
        result = await Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_RULES}})
        found += [
            f"{path} {item['id']}: {node['html'][:140]}" for item in result["violations"] for node in item["nodes"]
        ]
    assert found == []


async def test_all_of_it_works_without_script(office: Office, town: Town) -> None:
    page = await office.person("gita", Role.SUPERVISOR, java_script_enabled=False)
    await page.goto(road(town.campaigns[State.SUBMITTED]))
    await page.get_by_role("button", name="Setujui").click()
    await expect(page.get_by_text("Disetujui. Siaran dikirim pada waktunya.")).to_be_visible()
    await page.goto(road(town.campaigns[State.RUNNING]))
    await page.get_by_role("button", name="Jeda").click()
    await expect(page.get_by_role("heading", name="Dijeda: lanjutkan atau batalkan")).to_be_visible()
    await page.goto(f"{road(town.campaigns[State.DONE]).removesuffix('control')}report")
    await expect(page.get_by_role("heading", name="Hitungannya cocok")).to_be_visible()
