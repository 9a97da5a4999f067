"""The product as a user starts it (`python -m bot run`), in a folder of its own, with channels pointing at a bench."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import os
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientSession

from bot.settings import ROOT

PHONE = "100000000000002"
_APP_SECRET = "bench-app-secret"
_TELEGRAM_SECRET = "bench-telegram-secret"


class Product:
    """One running product."""

    def __init__(self, platforms_url: str, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self.base = f"http://127.0.0.1:{self._port}"
        self._folder = folder
        self._environment = {
            **os.environ,
            "VAR_DIR": str(folder),
            "HTTP_PORT": str(self._port),
            "PUBLIC_URL": "https://bench.invalid",
            "TELEGRAM_BOT_TOKEN": "123456789:AAbench-token-bench-token-bench",
            "TELEGRAM_WEBHOOK_SECRET": _TELEGRAM_SECRET,
            "TELEGRAM_API_BASE": platforms_url,
            "WHATSAPP_PHONE_NUMBER_ID": PHONE,
            "WHATSAPP_ACCESS_TOKEN": "EAAbench",
            "WHATSAPP_APP_SECRET": _APP_SECRET,
            "WHATSAPP_VERIFY_TOKEN": "bench",
            "WHATSAPP_API_BASE": platforms_url,
        }
        self._process: asyncio.subprocess.Process | None = None
        self._updates = int(time.time())

    async def start(self, http: ClientSession, seconds: float = 300) -> float:
        """Returns the seconds until residents get answers."""
        started = time.perf_counter()
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=ROOT, env=self._environment
        )
        async with asyncio.timeout(seconds):
            while True:
                try:
                    async with http.get(f"{self.base}/health/ready") as answer:
                        if answer.status == 200:
                            return time.perf_counter() - started
                except ClientError:
                    pass
                if self._process.returncode is not None:
                    raise SystemExit("the product did not start")
                await asyncio.sleep(0.1)

    async def stop(self) -> float:
        """Ctrl-C; returns the seconds it took."""
        started = time.perf_counter()
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGINT)
            await self._process.wait()
        return time.perf_counter() - started

    def memory(self) -> dict[str, float]:
        """Resident memory in MB of the supervisor and each of its children, by command; Linux only."""
        if self._process is None:
            return {}
        found = {"run": _rss(self._process.pid)}
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        for pid in children:
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            name = command[3].decode() if command[2] == b"bot" else command[2].decode()
            found[name] = _rss(int(pid))
        return found

    async def telegram(self, http: ClientSession, chat: int, text: str) -> int:
        self._updates += 1
        person = {"id": chat, "is_bot": False, "first_name": "Warga", "language_code": "id"}
        update = {
            "update_id": self._updates,
            "message": {
                "message_id": self._updates,
                "date": int(time.time()),
                "text": text,
                "from": person,
                "chat": {"id": chat, "type": "private", "first_name": "Warga"},
            },
        }
        return await self._post(
            http, "telegram", json.dumps(update).encode(), {"X-Telegram-Bot-Api-Secret-Token": _TELEGRAM_SECRET}
        )

    async def whatsapp(self, http: ClientSession, phone: str, text: str) -> int:
        self._updates += 1
        message = {
            "from": phone,
            "id": f"wamid.BENCH{self._updates}",
            "timestamp": str(int(time.time())),
            "type": "text",
            "text": {"body": text},
        }
        value: dict[str, Any] = {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "15550000000", "phone_number_id": PHONE},
            "contacts": [{"profile": {"name": "Warga"}, "wa_id": phone}],
            "messages": [message],
        }
        delivery = {
            "object": "whatsapp_business_account",
            "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}],
        }
        raw = json.dumps(delivery).encode()
        signature = hmac.new(_APP_SECRET.encode(), raw, hashlib.sha256).hexdigest()
        return await self._post(http, "whatsapp", raw, {"X-Hub-Signature-256": f"sha256={signature}"})

    async def _post(self, http: ClientSession, channel: str, body: bytes, headers: dict[str, str]) -> int:
        headers["Content-Type"] = "application/json"
        async with http.post(f"{self.base}/hooks/{channel}", data=body, headers=headers) as answer:
            return answer.status


def _rss(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0
