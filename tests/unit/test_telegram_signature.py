"""Only Telegram, which knows the secret, may bring updates."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession
from multidict import CIMultiDict

from bot.channels.telegram.adapter import TelegramChannel
from bot.domain.errors import BadSignature, SettingsError

TOKEN = "7000000001:AAinvented-token-for-tests_0"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as opened:
        yield opened


def channel(session: ClientSession, secret: str = "rahasia-1", *, by_webhook: bool = True) -> TelegramChannel:
    return TelegramChannel(TOKEN, secret, "http://127.0.0.1:1", session, by_webhook=by_webhook)


@pytest.mark.parametrize("name", [HEADER, HEADER.lower(), HEADER.upper()])
async def test_the_right_secret_is_taken_however_the_header_is_written(session: ClientSession, name: str) -> None:
    channel(session).verify(CIMultiDict({name: "rahasia-1"}), b"{}")


@pytest.mark.parametrize(
    "given", ["", "rahasia-2", "rahasia-", "rahasia-1 ", "RAHASIA-1", "rahasia-é", "\udcff", chr(0xD800)]
)
async def test_any_other_secret_is_refused(session: ClientSession, given: str) -> None:
    with pytest.raises(BadSignature):
        channel(session).verify(CIMultiDict({HEADER: given}), b"{}")


async def test_a_delivery_without_secret_is_refused(session: ClientSession) -> None:
    with pytest.raises(BadSignature):
        channel(session).verify(CIMultiDict(), b"{}")


async def test_a_bot_that_fetches_its_updates_takes_no_delivery(session: ClientSession) -> None:
    polling = channel(session, "", by_webhook=False)
    for headers in (CIMultiDict[str](), CIMultiDict({HEADER: ""})):
        with pytest.raises(BadSignature):
            polling.verify(headers, b"{}")


async def test_a_webhook_without_secret_is_refused_at_start(session: ClientSession) -> None:
    with pytest.raises(SettingsError, match="TELEGRAM_WEBHOOK_SECRET"):
        channel(session, "")


async def test_the_account_is_the_number_before_the_colon_of_the_token(session: ClientSession) -> None:
    assert channel(session).account == "7000000001"
