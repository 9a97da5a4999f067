"""Residents of both channels who write numbered messages, each with words of its own, at a steady pace."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from prove.city import City
from simulator.telegram.people import Person as TelegramPerson
from simulator.whatsapp.people import Person as WhatsAppPerson

Person = TelegramPerson | WhatsAppPerson


@dataclass(slots=True)
class Resident:
    """Somebody with a phone; `wrote` in order."""

    channel: str
    person: Person
    wrote: list[str] = field(default_factory=list)

    async def write(self, words: str) -> None:
        self.wrote.append(words)
        await self.person.say(words)


class Crowd:
    """`size` residents on each channel; what they write starts with `name`."""

    def __init__(self, city: City, name: str, size: int) -> None:
        self.name = name
        self._city = city
        self._number = 0
        telegram, whatsapp = city.simulator.telegram, city.simulator.whatsapp
        self.residents = [Resident("telegram", telegram.person(f"Warga {number}")) for number in range(size)]
        self.residents += [Resident("whatsapp", whatsapp.person(f"Warga {number}")) for number in range(size)]

    @property
    def written(self) -> int:
        return sum(len(resident.wrote) for resident in self.residents)

    async def write(self, events: int, seconds: float) -> None:
        """So many messages, spread over the crowd and the time."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        for number in range(events):
            await asyncio.sleep(max(0.0, began + seconds * number / events - loop.time()))
            await self.say(self._city.rng.choice(self.residents))

    async def settle(self) -> None:
        """Until everything they wrote has come in, was answered, and nothing waits any more."""
        await self._city.settle(self.name, self.written)

    async def say(self, resident: Resident) -> str:
        """One message with words nobody else used."""
        self._number += 1
        words = f"{self.name} {self._number:05d} tanya ktp"
        await resident.write(words)
        return words
