"""HTTP of the WhatsApp stand-in: token, faults, Meta's checks, answer in Meta's shape."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from random import Random
from typing import Any

from aiohttp import ClientSession, web

from simulator.assets import Asset
from simulator.chat import Bubble, Tick
from simulator.faults import AnswerLost, Fault, FaultBoard
from simulator.feed import Feed
from simulator.settings import Settings
from simulator.whatsapp.checks import check_message
from simulator.whatsapp.errors import BadToken, GraphError, UnknownObject
from simulator.whatsapp.ids import new_phone, new_trace, new_wamid
from simulator.whatsapp.management import TemplateOffice
from simulator.whatsapp.people import Person
from simulator.whatsapp.screen import bubble_of, media_of
from simulator.whatsapp.templates import bubble_of_template, find_template
from simulator.whatsapp.world import KEPT_CALLS, Account, Call, World

_TYPING_SECONDS = 25.0


class WhatsAppServer:
    """Tests and the page act through `person`; the bot through the routes."""

    def __init__(self, settings: Settings, feed: Feed, rng: Random) -> None:
        self.world = World(settings, feed, rng)
        self.office = TemplateOffice(self.world, settings)
        self._settings = settings

    @property
    def faults(self) -> FaultBoard:
        return self.world.faults

    @property
    def calls(self) -> list[Call]:
        """Every request of the bot, oldest first."""
        return self.world.calls

    def person(
        self,
        name: str = "Warga",
        *,
        phone: str = "",
        shows_phone: bool = True,
        knows_bsuid: bool = True,
        wrote: bool = False,
    ) -> Person:
        """`wrote`: just now, so that anything may be sent to them."""
        person = Person(self.world, name, phone=phone, shows_phone=shows_phone, knows_bsuid=knows_bsuid)
        if wrote:
            person.account.wrote_at = time.time()
        return person

    def messages(self, chat: str) -> list[Bubble]:
        return self.world.accounts[chat].screen.bubbles

    @property
    def connected(self) -> bool:
        """Whether the bot answered Meta's challenge."""
        return self.world.webhook.verified.is_set()

    def routes(self) -> list[web.RouteDef]:
        return [
            *self.office.routes(),
            web.post(r"/{version:v\d+\.\d+}/{node}/messages", self._messages),
            web.post(r"/{version:v\d+\.\d+}/{node}/media", self._upload),
            web.get(r"/{version:v\d+\.\d+}/{node}", self._media),
            web.get("/whatsapp-media/{media_id}", self._media_content),
        ]

    async def open(self, http: ClientSession) -> None:
        self.world.webhook.open(http)

    async def stop(self) -> None:
        await self.world.stop()

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        started = time.perf_counter()
        message: dict[str, Any] = {}
        try:
            self._authorise(request)
            if request.match_info["node"] != self._settings.phone_number_id:
                raise UnknownObject("post", request.match_info["node"])
            message = await _read(request)
            status, body = 200, await self._run(message)
        except GraphError as error:
            status, body = error.status, error.body(new_trace(self.world.rng))
        except AnswerLost:
            status, body = 0, {}
        self._note(request.path, message, status, (time.perf_counter() - started) * 1000, body)
        if status == 0:
            return await self.world.feed.fall_silent(request, self._settings.pace.lost_answer)
        return web.json_response(body, status=status)

    async def _run(self, message: dict[str, Any]) -> dict[str, Any]:
        visible, faults = "status" not in message, self.faults
        if (slow := faults.take(Fault.SLOW, visible=visible)) is not None:
            await self.world.feed.pause(slow.seconds)
        if faults.take(Fault.THROTTLED, visible=visible):
            raise GraphError(130429, "Cloud API message throughput has been reached.", 429)
        if faults.take(Fault.SERVER_ERROR, visible=visible):
            raise GraphError(131000, "Message failed to send due to an unknown error.", 500)
        answer = self._send(message) if visible else self._mark_read(message)
        if faults.take(Fault.LOST_ANSWER, visible=visible):
            raise AnswerLost
        return answer

    def _send(self, message: dict[str, Any]) -> dict[str, Any]:
        check_message(message)
        self._check_media(message)
        world = self.world
        named, person = world.find(message)
        kind, body = self._shown(message)
        if person is not None and person.refusals:
            raise GraphError(person.refusals.pop(0), "refused for this recipient")
        if kind != "template" and person is not None and not person.window_open:
            raise GraphError(131047, "More than 24 hours have passed since the recipient last replied")
        failed = self._failed(message, person)
        wamid = new_wamid(world.rng, person.phone if person else new_phone(world.rng), incoming=False)
        if person is not None and not person.blocked and not failed:
            person.screen.add(Bubble(wamid, "bot", "text" if kind == "template" else kind, body))
        world.report_soon(wamid, person, named, str(message.get("biz_opaque_callback_data", "")), failed=failed)
        name = {"wa_id": named.lstrip("+")} if message.get("to") else {"user_id": named}
        contact = {"input": named, **name}
        return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [{"id": wamid}]}

    def _failed(self, message: dict[str, Any], person: Account | None) -> int:
        """Why a message that was taken will not arrive: the code that is told later; 0 where it will."""
        if self.world.faults.take(Fault.BLOCKED) is not None:
            return 131026
        if message.get("type") == "template" and person is not None and person.no_marketing:
            template = find_template(message["template"], self.world.templates)
            return 131050 if template.category == "MARKETING" else 0
        return 0

    def _shown(self, message: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Kind and body of the bubble. Raises Meta's refusals of templates."""
        if message.get("type") != "template":
            return bubble_of(message)
        part = message["template"]
        return "template", bubble_of_template(part, find_template(part, self.world.templates))

    def _check_media(self, message: dict[str, Any]) -> None:
        for media_id in media_of(message):
            if media_id not in self.world.media:
                raise GraphError(131009, f"Media ID {media_id} does not exist")

    def _mark_read(self, message: dict[str, Any]) -> dict[str, Any]:
        """The message and all before it; perhaps with a typing indicator."""
        person = self.world.inbound.get(str(message.get("message_id")))
        if message.get("messaging_product") != "whatsapp" or message["status"] != "read":
            raise GraphError(100, "status must be read, messaging_product whatsapp")
        if person is None:
            raise GraphError(131009, "Message ID does not exist")
        typing = message.get("typing_indicator")
        if typing is not None and (not isinstance(typing, dict) or typing.get("type") != "text"):
            raise GraphError(131009, "typing_indicator['type'] must be text")
        for bubble in person.screen.bubbles:
            if bubble.by == "resident" and bubble.tick is not Tick.READ:
                person.screen.change(bubble.id, tick=Tick.READ)
            if bubble.id == message["message_id"]:
                break
        if typing is not None:
            person.screen.type_for(_TYPING_SECONDS)
        return {"success": True}

    async def _media(self, request: web.Request) -> web.Response:
        try:
            self._authorise(request)
            media_id = request.match_info["node"]
            if media_id not in self.world.media:
                raise UnknownObject("get", media_id)
        except GraphError as error:
            return web.json_response(error.body(new_trace(self.world.rng)), status=error.status)
        asset = self.world.media[media_id]
        url = f"{request.scheme}://{request.host}/whatsapp-media/{media_id}"
        about = {"url": url, "mime_type": asset.mime_type, "id": media_id, "file_size": len(asset.content)}
        return web.json_response({"messaging_product": "whatsapp", **about})

    async def _upload(self, request: web.Request) -> web.Response:
        """A file of the bot's, to be sent by its id."""
        try:
            self._authorise(request)
            if request.match_info["node"] != self._settings.phone_number_id:
                raise UnknownObject("post", request.match_info["node"])
            media_id = self._keep(await request.post())
        except GraphError as error:
            return web.json_response(error.body(new_trace(self.world.rng)), status=error.status)
        return web.json_response({"id": media_id})

    def _keep(self, form: Mapping[str, Any]) -> str:
        file = form.get("file")
        if form.get("messaging_product") != "whatsapp" or not isinstance(file, web.FileField):
            raise GraphError(100, "messaging_product and file are expected")
        if form.get("type") != file.content_type:
            raise GraphError(100, "type must be the file's MIME type")
        media_id = str(self.world.rng.randrange(10**15, 10**16))
        self.world.media[media_id] = Asset(file.filename, file.content_type, file.file.read())
        return media_id

    async def _media_content(self, request: web.Request) -> web.Response:
        asset = self.world.media.get(request.match_info["media_id"])
        if request.headers.get("Authorization") != f"Bearer {self._settings.access_token}":
            raise web.HTTPUnauthorized
        if asset is None:
            raise web.HTTPNotFound
        return web.Response(body=asset.content, content_type=asset.mime_type)

    def _authorise(self, request: web.Request) -> None:
        if request.headers.get("Authorization") != f"Bearer {self._settings.access_token}":
            raise BadToken

    def _note(self, path: str, message: dict[str, Any], status: int, ms: float, body: dict[str, Any]) -> None:
        self.world.calls.append(Call(path, message, status))
        del self.world.calls[:-KEPT_CALLS]
        person = self.world.inbound.get(str(message.get("message_id"))) or self.world.find(message)[1]
        if person is not None:
            method = (
                "read + typing" if "typing_indicator" in message else str(message.get("status", message.get("type")))
            )
            error = body.get("error", {})
            words = str(error.get("error_data", error).get("details", error.get("message", "")))
            shown = "status" not in message and status in {0, 200}
            person.screen.saw("request", method=method, status=status, ms=ms, error=words, shown=shown)


async def _read(request: web.Request) -> dict[str, Any]:
    try:
        message = json.loads(await request.read())
    except ValueError:
        message = None
    if not isinstance(message, dict):
        raise GraphError(100, "The request body is not a JSON object.")
    return message
