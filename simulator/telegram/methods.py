"""The Bot API's methods by name: all the stand-in knows."""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from simulator.telegram import sending
from simulator.telegram.errors import bad_request
from simulator.telegram.markup import utf16_length
from simulator.telegram.params import Params
from simulator.telegram.updates import Webhook
from simulator.telegram.world import World

Method = Callable[[World, Params], Awaitable[Any]]

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
}
_ACTION_SECONDS = 5.0


async def get_me(world: World, params: Params) -> dict[str, Any]:
    return world.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def set_webhook(world: World, params: Params) -> bool:
    """Unlike the real server, plain http to this machine is fine."""
    url, secret = params.text("url"), params.text("secret_token")
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    if url and not url.startswith(("http://", "https://")):
        raise bad_request("bad webhook: Failed to resolve host: Name or service not known")
    connections = min(100, max(1, params.number("max_connections", 40)))
    webhook = Webhook(url, secret, tuple(params.json("allowed_updates") or ()), connections)
    await world.updates.set_webhook(webhook, drop_pending=params.flag("drop_pending_updates"))
    return True


async def delete_webhook(world: World, params: Params) -> bool:
    await world.updates.set_webhook(Webhook(), drop_pending=params.flag("drop_pending_updates"))
    return True


async def get_webhook_info(world: World, params: Params) -> dict[str, Any]:
    return world.updates.info()


async def get_updates(world: World, params: Params) -> list[dict[str, Any]]:
    return await world.updates.fetch(
        params.number("offset"),
        params.number("limit", 100),
        params.number("timeout"),
        params.json("allowed_updates") or (),
    )


async def set_my_commands(world: World, params: Params) -> bool:
    commands = params.json("commands")
    if not isinstance(commands, list) or len(commands) > 100:
        raise bad_request("can't parse commands list" if not isinstance(commands, list) else "too many commands")
    for command in commands:
        if not _COMMAND.fullmatch(str(command.get("command", ""))):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands[_scope(params)] = commands
    return True


async def get_my_commands(world: World, params: Params) -> list[dict[str, str]]:
    return world.commands.get(_scope(params), [])


async def delete_my_commands(world: World, params: Params) -> bool:
    world.commands.pop(_scope(params), None)
    return True


async def send_chat_action(world: World, params: Params) -> bool:
    room = world.room(params.text("chat_id"))
    if params.text("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    room.screen.type_for(_ACTION_SECONDS)
    return True


async def answer_callback_query(world: World, params: Params) -> bool:
    callback = world.callbacks.pop(params.text("callback_query_id"), None)
    if callback is None or time.time() - callback.asked_at > world.pace.callback_answer:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if utf16_length(params.text("text")) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    callback.room.screen.toast(params.text("text"), alert=params.flag("show_alert"))
    return True


async def get_file(world: World, params: Params) -> dict[str, Any]:
    file_id = params.text("file_id")
    if file_id not in world.files:
        raise bad_request("invalid file_id" if file_id else "file_id not specified")
    asset = world.files[file_id]
    number = list(world.files).index(file_id)
    return {
        "file_id": file_id,
        "file_unique_id": file_id[-15:],
        "file_size": len(asset.content),
        "file_path": f"files/{number}_{asset.name}",
    }


def _scope(params: Params) -> tuple[str, str]:
    return str((params.json("scope") or {}).get("type", "default")), params.text("language_code")


_ALL: Mapping[str, Method] = {
    "getMe": get_me,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "getUpdates": get_updates,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "sendChatAction": send_chat_action,
    "answerCallbackQuery": answer_callback_query,
    "getFile": get_file,
    "sendMessage": sending.send_message,
    "sendDocument": sending.send_document,
    "sendPhoto": sending.send_photo,
    "sendLocation": sending.send_location,
    "editMessageText": sending.edit_message_text,
    "editMessageReplyMarkup": sending.edit_message_reply_markup,
    "deleteMessage": sending.delete_message,
}

METHODS: Mapping[str, tuple[str, Method]] = {name.lower(): (name, method) for name, method in _ALL.items()}
"""By lower-case name: Telegram does not mind how a method is capitalised."""

VISIBLE = {name for name, method in _ALL.items() if method.__module__ == sending.__name__}
"""Methods that change what the resident sees: faults strike these unless told to strike everywhere."""
