"""The shape of what carries out an effect; each store module that knows some lists them in its `EFFECTS`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.vault import Vault

Apply = Callable[[AsyncConnection, Vault, UUID, Any], Awaitable[None]]
"""One effect of a conversation's turn, inside the turn's transaction."""
