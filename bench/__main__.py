"""`python -m bench`: idle latency from webhook to send on both channels, start-up and stop times, memory."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import ClientSession

from bench.platforms import Platforms
from bench.product import Product
from bot.settings import ROOT

MESSAGES = 100
PAUSE_SECONDS = 0.05
QUESTION = "ktp sy ilang di krl gmn ya"
BUTTON_WORD = "menu"

Ask = Callable[[str, str], Awaitable[int]]


async def main() -> None:
    platforms = Platforms()
    runner = await platforms.start()
    with tempfile.TemporaryDirectory(prefix="sambung-bench-") as name:
        folder = Path(name)
        (folder / "models").symlink_to(ROOT / "var" / "models")
        product = Product(platforms.url, folder)
        async with ClientSession() as http:
            print(f"start      {await product.start(http):6.1f} s until ready")
            await asyncio.sleep(1)
            try:
                await _latencies(product, platforms, http)
                for process, megabytes in product.memory().items():
                    print(f"memory     {megabytes:6.0f} MB  {process}")
            finally:
                print(f"stop       {await product.stop():6.1f} s")
    await runner.cleanup()


async def _latencies(product: Product, platforms: Platforms, http: ClientSession) -> None:
    async def telegram(chat: str, words: str) -> int:
        return await product.telegram(http, int(chat), words)

    async def whatsapp(chat: str, words: str) -> int:
        return await product.whatsapp(http, chat, words)

    chats = iter(range(10_000, 10_000_000))
    for channel, ask, prefix in (("telegram", telegram, ""), ("whatsapp", whatsapp, "62800")):
        for kind, words in (("with NLU", QUESTION), ("without NLU", BUTTON_WORD)):
            taken = [await _one(ask, platforms, f"{prefix}{next(chats)}", words) for _ in range(MESSAGES)]
            p50, p99 = statistics.median(taken), statistics.quantiles(taken, n=100)[98]
            print(f"idle       p50 {p50:5.1f} ms  p99 {p99:5.1f} ms  {channel}, {kind}, {MESSAGES} messages")


async def _one(ask: Ask, platforms: Platforms, chat: str, words: str) -> float:
    """Milliseconds from posting the webhook to the answer's arrival at the platform."""
    started = time.perf_counter()
    if await ask(chat, words) != 200:
        raise SystemExit("a webhook was not answered 200")
    arrived = await platforms.answered(chat, seconds=20)
    await asyncio.sleep(PAUSE_SECONDS)
    return (arrived - started) * 1000


if __name__ == "__main__":
    asyncio.run(main())
