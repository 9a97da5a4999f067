"""What the Telegram channel sends to a real HTTP server on this machine, and what each answer becomes."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from bot.channels.telegram.adapter import TelegramChannel
from bot.domain.errors import AccountBlocked, OutcomeUnknown, RecipientGone, Rejected, SendError, Temporary, Throttled
from bot.domain.messages import Content, Location, Membership, Reaction, Tap, Text, TimerRang
from bot.domain.reply import AskLocation, Choice, Say
from tests.bot_api import TOKEN, Answer, BotApi, Call, connected, gives, hangs, hangs_up, refuses, says, shows
from tests.residents import inbound

HELLO = {"method": "sendMessage", "text": "<b>Halo</b>\nA &amp; B &lt; C", "parse_mode": "HTML"}


@pytest.fixture
def api() -> BotApi:
    return BotApi()


@pytest.fixture
async def channel(api: BotApi) -> AsyncIterator[TelegramChannel]:
    async with connected(api) as opened:
        yield opened


async def test_a_payload_is_sent_as_it_was_rendered(api: BotApi, channel: TelegramChannel) -> None:
    [payload] = channel.render(Say("A & B", title="Halo", choices=(Choice("topic:ktp_hilang", "KTP hilang"),)))
    assert await channel.send("4201", payload, "1") == "4201:85"
    keyboard = {"inline_keyboard": [[{"text": "KTP hilang", "callback_data": "topic:ktp_hilang"}]]}
    words = {"text": "<b>Halo</b>\nA &amp; B", "parse_mode": "HTML"}
    assert api.calls == [("sendMessage", {"chat_id": 4201, **words, "reply_markup": keyboard})]


async def test_a_group_is_asked_for_a_place_without_the_button_telegram_refuses_there(
    api: BotApi, channel: TelegramChannel
) -> None:
    [payload] = channel.render(AskLocation("Di mana?"))
    await channel.send("4201", payload, "1")
    await channel.send("-1004201", payload, "2")
    assert ["reply_markup" in parameters for _, parameters in api.calls] == [True, False]


@pytest.mark.parametrize(
    ("answer", "error", "code"),
    [
        (refuses(401, "Unauthorized"), AccountBlocked, 401),
        (refuses(404, "Not Found"), AccountBlocked, 401),
        (refuses(403, "Forbidden: bot was blocked by the user"), RecipientGone, 403),
        (refuses(403, "Forbidden: user is deactivated"), RecipientGone, 403),
        (refuses(403, "Forbidden: bot was kicked from the supergroup chat"), RecipientGone, 403),
        (refuses(400, "Bad Request: chat not found"), RecipientGone, 400),
        (refuses(400, "Bad Request: PEER_ID_INVALID"), RecipientGone, 400),
        (refuses(400, "Bad Request: message text is empty"), Rejected, 400),
        (refuses(400, "Bad Request: BUTTON_DATA_INVALID"), Rejected, 400),
        (refuses(400, "Bad Request: group upgraded", migrate_to_chat_id=-1004202), Rejected, 400),
        (refuses(409, "Conflict: somebody else"), Temporary, 409),
        (refuses(500, "Internal Server Error"), Temporary, None),
        (refuses(502, "Bad Gateway"), Temporary, None),
        (shows("<h1>Bad Gateway</h1>", 502), Temporary, None),
        (shows("<h1>Forbidden</h1>", 403), Temporary, None),
        (says(["no object"], 503), Temporary, None),
        (shows("<h1>Welcome</h1>", 200), OutcomeUnknown, None),
        (says(["no object"]), OutcomeUnknown, None),
        (says({"ok": True}), OutcomeUnknown, None),
        (gives(True), OutcomeUnknown, None),
        (gives({"message_id": "85"}), OutcomeUnknown, None),
        (hangs, OutcomeUnknown, None),
        (hangs_up, OutcomeUnknown, None),
    ],
)
async def test_each_refusal_has_its_name(
    api: BotApi, channel: TelegramChannel, answer: Answer, error: type[SendError], code: int | None
) -> None:
    api.answers = [answer]
    with pytest.raises(SendError) as caught:
        await channel.send("4201", HELLO, "1")
    assert (type(caught.value), caught.value.code) == (error, code)
    assert len(api.calls) == 1
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (refuses(429, "Too Many Requests: retry after 7", retry_after=7), 7.0),
        (refuses(429, "Too Many Requests"), 1.0),
        (refuses(429, "Too Many Requests", retry_after="soon"), 1.0),
        (refuses(429, "Too Many Requests", retry_after=-3), 1.0),
        (shows("slow down", 429), 1.0),
    ],
    ids=["told", "not told", "told in words", "told nonsense", "not in json"],
)
async def test_too_fast_tells_how_long_to_wait(
    api: BotApi, channel: TelegramChannel, answer: Answer, seconds: float
) -> None:
    api.answers = [answer]
    with pytest.raises(Throttled) as caught:
        await channel.send("4201", HELLO, "1")
    assert (caught.value.retry_after, caught.value.pair_only, caught.value.code) == (seconds, False, 429)


async def test_a_request_that_never_left_may_be_sent_again() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    async with ClientSession() as session:
        channel = TelegramChannel(TOKEN, "", f"http://127.0.0.1:{port}", session, by_webhook=False)
        with pytest.raises(Temporary):
            await channel.send("4201", HELLO, "1")


async def test_markup_telegram_cannot_read_is_sent_once_more_as_plain_words(
    api: BotApi, channel: TelegramChannel
) -> None:
    api.answers = [refuses(400, "Bad Request: can't parse entities: unclosed tag"), gives({"message_id": 86})]
    assert await channel.send("4201", {**HELLO, "reply_markup": {"inline_keyboard": []}}, "1") == "4201:86"
    plain = {"chat_id": 4201, "text": "Halo\nA & B < C", "reply_markup": {"inline_keyboard": []}}
    assert api.calls[1] == ("sendMessage", plain)


async def test_plain_words_that_are_refused_too_are_not_sent_a_third_time(
    api: BotApi, channel: TelegramChannel
) -> None:
    api.answers = [refuses(400, "Bad Request: can't parse entities")]
    with pytest.raises(Rejected):
        await channel.send("4201", HELLO, "1")
    assert len(api.calls) == 2


async def test_a_payload_that_sends_nothing_is_our_bug(api: BotApi, channel: TelegramChannel) -> None:
    for payload in ({"method": "deleteWebhook"}, {"text": "x"}):
        with pytest.raises(Rejected):
            await channel.send("4201", payload, "1")
    assert api.calls == []


async def test_a_tap_is_acknowledged_so_that_its_button_stops_turning(api: BotApi, channel: TelegramChannel) -> None:
    api.answers = [gives(True)]
    await channel.acknowledge(inbound(Text("halo")))
    await channel.acknowledge(inbound(Tap("topic:ktp_hilang")))
    assert api.calls == [("answerCallbackQuery", {"callback_query_id": "reference"})]


TYPING = ("sendChatAction", {"chat_id": 4201, "action": "typing"})


@pytest.mark.parametrize(
    ("content", "call"),
    [
        (Tap("topic:ktp_hilang"), TYPING),
        (Text("halo"), TYPING),
        (Location(0, 0), TYPING),
        (Membership(active=False), None),
        (Reaction("👍", "4201:3"), None),
        (TimerRang("nudge"), None),
    ],
)
async def test_dots_show_only_where_an_answer_will_follow(
    api: BotApi, channel: TelegramChannel, content: Content, call: Call | None
) -> None:
    api.answers = [gives(True)]
    await channel.show_typing(inbound(content))
    assert api.calls == ([call] if call else [])


@pytest.mark.parametrize(
    "answer",
    [
        refuses(400, "Bad Request: query is too old and response timeout expired or query ID is invalid"),
        refuses(403, "Forbidden: bot was blocked by the user"),
        refuses(429, "Too Many Requests", retry_after=9),
        refuses(500, "Internal Server Error"),
        says(["no object"]),
        hangs,
        hangs_up,
    ],
)
async def test_a_courtesy_never_fails(api: BotApi, channel: TelegramChannel, answer: Answer) -> None:
    api.answers = [answer, answer]
    await channel.acknowledge(inbound(Tap("topic:ktp_hilang")))
    await channel.show_typing(inbound(Text("halo")))
    assert len(api.calls) == 2
