"""Plays a dialogue: a resident on a simulated phone, staff at their commands, and everything said written down."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import Awaitable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import yaml

from bot.domain.tracking import spoken
from bot.settings import ROOT
from bot.store.engine import Database
from faq.book import SAMPLE_OFFICE
from faq.office import WEEKDAYS
from simulator.chat import Bubble
from simulator.telegram.people import Person as TelegramPerson
from simulator.whatsapp.people import Person as WhatsAppPerson
from tests.conftest import SECRET_KEY
from tests.contract.test_intake import rows
from tests.e2e.conftest import City
from tests.e2e.transcript import CODE, RESIDENT, STAFF, Transcript, label
from tests.pictures import photo

_SECONDS = 30.0
_LAST_MINUTE = "23.59"
"""What the always open office says of its closing."""
_IDLE = """
    SELECT (SELECT count(*) FROM inbox WHERE state <> 'waiting'),
        NOT EXISTS (SELECT 1 FROM inbox WHERE state = 'waiting')
        AND NOT EXISTS (SELECT 1 FROM outbox WHERE state = 'queued')
"""


def open_office(folder: Path, today: date) -> Path:
    """The sample office as if its facts were real, open day and night for the time being; its week says the same."""
    office = yaml.safe_load(SAMPLE_OFFICE.read_text(encoding="utf-8"))
    days = [today + timedelta(days=number) for number in range(-2, 60)]
    always = {day: [{"opens": "00:00", "closes": "23:59:59.999999"}] for day in WEEKDAYS}
    season = {"name": {"id": "Uji", "en": "Test"}, "first": days[0], "last": days[-1], "hours": always}
    office |= {"sample": False, "seasons": [season], "open_on": days}
    file = folder / "office.yml"
    file.write_text(yaml.safe_dump(office), encoding="utf-8")
    return file


def prepare(city: City, office: Path) -> None:
    """Let the city's bot run for that office, with no pace to wait for and patience where the machine is busy."""
    quick = {"TELEGRAM_CHAT_PER_SECOND": 50.0, "WHATSAPP_CHAT_PER_SECOND": 50.0, "RESIDENT_BURST": 1000}
    patient = {"NLU_TIMEOUT_SECONDS": _SECONDS}
    city.settings = city.settings.model_copy(update=quick | patient | {"OFFICE_FILE": office})
    for samples in (city.telegram.world.samples, city.whatsapp.world.samples):
        samples["photo"] = replace(samples["photo"], content=photo(120, 90))


