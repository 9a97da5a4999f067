"""Campaigns on both channels over the platforms' own protocols: what can befall a recipient, and the books."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from uuid import UUID

import pytest

from bot.clock import JAKARTA
from bot.domain.audience import Audience
from bot.domain.campaigns import OVER, Books, Button, Draft, Message, Rules, State, Wording
from bot.store.campaigns import PostgresCampaigns
from bot.store.engine import Database
from bot.supervisor.ports import free_port
from simulator.faults import Fault
from simulator.telegram.people import Person as TelegramPerson
from simulator.whatsapp.people import Person as WhatsAppPerson
from tests.contract.test_intake import rows
from tests.e2e.conftest import City

Person = TelegramPerson | WhatsAppPerson
RULES = Rules(second_above=1000)
WORDS = "Besok loket tutup, {nama}."
MESSAGE = Message(
    ({"id": Wording(WORDS, buttons=(Button("Jam buka", "faq/jam_layanan"), Button("Menu", "task/menu")))},)
)
_SECONDS = 40.0


class Hand:
    """The office's clock: noon, until somebody turns it."""

    def __init__(self, hour: int = 12) -> None:
        self.hour = hour

    def now(self) -> datetime:
        return datetime(2026, 11, 28, self.hour, 0, tzinfo=JAKARTA)


class Town:
    """Residents who want announcements, and the managers' hands."""

    def __init__(self, city: City, database: Database) -> None:
        self.city = city
        self.database = database
        self.campaigns = PostgresCampaigns(database, RULES)
        self.clock = Hand()
        city.clock = self.clock

    async def residents(self, *people: Person) -> None:
        """They have written, and agreed."""
        for person in people:
            await person.say("menu")
        await self.until(lambda: all(person.screen.replies() for person in people))
        await self.until_rows("SELECT 1 FROM outbox WHERE state = 'queued' OR state = 'held'", [])
        await rows(self.database, "UPDATE conversation SET announcements = true RETURNING 1")

    async def ready(self, draft: Draft | None = None) -> UUID:
        made = await self.campaigns.add(draft or Draft("Tutup", MESSAGE, Audience(), topic="faq/jam_layanan"), "sari")
        assert await self.campaigns.submit(made, 1, "sari") is State.READY
        return made

    async def over(self, campaign: UUID) -> Books:
        async with asyncio.timeout(_SECONDS):
            while (await self.campaigns.read(campaign))[0].state not in OVER:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        books = await self.campaigns.books(campaign)
        assert books.balanced
        assert books.open == 0
        return books

    async def fates(self, campaign: UUID) -> dict[str, tuple[str, str]]:
        """Fate and reason by the resident's first name."""
        found = await rows(
            self.database,
            "SELECT c.sender_name, r.fate, r.reason FROM campaign_recipient r"
            " JOIN conversation c ON c.id = r.conversation WHERE r.campaign = :campaign",
            campaign=campaign,
        )
        return {self.database.vault.open(str(name)): (str(fate), str(reason)) for name, fate, reason in found}

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(_SECONDS):
            while not true():  # noqa: ASYNC110 - other tasks change it
                await asyncio.sleep(0.02)

    async def until_rows(self, query: str, found: list[tuple[object, ...]]) -> None:
        async with asyncio.timeout(_SECONDS):
            while await rows(self.database, query) != found:  # noqa: ASYNC110
                await asyncio.sleep(0.05)


@pytest.fixture
async def quiet_town(database_url: str, database: Database) -> AsyncIterator[Town]:
    """No Rasa: nothing here needs one."""
    city = City(database_url, f"http://127.0.0.1:{free_port()}")
    quick = {"TELEGRAM_CHAT_PER_SECOND": 50.0, "WHATSAPP_CHAT_PER_SECOND": 50.0, "CAMPAIGN_PER_WEEK": 50}
    city.settings = city.settings.model_copy(update=quick)
    async with city.platforms():
        yield Town(city, database)


def heard(person: Person, words: str = "Besok loket tutup") -> int:
    return sum(each.by == "bot" and words in each.text for each in person.messages)


