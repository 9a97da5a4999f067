"""Invented residents' messages for tests."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

from bot.domain.messages import ChannelName, Content, Inbound, Sender, Text

ACCOUNT = "100000000000001"
_ids = itertools.count(1)


def inbound(
    content: Content | str = "halo",
    *,
    chat: str = "4201",
    aliases: tuple[str, ...] = (),
    channel: ChannelName = ChannelName.TELEGRAM,
    external_id: str = "",
    language: str = "id",
    name: str = "Warga",
    sent_at: datetime | None = None,
) -> Inbound:
    """One message, sent just now; its external id is new unless given."""
    return Inbound(
        channel=channel,
        account=ACCOUNT,
        external_id=external_id or f"event-{next(_ids)}",
        chat=chat,
        aliases=aliases or (chat,),
        content=Text(content) if isinstance(content, str) else content,
        sent_at=sent_at or datetime.now(UTC),
        sender=Sender(name, language),
        reference="reference",
    )