class Stage:
    """One resident and what is said. Every act returns when the bot has handled it and all its answers have come."""

    def __init__(
        self,
        city: City,
        database: Database,
        channel: str,
        language: str,
        *,
        who: str = RESIDENT,
        transcript: Transcript | None = None,
    ) -> None:
        telegram, whatsapp = city.telegram, city.whatsapp
        self.city = city
        self.who = who
        self.resident: TelegramPerson | WhatsAppPerson = (
            telegram.person("Rahma", language) if channel == "telegram" else whatsapp.person("Rahma")
        )
        self.transcript = transcript or Transcript(_overdue(), [_LAST_MINUTE])
        self._database = database
        self._heard: set[str] = set()
        self._known: list[str] = []

    def scene(self, title: str) -> None:
        self.transcript.scene(title)

    async def says(self, words: str) -> None:
        """`{nomor}` stands for the newest tracking number."""
        told = self._numbered(words)
        self.transcript.said(self.who, told)
        await self._acted(self.resident.say(told))

    async def taps(self, title: str) -> None:
        told = self._numbered(title)
        self.transcript.did(self.who, f"taps {label(told)}")
        await self._acted(self.resident.tap(told))

    async def taps_one_of(self, pattern: str, number: int) -> None:
        """The button of that number (from 0) among those whose words match: they differ from day to day."""
        titles = [title for title in titles_of(self.resident.messages) if re.fullmatch(pattern, title)]
        self.transcript.did(self.who, f"taps {label(self.transcript.stable(titles[number]))}")
        await self._acted(self.resident.tap(titles[number]))

    async def hears(self) -> None:
        """What came without an act of this resident."""
        async with asyncio.timeout(_SECONDS):
            while all(  # noqa: ASYNC110 - other tasks write the messages
                each.id in self._heard for each in self.resident.messages if each.by == "bot"
            ):
                await asyncio.sleep(0.02)
        self._write_down()

    def elsewhere(self, channel: str, who: str) -> Stage:
        """The same play on another phone app."""
        return Stage(self.city, self._database, channel, "id", who=who, transcript=self.transcript)

    def reads_code(self) -> str:
        """The six digits the bot has just shown."""
        found = re.search(r"\d{3} \d{3}", self.resident.messages[-1].text)
        assert found
        self.transcript.codes.append(found[0])
        return found[0]

    async def sends(self, kind: str) -> None:
        """A photo or a voice message."""
        self.transcript.did(self.who, f"sends a {kind}")
        await self._acted(self.resident.send_media(kind))

    async def application_goes_on(self, registration: str) -> None:
        self.transcript.note("(Days later the application goes on, and the city's service tells the bot.)")
        await self._acted(self.city.service.change(registration))

    async def desk(self, act: str, *words: str) -> None:
        """`python -m bot desk` on the only conversation, as Sari."""
        self.transcript.did(STAFF, _command("desk", act, CODE, *words, "--as", "Sari"))
        [(conversation,)] = await rows(self._database, "SELECT CAST(id AS text) FROM conversation")
        await self._acted(self._run("desk", act, str(conversation)[:8], *words, "--as", "Sari"))

    async def case(self, *options: str) -> None:
        """`python -m bot case` on the newest case."""
        number = spoken(self.transcript.numbers[-1])
        self.transcript.did(STAFF, _command("case", number, *options))
        await self._acted(self._run("case", number, *options))

    def _numbered(self, words: str) -> str:
        return words.replace("{nomor}", spoken(self.transcript.numbers[-1])) if "{nomor}" in words else words

    async def _acted(self, act: Awaitable[object]) -> None:
        [(handled, _)] = await rows(self._database, _IDLE)
        await act
        async with asyncio.timeout(_SECONDS):
            while not await self._idle_after(int(str(handled))):  # noqa: ASYNC110 - other tasks write the rows
                await asyncio.sleep(0.02)
        found = await rows(self._database, "SELECT number FROM resident_case ORDER BY received_at")
        booked = await rows(self._database, "SELECT registration FROM booking ORDER BY created_at")
        self._known = [*self._known, *(str(number) for (number,) in booked if number not in self._known)]
        self.transcript.bookings = self._known
        self.transcript.numbers = [str(number) for (number,) in found]
        self._write_down()

    async def _idle_after(self, handled: int) -> bool:
        [(now, idle)] = await rows(self._database, _IDLE)
        return bool(idle) and int(str(now)) > handled

    def _write_down(self) -> None:
        new = [each for each in self.resident.messages if each.by == "bot" and each.id not in self._heard]
        self._heard |= {each.id for each in new}
        for bubble in new:
            self.transcript.heard(bubble)
        if not new:
            self.transcript.note("(Sambung Rasa stays silent.)")

    async def _run(self, *arguments: str) -> None:
        settings = self.city.settings
        environment = {"DATABASE_URL": str(settings.DATABASE_URL), "OFFICE_FILE": str(settings.OFFICE_FILE)}
        running = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *arguments,
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "SECRET_KEY": SECRET_KEY, **environment},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await asyncio.wait_for(running.communicate(), _SECONDS)
        assert running.returncode == 0, output.decode()


def titles_of(messages: Sequence[Bubble]) -> list[str]:
    """What stands on the buttons of the last message that has any."""
    for bubble in reversed(messages):
        keyboard = (bubble.body.get("reply_markup") or {}).get("inline_keyboard", ())
        titles = [str(button["text"]) for row in keyboard for button in row]
        titles += [str(row["title"]) for part in bubble.body.get("sections", ()) for row in part["rows"]]
        if titles:
            return titles
    return []


def _overdue() -> list[str]:
    """The sentence under answers whose review is due, which a later day brings."""
    phrases = yaml.safe_load((ROOT / "faq" / "phrases" / "unsure.yml").read_text(encoding="utf-8"))
    return [str(text) for text in phrases["review_overdue"].values()]


def _command(*words: str) -> str:
    shown = " ".join(f'"{word}"' if re.search(r"\s", word) else word for word in words)
    return f"runs `python -m bot {shown}`"
