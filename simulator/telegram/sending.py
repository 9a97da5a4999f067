"""Bot API methods that put something on the resident's screen."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlparse

from simulator.assets import Asset
from simulator.telegram.errors import bad_request, blocked
from simulator.telegram.keyboards import check_markup
from simulator.telegram.markup import Entity, parse_html, trim, utf16_length
from simulator.telegram.params import Params
from simulator.telegram.rooms import Message, Room
from simulator.telegram.world import World

MAX_TEXT = 4096
MAX_CAPTION = 1024


async def send_message(world: World, params: Params) -> Message:
    room = _open_room(world, params)
    text, entities = words(params, "text")
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > MAX_TEXT:
        raise bad_request("message is too long")
    return _send(world, room, params, {"text": text, **_some("entities", entities)})


async def send_document(world: World, params: Params) -> Message:
    room = _open_room(world, params)
    asset = _file(world, params, "document")
    document = {**world.keep_file("document", asset), "file_name": asset.name, "mime_type": asset.mime_type}
    return _send(world, room, params, {"document": document, **_caption(params)})


async def send_photo(world: World, params: Params) -> Message:
    room = _open_room(world, params)
    asset = _file(world, params, "photo")
    sizes = [{**world.keep_file("photo", asset), "width": asset.width or 800, "height": asset.height or 600}]
    return _send(world, room, params, {"photo": sizes, **_caption(params)})


async def send_location(world: World, params: Params) -> Message:
    room = _open_room(world, params)
    place = {"latitude": params.degrees("latitude"), "longitude": params.degrees("longitude")}
    if abs(place["latitude"]) > 90 or abs(place["longitude"]) > 180:
        raise bad_request("wrong latitude or longitude specified")
    return _send(world, room, params, {"location": place})


async def edit_message_text(world: World, params: Params) -> Message:
    room, number = _own_message(world, params)
    text, entities = words(params, "text")
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > MAX_TEXT:
        raise bad_request("message is too long")
    markup = check_markup(params.json("reply_markup"))
    return _edit(room, number, {"text": text, "entities": entities or None, "reply_markup": markup})


async def edit_message_reply_markup(world: World, params: Params) -> Message:
    room, number = _own_message(world, params)
    return _edit(room, number, {"reply_markup": check_markup(params.json("reply_markup"))})


async def delete_message(world: World, params: Params) -> bool:
    room = world.room(params.text("chat_id"))
    number = params.number("message_id")
    if number not in room.messages:
        raise bad_request("message to delete not found")
    del room.messages[number]
    room.screen.remove(str(number))
    return True


def words(params: Params, name: str) -> tuple[str, list[Entity]]:
    """A text with its markup read; the stand-in knows HTML and explicit entities, which is all we use."""
    text = params.text(name).replace("\r", "").replace("\0", "")
    mode = params.text("parse_mode").lower()
    if mode == "html":
        return parse_html(text)
    if mode:
        raise bad_request("unsupported parse_mode")
    given = params.json("caption_entities" if name == "caption" else "entities")
    return trim(text, given or [])


def _open_room(world: World, params: Params) -> Room:
    room = world.room(params.text("chat_id"))
    if room.blocked:
        raise blocked()
    return room


def _send(world: World, room: Room, params: Params, content: Mapping[str, Any]) -> Message:
    markup = check_markup(params.json("reply_markup"))
    reply_to = (params.json("reply_parameters") or {}).get("message_id")
    extra: dict[str, Any] = {}
    if reply_to in room.messages:
        extra["reply_to_message"] = {k: v for k, v in room.messages[reply_to].items() if k != "reply_to_message"}
    if markup and "inline_keyboard" in markup:
        extra["reply_markup"] = markup
    message = room.write(world.bot, {**content, **extra})
    if markup and "inline_keyboard" not in markup:
        room.screen.show_keyboard(markup if "keyboard" in markup else None)
    return message


def _caption(params: Params) -> dict[str, Any]:
    text, entities = words(params, "caption")
    if utf16_length(text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return {**_some("caption", text), **_some("caption_entities", entities)}


def _file(world: World, params: Params, name: str) -> Asset:
    """An upload, a file id, or an address; the stand-in does not fetch it, as nothing leaves this machine."""
    upload = params.files.get(name) or params.files.get(params.text(name).removeprefix("attach://"))
    if upload is not None:
        return Asset(upload.name, upload.mime_type, upload.content)
    given = params.text(name)
    if given in world.files:
        return world.files[given]
    address = urlparse(given)
    if address.scheme in {"http", "https"} and address.netloc:
        return Asset(PurePosixPath(address.path).name or "file", "application/pdf", b"%PDF")
    if not given:
        raise bad_request(f"there is no {name} in the request")
    raise bad_request("wrong file identifier/HTTP URL specified")


def _own_message(world: World, params: Params) -> tuple[Room, int]:
    room = _open_room(world, params)
    number = params.number("message_id")
    if number not in room.messages:
        raise bad_request("message to edit not found")
    if room.messages[number]["from"]["id"] != world.bot["id"]:
        raise bad_request("message can't be edited")
    return room, number


def _edit(room: Room, number: int, changes: Mapping[str, Any]) -> Message:
    before = room.messages[number]
    if all(before.get(name) == value for name, value in changes.items()):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    return room.rewrite(number, changes)


def _some(name: str, value: Any) -> dict[str, Any]:
    return {name: value} if value else {}
