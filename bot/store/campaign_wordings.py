"""How a campaign's message becomes requests: each made once where no name stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from bot.domain.announcements import Compose
from bot.domain.campaigns import NAME, Campaign
from bot.domain.errors import BotError
from bot.domain.messages import ChannelName
from bot.store.codec import dump_json


@dataclass(frozen=True, slots=True)
class Way:
    """A channel account campaigns go out by. `per_second` is its ceiling."""

    channel: ChannelName
    account: str
    per_second: float
    compose: Compose


class Broken(Exception):
    """The message cannot be made; in the words staff read."""

    stage = "broken"


class Resting(Broken):
    """Meta does not take its template now."""

    stage = "template"

    def __init__(self, template: str = "") -> None:
        """`template` where it is known which."""
        named = f" “{template}”" if template else ""
        super().__init__(
            f"Templat WhatsApp{named} sedang tidak diterima Meta. Warga yang lebih dari 24 jam tidak menulis"
            " menunggu, sampai siaran dilanjutkan."
        )


class Wordings:
    """The requests of one campaign on one way; `named`: a name stands in them."""

    def __init__(self, campaign: Campaign, way: Way) -> None:
        self.campaign = campaign
        self.named = _names(campaign)
        self._way = way
        self._made: dict[tuple[int, str, bool, str], str | None] = {}

    def opens(self, row: Row[Any]) -> bool:
        return self._way.channel is ChannelName.WHATSAPP and not row.fresh

    def of(self, row: Row[Any], name: str) -> str | None:
        """Its JSON; None where nothing may be sent. Raises Broken."""
        if self.opens(row) and self.campaign.without_template:
            return None
        key = (row.version, row.language, not self.opens(row), name)
        if key in self._made:
            return self._made[key]
        try:
            payload = self._way.compose(self.campaign, *key)
        except Exception as error:
            raise Broken(_why(error)) from error
        if payload is None and (template := self._template(row)):
            raise Resting(template)
        made = None if payload is None else dump_json(payload)
        if not name:
            self._made[key] = made
        return made

    def _template(self, row: Row[Any]) -> str:
        """The one this resident would be sent; empty where there is none."""
        message = self.campaign.message
        return message.wording(row.version, row.language).template if message and self.opens(row) else ""


def _why(error: Exception) -> str:
    """In words staff read; the text of the error may quote what it was given."""
    if isinstance(error, BotError):
        return error.staff_text
    return f"Isi siaran tidak bisa dibuat untuk kanal ini ({type(error).__name__})."


def _names(campaign: Campaign) -> bool:
    wordings = [
        told for version in (campaign.message.versions if campaign.message else ()) for told in version.values()
    ]
    return any(NAME in part for told in wordings for part in (told.text, told.title, *told.variables))
