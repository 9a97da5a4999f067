"""The management API for templates: list, create, delete, example pictures; what becomes of them goes by webhook."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

from aiohttp import web

from simulator.settings import Settings
from simulator.whatsapp.errors import BadToken, GraphError, TemplateError, UnknownObject
from simulator.whatsapp.ids import new_media_id, new_trace
from simulator.whatsapp.template_checks import as_listed, new_template
from simulator.whatsapp.templates import Template
from simulator.whatsapp.world import World

_STATUS, _QUALITY = "message_template_status_update", "message_template_quality_update"
_CATEGORY = "template_category_update"
_AFTER_EVENT = {"REINSTATED": "APPROVED", "UNPAUSED": "APPROVED"}


class TemplateOffice:
    """Meta's people who look at templates: tests and the control act through `decide`, `rate` and `recategorise`."""

    def __init__(self, world: World, settings: Settings) -> None:
        self._world = world
        self._settings = settings
        self._sessions: dict[str, int] = {}
        self._handles: set[str] = set()

    @property
    def templates(self) -> list[Template]:
        return self._world.templates

    def find(self, name: str, language: str = "id") -> Template:
        """Raises LookupError."""
        for template in self.templates:
            if template.key == (name, language):
                return template
        raise LookupError(f"no template {name} in {language}")

    def decide(self, name: str, event: str, language: str = "id", reason: str = "NONE") -> None:
        """APPROVED, REJECTED, PAUSED, DISABLED, FLAGGED, REINSTATED, …; a webhook tells it."""
        template = self.find(name, language)
        template.status, template.reason = _AFTER_EVENT.get(event, event), reason
        told: dict[str, Any] = {"event": event, "reason": reason, "message_template_category": template.category}
        if event == "PAUSED":
            told["other_info"] = {"title": "FIRST_PAUSE", "description": "Your template was paused due to low quality."}
        self._tell(_STATUS, template, told)

    def rate(self, name: str, score: str, language: str = "id") -> None:
        """GREEN, YELLOW, RED, UNKNOWN."""
        template = self.find(name, language)
        told = {"previous_quality_score": template.quality, "new_quality_score": score}
        template.quality = score
        self._tell(_QUALITY, template, told)

    def recategorise(self, name: str, category: str, language: str = "id") -> None:
        template = self.find(name, language)
        told = {"previous_category": template.category, "new_category": category}
        template.category = category
        self._tell(_CATEGORY, template, told)

    def routes(self) -> list[web.RouteDef]:
        version = r"/{version:v\d+\.\d+}"
        return [
            web.get(f"{version}/{{node}}/message_templates", self._list),
            web.post(f"{version}/{{node}}/message_templates", self._create),
            web.delete(f"{version}/{{node}}/message_templates", self._delete),
            web.post(f"{version}/app/uploads", self._open_upload),
            web.post(f"{version}/{{session:upload:[A-Za-z0-9]+}}", self._upload),
        ]

    def _tell(self, field: str, template: Template, told: dict[str, Any]) -> None:
        names = {"message_template_id": int(template.id), "message_template_name": template.name}
        value = names | {"message_template_language": template.language} | told
        self._world.webhook.tell_business(field, value)

    async def _list(self, request: web.Request) -> web.Response:
        try:
            self._authorise(request)
        except GraphError as error:
            return self._refusal(error)
        start = _index(request.query.get("after", ""))
        limit = max(1, min(int(request.query.get("limit") or 25), 250))
        known = [each for each in self.templates if request.query.get("name", each.name) == each.name]
        end = start + limit
        paging: dict[str, Any] = {"cursors": {"before": _cursor(start), "after": _cursor(min(end, len(known)))}}
        if end < len(known):
            paging["next"] = f"https://graph.facebook.com/next?after={_cursor(end)}"
        return web.json_response({"data": [as_listed(each) for each in known[start:end]], "paging": paging})

    async def _create(self, request: web.Request) -> web.Response:
        try:
            self._authorise(request)
            wish = json.loads(await request.read())
            made = new_template(wish, self._handles, new_media_id(self._world.rng))
            if any(each.key == made.key for each in self.templates):
                words = f"Content in this language already exists for {made.name}"
                raise TemplateError(2388024, "Content in This Language Already Exists", words)
        except GraphError as error:
            return self._refusal(error)
        self.templates.append(made)
        self._world.chores.start(self._review(made))
        return web.json_response({"id": made.id, "status": made.status, "category": made.category})

    async def _review(self, template: Template) -> None:
        """Whoever was not decided on by hand is approved after a while."""
        await self._world.feed.pause(self._settings.pace.review)
        if template.status == "PENDING" and not self._world.feed.closing.is_set():
            self.decide(template.name, "APPROVED", template.language)

    async def _delete(self, request: web.Request) -> web.Response:
        try:
            self._authorise(request)
            name, one = request.query.get("name", ""), request.query.get("hsm_id", "")
            gone = [each for each in self.templates if each.name == name and one in {"", each.id}]
            if not gone:
                raise TemplateError(2593002, "Message Template Not Found", f"No template {name} was found")
        except GraphError as error:
            return self._refusal(error)
        self.templates[:] = [each for each in self.templates if each not in gone]
        return web.json_response({"success": True})

    async def _open_upload(self, request: web.Request) -> web.Response:
        try:
            self._authorise(request, node=False)
            if request.query.get("file_type") not in {"image/jpeg", "image/png"}:
                raise TemplateError(0, "Invalid parameter", "file_type is not supported")
            length = int(request.query.get("file_length") or 0)
        except GraphError as error:
            return self._refusal(error)
        session = f"upload:{self._world.rng.randbytes(12).hex()}"
        self._sessions[session] = length
        return web.json_response({"id": session})

    async def _upload(self, request: web.Request) -> web.Response:
        session = request.match_info["session"]
        content = await request.read()
        if request.headers.get("Authorization") != f"OAuth {self._settings.access_token}":
            return self._refusal(BadToken())
        if self._sessions.pop(session, -1) != len(content):
            return self._refusal(TemplateError(0, "Invalid parameter", "unknown session, or not all bytes came"))
        handle = "4::" + base64.b64encode(self._world.rng.randbytes(24)).decode()
        self._handles.add(handle)
        return web.json_response({"h": handle})

    def _authorise(self, request: web.Request, *, node: bool = True) -> None:
        if request.headers.get("Authorization") != f"Bearer {self._settings.access_token}":
            raise BadToken
        if node and request.match_info["node"] != self._settings.business_account:
            raise UnknownObject(request.method, request.match_info["node"])

    def _refusal(self, error: GraphError) -> web.Response:
        return web.json_response(error.body(new_trace(self._world.rng)), status=error.status)


def state_of(office: TemplateOffice) -> list[dict[str, Any]]:
    """For the control."""
    return [as_listed(each) | {"at": time.time()} for each in office.templates]


def _cursor(index: int) -> str:
    return base64.b64encode(str(index).encode()).decode()


def _index(cursor: str) -> int:
    try:
        return int(base64.b64decode(cursor or "MA=="))
    except ValueError:
        return 0
