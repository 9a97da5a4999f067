"""The WhatsApp channel's requests against a real HTTP server on this machine, and what each answer becomes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import ClientSession, TCPConnector, web
from aiohttp.test_utils import TestServer

from bot.channels.whatsapp.adapter import WhatsAppChannel
from bot.domain.errors import (
    AccountBlocked,
    OutcomeUnknown,
    RecipientGone,
    Rejected,
    SendError,
    Temporary,
    Throttled,
    WindowClosed,
)
from bot.domain.messages import ChannelName, Content, Inbound, Reaction, Text, Unsupported
from bot.supervisor.ports import free_port

NUMBER = "100000000000001"
PHONE = "620000000001"
BSUID = "ID.90000000000000000001"
HELLO = {"type": "text", "text": {"body": "halo", "preview_url": False}}
TAKEN = {"messaging_product": "whatsapp", "contacts": [{"wa_id": PHONE}], "messages": [{"id": "wamid.NEW"}]}

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


def says(body: Any, status: int = 200) -> Answer:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.json_response(body, status=status)

    return answer


def shows(words: str, status: int, kind: str = "text/html") -> Answer:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.Response(text=words, status=status, content_type=kind)

    return answer


def refuses(code: int, status: int = 400) -> Answer:
    return says({"error": {"message": f"(#{code})", "code": code, "fbtrace_id": "A"}}, status)


async def hangs(_request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(30)
    return web.Response()


async def hangs_up(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.close()
    return web.Response()


async def breaks_off(request: web.Request) -> web.StreamResponse:
    """Meta took the message, but the line went dead within the answer."""
    response = web.StreamResponse(headers={"Content-Length": "500"})
    await response.prepare(request)
    await response.write(b'{"messages"')
    assert request.transport is not None
    request.transport.close()
    return response


@dataclass
class Meta:
    """Records every request and gives one answer to all of them."""

    answer: Answer = field(default_factory=lambda: says(TAKEN))
    seen: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.seen.append((request.path, request.headers.get("Authorization", ""), await request.json()))
        self.arrived.set()
        return await self.answer(request)


@pytest.fixture
def meta() -> Meta:
    return Meta()


@pytest.fixture
async def base(meta: Meta) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", meta.handle)
    async with TestServer(app, handler_cancellation=True, shutdown_timeout=0.1) as server:
        yield str(server.make_url("")).rstrip("/")


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as opened:
        yield opened


def connect(base: str, session: ClientSession, seconds: float = 5.0) -> WhatsAppChannel:
    return WhatsAppChannel(
        NUMBER, "EAAinvented", "invented-secret", "invented", base, "v26.0", session, send_seconds=seconds
    )


@pytest.fixture
def channel(base: str, session: ClientSession) -> WhatsAppChannel:
    return connect(base, session)


def inbound(content: Content, reference: str = "wamid.ONE") -> Inbound:
    sent_at = datetime(2026, 11, 24, tzinfo=UTC)
    return Inbound(ChannelName.WHATSAPP, NUMBER, "wamid.ONE", PHONE, (PHONE,), content, sent_at, reference=reference)


async def test_a_message_leaves_with_address_token_and_our_reference(meta: Meta, channel: WhatsAppChannel) -> None:
    assert await channel.send(PHONE, HELLO, "71") == "wamid.NEW"
    body = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": PHONE, **HELLO}
    expected = body | {"biz_opaque_callback_data": "71"}
    assert meta.seen == [(f"/v26.0/{NUMBER}/messages", "Bearer EAAinvented", expected)]


@pytest.mark.parametrize("name", [BSUID, "ID.ENT.90000000000000000001"])
async def test_a_resident_with_a_hidden_number_is_addressed_by_the_scoped_id(
    meta: Meta, channel: WhatsAppChannel, name: str
) -> None:
    await channel.send(name, HELLO, "71")
    [(_, _, body)] = meta.seen
    assert body["recipient"] == name
    assert "to" not in body


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        (131056, 400, Throttled),
        (130429, 400, Throttled),
        (131000, 500, Temporary),
        (131047, 400, WindowClosed),
        (131026, 400, RecipientGone),
        (190, 401, AccountBlocked),
        (131009, 400, Rejected),
        (999_999, 400, Rejected),
    ],
)
async def test_a_refusal_becomes_the_error_of_its_code(
    meta: Meta, channel: WhatsAppChannel, code: int, status: int, kind: type[SendError]
) -> None:
    meta.answer = refuses(code, status)
    with pytest.raises(SendError) as caught:
        await channel.send(PHONE, HELLO, "71")
    assert (type(caught.value), caught.value.code) == (kind, code)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (shows("<html>Bad Gateway</html>", 502), Temporary),
        (shows("", 503), Temporary),
        (shows("slow down", 429), Throttled),
        (shows("<html>Forbidden</html>", 403), AccountBlocked),
        (shows("[" * 100_000, 500, "application/json"), Temporary),
        (shows("<html>Welcome</html>", 200), OutcomeUnknown),
        (shows("[" * 100_000, 200, "application/json"), OutcomeUnknown),
        (shows("", 200), OutcomeUnknown),
        (says([]), OutcomeUnknown),
        (says({"messages": []}), OutcomeUnknown),
        (says({"messages": [{"id": None}]}), OutcomeUnknown),
        (says({"messages": [{"id": ""}]}), OutcomeUnknown),
        (says({"messages": {"id": "wamid.NEW"}}), OutcomeUnknown),
        (hangs_up, OutcomeUnknown),
        (breaks_off, OutcomeUnknown),
    ],
)
async def test_an_answer_that_is_none_of_metas_becomes_an_error_that_tells_whether_it_was_sent(
    meta: Meta, channel: WhatsAppChannel, answer: Answer, kind: type[SendError]
) -> None:
    meta.answer = answer
    with pytest.raises(kind):
        await channel.send(PHONE, HELLO, "71")
    assert len(meta.seen) == 1


async def test_silence_after_the_request_left_is_an_unknown_outcome(
    meta: Meta, base: str, session: ClientSession
) -> None:
    meta.answer = hangs
    with pytest.raises(OutcomeUnknown):
        await connect(base, session, seconds=0.3).send(PHONE, HELLO, "71")
    assert len(meta.seen) == 1


async def test_a_refused_connection_is_temporary(session: ClientSession) -> None:
    with pytest.raises(Temporary):
        await connect(f"http://127.0.0.1:{free_port()}", session).send(PHONE, HELLO, "71")


async def test_a_request_that_found_no_free_line_is_temporary_because_it_never_left(meta: Meta, base: str) -> None:
    meta.answer = hangs
    async with ClientSession(connector=TCPConnector(limit=1)) as session:
        slow = asyncio.create_task(connect(base, session, seconds=5).send(PHONE, HELLO, "71"))
        await meta.arrived.wait()
        with pytest.raises(Temporary):
            await connect(base, session, seconds=0.4).send(PHONE, HELLO, "72")
        slow.cancel()
        await asyncio.gather(slow, return_exceptions=True)
    assert len(meta.seen) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_the_token_does_not_follow_a_redirect(meta: Meta, channel: WhatsAppChannel, status: int) -> None:
    async def elsewhere(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, headers={"Location": "/elsewhere"})

    meta.answer = elsewhere
    with pytest.raises(Temporary):
        await channel.send(PHONE, HELLO, "71")
    assert len(meta.seen) == 1


async def test_an_error_names_no_text_and_no_token(meta: Meta, channel: WhatsAppChannel) -> None:
    meta.answer = refuses(131009)
    with pytest.raises(SendError) as caught:
        await channel.send(PHONE, HELLO, "71")
    assert not any(secret in str(caught.value) for secret in ("halo", "EAAinvented", PHONE))


async def test_a_message_is_marked_read_at_once_and_gets_dots_while_we_think(
    meta: Meta, channel: WhatsAppChannel
) -> None:
    await channel.acknowledge(inbound(Text("halo")))
    await channel.show_typing(inbound(Text("halo")))
    read = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.ONE"}
    where = (f"/v26.0/{NUMBER}/messages", "Bearer EAAinvented")
    assert meta.seen == [(*where, read), (*where, read | {"typing_indicator": {"type": "text"}})]


@pytest.mark.parametrize(
    "quiet", [inbound(Reaction("👍", "wamid.OURS")), inbound(Text("halo"), reference="")], ids=["reaction", "nothing"]
)
async def test_what_gets_no_answer_gets_no_typing_dots(meta: Meta, channel: WhatsAppChannel, quiet: Inbound) -> None:
    await channel.acknowledge(quiet)
    await channel.show_typing(quiet)
    assert meta.seen == []


@pytest.mark.parametrize("answer", [refuses(131009), refuses(190, 401), shows("", 502), shows("?", 200), hangs_up])
async def test_an_acknowledgement_that_fails_troubles_nobody(
    meta: Meta, channel: WhatsAppChannel, answer: Answer
) -> None:
    meta.answer = answer
    await channel.acknowledge(inbound(Unsupported("order")))
    assert len(meta.seen) == 1


async def test_an_acknowledgement_without_a_way_out_troubles_nobody(session: ClientSession) -> None:
    channel = connect(f"http://127.0.0.1:{free_port()}", session)
    await channel.acknowledge(inbound(Text("halo")))
    await session.close()
    await channel.acknowledge(inbound(Text("halo")))