async def test_whatever_a_platform_says_each_recipient_ends_with_the_right_fate_and_reason(quiet_town: Town) -> None:
    telegram, whatsapp = quiet_town.city.telegram, quiet_town.city.whatsapp
    fine, gone, throttled = (telegram.person(name) for name in ("Adi", "Budi", "Citra"))
    fine_too, pair, careful, stopped, silent, blocked = (
        whatsapp.person(name) for name in ("Dewi", "Eka", "Fajar", "Gita", "Hadi", "Indah")
    )
    async with quiet_town.city.bot():
        await quiet_town.residents(fine, gone, throttled, fine_too, pair, careful, stopped, silent, blocked)
        gone.room.blocked = True
        telegram.faults.set(Fault.THROTTLED, times=1, seconds=1)
        pair.account.refusals += [131056]
        careful.account.refusals += [131049]
        stopped.account.refusals += [131050]
        silent.let_hours_pass(25)
        await blocked.block()
        made = await quiet_town.ready()
        await quiet_town.over(made)
        await quiet_town.until_rows("SELECT count(*) FROM campaign_recipient WHERE fate = 'failed'", [(5,)])
    fates = await quiet_town.fates(made)
    assert {name for name, (fate, _) in fates.items() if fate == "sent"} == {"Adi", "Citra", "Dewi", "Eka"}
    for name, code in (("Fajar", "131049"), ("Gita", "131050"), ("Hadi", "131047"), ("Indah", "131026")):
        assert fates[name][0] == "failed"
        assert code in fates[name][1], fates[name]
    assert fates["Budi"][0] == "failed"
    for person in (fine, throttled, fine_too, pair):
        assert heard(person) == 1
    assert heard(careful) + heard(stopped) + heard(silent) + heard(blocked) + heard(gone) == 0
    noted = await rows(
        quiet_town.database,
        "SELECT count(*) FROM campaign_recipient WHERE stopped_at IS NOT NULL",
    )
    assert noted == [(1,)], "131050"
    later = await quiet_town.campaigns.count(Audience(), MESSAGE)
    assert sum(later.reached.values()) == 6, "those who blocked us or stopped are left out by now"


async def test_a_name_stands_in_the_message_of_each(quiet_town: Town) -> None:
    adi, dewi = quiet_town.city.telegram.person("Adi"), quiet_town.city.whatsapp.person("Dewi")
    async with quiet_town.city.bot():
        await quiet_town.residents(adi, dewi)
        await quiet_town.over(await quiet_town.ready())
    assert heard(adi, "tutup, Adi.") == heard(dewi, "tutup, Dewi.") == 1


async def test_at_night_only_an_emergency_goes_out_and_the_others_in_the_morning(quiet_town: Town) -> None:
    adi, dewi = quiet_town.city.telegram.person("Adi"), quiet_town.city.whatsapp.person("Dewi")
    flood = Message(({"id": Wording("Banjir di RW 003.")},))
    quiet_town.clock.hour = 22
    async with quiet_town.city.bot():
        await quiet_town.residents(adi, dewi)
        waiting = await quiet_town.ready()
        urgent = await quiet_town.ready(Draft("Banjir", flood, Audience(), emergency=True, emergency_reason="banjir"))
        await quiet_town.over(urgent)
        assert heard(adi, "Banjir") == heard(dewi, "Banjir") == 1
        assert heard(adi) + heard(dewi) == 0
        quiet_town.clock.hour = 8
        await quiet_town.over(waiting)
    assert heard(adi) == heard(dewi) == 1


async def test_taps_reads_answers_and_stops_are_kept_and_the_stop_holds(quiet_town: Town) -> None:
    adi, dewi, eka = (
        quiet_town.city.telegram.person("Adi"),
        quiet_town.city.whatsapp.person("Dewi"),
        quiet_town.city.whatsapp.person("Eka"),
    )
    async with quiet_town.city.bot():
        await quiet_town.residents(adi, dewi, eka)
        made = await quiet_town.ready()
        await quiet_town.over(made)
        await adi.tap("Jam buka")
        await dewi.say("apa ini?")
        await eka.say("stop dong")
        await quiet_town.until(lambda: all(each.screen.replies() for each in (adi, dewi, eka)))
        await quiet_town.until_rows("SELECT count(read_at) FROM campaign_recipient", [(2,)])
        await quiet_town.until_rows(
            "SELECT count(tapped_at), count(replied_at), count(stopped_at), max(button) FROM campaign_recipient",
            [(1, 1, 1, 0)],
        )
        kept = await rows(quiet_town.database, "SELECT count(*) FROM question WHERE campaign = :made", made=made)
        assert kept == [(3,)]
        again = await quiet_town.ready(Draft("Lagi", MESSAGE, Audience()))
        await quiet_town.over(again)
    assert (heard(adi), heard(dewi), heard(eka)) == (2, 2, 1)
    assert (await quiet_town.fates(again))["Eka"] == ("skipped", "opted_out")


