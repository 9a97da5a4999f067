"""How a campaign looks on the phones: what its channels would really be sent, read back into bubbles."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.domain.answer_rules import PhoneBubble, Piece
from bot.domain.campaign_desk import Preview, Sample, TemplateChoices
from bot.domain.campaigns import Campaign, Message, Wording
from bot.domain.messages import ChannelName
from bot.domain.reply import Payload
from bot.phones import SCREENS

Compose = Callable[[Campaign, int, str, bool, str], Payload | None]
"""As the feed composes: campaign, version, language, inside WhatsApp's window or not, the resident's name."""


class PhonePreviews:
    """Implements the CampaignPreviews port. `composes` by channel; `templates` tell the words a template stands for."""

    def __init__(
        self,
        composes: Mapping[ChannelName, Compose],
        templates: TemplateChoices,
        refresh: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """`refresh` before a phone is drawn: what the composers know of templates."""
        self._refresh = refresh
        self._composes = composes
        self._templates = templates
        self._read = {screen.name: screen.read for screen in SCREENS}

    async def drawn(self, campaign: Campaign, version: int, sample: Sample) -> Preview:
        if self._refresh is not None:
            await self._refresh()
        wording = (campaign.message or Message(({"id": Wording("")},))).wording(version, sample.language)
        compose = self._composes.get(sample.channel)
        fresh = sample.fresh or sample.channel is not ChannelName.WHATSAPP
        payload = compose(campaign, version, sample.language, fresh, sample.name) if compose and wording.text else None
        if payload is None:
            return Preview(sample, version, ())
        if payload.get("type") == "template":
            return Preview(sample, version, (await self._template(payload["template"]),), wording.picture)
        return Preview(sample, version, (self._read[sample.channel](payload),), wording.picture)

    async def _template(self, told: Mapping[str, Any]) -> PhoneBubble:
        """A request names its template: the words are Meta's."""
        language = str(told.get("language", {}).get("code", "id"))[:2]
        approved = await self._templates.approved(language)
        chosen = next((each for each in approved if each.name == told.get("name")), None)
        if chosen is None:
            return PhoneBubble((Piece(f"[{told.get('name', '')}]"),))
        head = (Piece(f"{chosen.header}\n", bold=True),) if chosen.header else ()
        pieces = (*head, Piece(chosen.filled(_parameters(told))))
        return PhoneBubble(pieces, tuple((title,) for title in chosen.buttons))


def _parameters(told: Mapping[str, Any]) -> list[str]:
    bodies = (part for part in told.get("components", ()) if part.get("type") == "body")
    return [str(each.get("text", "")) for part in bodies for each in part.get("parameters", ())]
