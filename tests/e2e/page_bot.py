"""A tiny bot that answers through the simulator's APIs in every form the page can show."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from simulator.settings import Pace
from tests.tiny_bot import Delivery, Stage, TinyBot, stage

LONG = (
    "<b>KTP hilang</b>\nTenang, KTP-el yang hilang bisa dicetak ulang dan <b>gratis</b>.\n\n"
    "1. Minta surat kehilangan di kantor polisi terdekat.\n"
    "2. Bawa surat itu dan KK ke loket kelurahan.\n"
    "3. Tunggu cetak, biasanya di hari yang sama kalau blanko ada."
)
DETAILS = ("Syarat", "Langkah", "Biaya & waktu", "Dasar hukum")
SECTIONS = [
    {
        "title": "KTP-el",
        "rows": [
            {"id": "hilang", "title": "KTP hilang", "description": "Cetak ulang, surat polisi"},
            {"id": "rusak", "title": "KTP rusak", "description": "Patah, pudar, tidak terbaca"},
            {"id": "baru", "title": "KTP pertama", "description": "Usia 17 tahun atau sudah menikah"},
        ],
    },
    {"title": "Kantor", "rows": [{"id": "jam", "title": "Jam layanan"}, {"id": "petugas", "title": "Tanya petugas"}]},
]


class PageBot:
    """Answers each delivery of `tiny` by a request to the simulator."""

    def __init__(self, tiny: TinyBot, pause: float) -> None:
        self._tiny = tiny
        self._pause = pause
        self._tasks: set[asyncio.Task[None]] = set()
        self.stage: Stage

    def take(self, delivery: Delivery) -> None:
        work = self._telegram(delivery.body) if delivery.channel == "telegram" else self._whatsapp(delivery.body)
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _telegram(self, update: dict[str, Any]) -> None:
        query = update.get("callback_query")
        message = query["message"] if query else update.get("message")
        if message is None:
            return
        chat = message["chat"]["id"]
        self._remember(query is None)
        if query:
            await self.stage.bot_api("answerCallbackQuery", callback_query_id=query["id"], text="Baik")
            await self.stage.bot_api("sendMessage", chat_id=chat, text=f"Anda memilih {query['data']}.")
            return
        await self.stage.bot_api("sendChatAction", chat_id=chat, action="typing")
        await asyncio.sleep(self._pause)
        await self.stage.bot_api("sendMessage", chat_id=chat, **self._telegram_answer(message))

    def _telegram_answer(self, message: dict[str, Any]) -> dict[str, Any]:
        if message.get("text") == "lokasi":
            key = {"text": "Kirim lokasi", "request_location": True}
            return {"text": "Anda di mana?", "reply_markup": {"keyboard": [[key]], "one_time_keyboard": True}}
        if "text" not in message:
            return {"text": "Terima kasih, sudah saya terima. <3"}
        rows = [[{"text": word, "callback_data": word} for word in DETAILS[i : i + 2]] for i in (0, 2)]
        return {"text": LONG, "parse_mode": "HTML", "reply_markup": {"inline_keyboard": rows}}

    async def _whatsapp(self, body: dict[str, Any]) -> None:
        for entry in body["entry"]:
            for change in entry["changes"]:
                for message in change["value"].get("messages", []):
                    await self._answer(message)

    async def _answer(self, message: dict[str, Any]) -> None:
        self._remember(message["type"] == "text")
        read = {"messaging_product": "whatsapp", "status": "read", "message_id": message["id"]}
        await self.stage.graph({**read, "typing_indicator": {"type": "text"}})
        await asyncio.sleep(self._pause)
        for part in whatsapp_answer(message):
            await self.stage.graph({"messaging_product": "whatsapp", "to": message["from"], **part})

    def _remember(self, asked: bool) -> None:
        guesses = [("faq/ktp_hilang", 0.93), ("faq/ktp_rusak", 0.03), ("faq/ktp_biaya", 0.02)] if asked else []
        ranking = [{"id": name, "confidence": confidence} for name, confidence in guesses]
        now = datetime.fromtimestamp(time.time(), UTC).isoformat()
        details: list[tuple[str, dict[str, Any]]] = [
            ("received", {}),
            ("understood", {"ranking": ranking}),
            ("answered", {"band": "answer" if asked else "tap", "answered": "faq/ktp_hilang"}),
        ]
        titles = {"faq/ktp_hilang": {"id": "KTP hilang", "en": "Lost KTP"}}
        self._tiny.road = [{"step": step, "at": now, "detail": detail, "titles": titles} for step, detail in details]


def whatsapp_answer(message: dict[str, Any]) -> list[dict[str, Any]]:
    if message["type"] == "interactive":
        reply = message["interactive"][message["interactive"]["type"]]
        return [{"type": "text", "text": {"body": f"Anda memilih *{reply['title']}*."}}]
    if message["type"] != "text":
        return [{"type": "text", "text": {"body": "Terima kasih, sudah saya terima."}}]
    if message["text"]["body"] == "menu":
        action = {"button": "Lihat layanan", "sections": SECTIONS}
        return [_interactive("list", "Silakan pilih layanan.", action)]
    if message["text"]["body"] == "lokasi":
        return [_interactive("location_request_message", "Anda di mana?", {"name": "send_location"})]
    text = LONG.replace("<b>", "*").replace("</b>", "*")
    replies = [{"type": "reply", "reply": {"id": word, "title": word}} for word in DETAILS[:3]]
    return [_interactive("button", text, {"buttons": replies})]


def _interactive(kind: str, text: str, action: dict[str, Any]) -> dict[str, Any]:
    return {"type": "interactive", "interactive": {"type": kind, "body": {"text": text}, "action": action}}


@asynccontextmanager
async def answering_stage(pause: float = 0.6) -> AsyncIterator[Stage]:
    """The simulator with a bot behind it that has commands and a webhook."""
    tiny = TinyBot()
    bot = PageBot(tiny, pause)
    tiny.on_taken = bot.take
    async with stage(tiny, Pace(retry_base=0.2, read=0.2)) as opened:
        bot.stage = opened
        await opened.bot_api("setWebhook", url=f"{opened.bot_url}/hooks/telegram", secret_token="s")
        commands = [
            {"command": "menu", "description": "Daftar layanan"},
            {"command": "bantuan", "description": "Cara bertanya"},
        ]
        await opened.bot_api("setMyCommands", commands=commands)
        yield opened
        await bot.stop()