async def test_stop_in_the_middle_holds_for_what_is_queued(quiet_town: Town) -> None:
    people = [quiet_town.city.telegram.person(f"Warga{number}") for number in range(12)]
    async with quiet_town.city.bot():
        await quiet_town.residents(*people)
    quiet_town.city.settings = quiet_town.city.settings.model_copy(update={"TELEGRAM_PER_SECOND": 2.0})
    async with quiet_town.city.bot():
        made = await quiet_town.ready()
        await quiet_town.until(lambda: sum(map(heard, people)) >= 2)
        left = [person for person in people if not heard(person)]
        for person in left[-4:]:
            await person.say("berhenti")
        await quiet_town.over(made)
    fates = [fate for fate, _ in (await quiet_town.fates(made)).values()]
    assert fates.count("sent") == sum(map(heard, people))
    assert fates.count("skipped") >= 3
    for person in left[-4:]:
        stopped = [each.by for each in person.messages]
        assert heard(person) <= 1
        assert "resident" in stopped


async def test_a_correction_reaches_exactly_those_who_got_it_and_a_new_worker_goes_on_in_the_middle(
    quiet_town: Town,
) -> None:
    people: list[Person] = [quiet_town.city.telegram.person(f"Warga{number}") for number in range(10)]
    people += [quiet_town.city.whatsapp.person(f"Warga{number}") for number in range(10, 14)]
    async with quiet_town.city.bot():
        await quiet_town.residents(*people)
    quiet_town.city.settings = quiet_town.city.settings.model_copy(update={"TELEGRAM_PER_SECOND": 4.0})
    async with quiet_town.city.bot():
        first = await quiet_town.ready()
        await quiet_town.until(lambda: sum(map(heard, people)) >= 5)
    before = sum(map(heard, people))
    assert before < len(people)
    async with quiet_town.city.bot():
        await quiet_town.until(lambda: sum(map(heard, people)) > before)
        books = await quiet_town.campaigns.cancel(first, "sari")
        right = Message(({"id": Wording("Ralat: loket buka.")},))
        second = await quiet_town.ready(Draft("Ralat", right, Audience(), corrects=first))
        await quiet_town.over(second)
        books = await quiet_town.campaigns.books(first)
    assert max(map(heard, people)) == 1, "nobody twice"
    assert [heard(person, "Ralat") for person in people] == [heard(person) for person in people]
    assert sum(map(heard, people)) == books.fates["sent"]  # type: ignore[index]


async def test_a_spent_quality_lets_announcements_rest_and_answers_go_on(quiet_town: Town) -> None:
    people = [quiet_town.city.whatsapp.person(f"Warga{number}") for number in range(3)]
    async with quiet_town.city.bot():
        await quiet_town.residents(*people)
        for person in people:
            person.account.refusals += [131048]
        made = await quiet_town.ready()
        await quiet_town.until_rows(
            "SELECT count(*) > 0 FROM pace WHERE campaigns_held_until > clock_timestamp()", [(True,)]
        )
        for person in people:
            person.account.refusals.clear()
        await people[0].say("menu")
        await quiet_town.until(lambda: bool(people[0].screen.replies()))
        assert (await quiet_town.campaigns.read(made))[0].state is State.RUNNING
        assert (await quiet_town.campaigns.books(made)).open == 3
        for statement in (
            "UPDATE pace SET campaigns_held_until = clock_timestamp() RETURNING 1",
            "UPDATE outbox SET due_at = clock_timestamp() WHERE state = 'queued' RETURNING 1",
        ):
            await rows(quiet_town.database, statement)
        await quiet_town.over(made)
    assert [heard(person) for person in people] == [1, 1, 1]
