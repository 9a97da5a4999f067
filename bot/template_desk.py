"""Templates between staff, Meta and our own book: handed in, deleted, compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.channels.whatsapp.management import TemplateApi
from bot.domain.audit import Deed
from bot.domain.meta_errors import ManagementError, NameTaken, NotConnected
from bot.domain.template_ports import Example
from bot.domain.template_rules import faults
from bot.domain.templates import KeptTemplate, Template, TemplateExists, TemplateRefused, TemplateState
from bot.store.templates import PostgresTemplates

_SELDOM = timedelta(hours=1)


class MetaTemplates:
    """Implements the TemplateDesk port. Without `api` no business account is set up."""

    def __init__(self, book: PostgresTemplates, api: TemplateApi | None) -> None:
        self._book = book
        self._api = api

    @property
    def connected(self) -> bool:
        return self._api is not None

    async def submit(self, template: Template, actor: str, example: Example | None = None) -> KeptTemplate:
        """What is wrong by Meta's rules never gets there; what only Meta knows comes back as its refusal."""
        api = self._connected()
        if faults(template) or (template.picture and example is None):
            raise TemplateRefused("it breaks rules of Meta's")
        if any((each.template.name, each.template.language) == _key(template) for each in await self._book.all()):
            raise TemplateExists(template.name)
        try:
            made = await api.create(template, example)
        except NameTaken:
            await self.sync()  # an earlier try whose answer got lost, or one made elsewhere: it is shown now
            raise
        # Meta may count it as something else than we do.
        taken = replace(template, category=made.category)
        kept = KeptTemplate(taken, made.state, meta_id=made.meta_id, made_by=actor)
        await self._book.keep_submitted(kept, Deed(actor, "campaign.template_submit", _about(*_key(template))))
        return kept

    async def delete(self, name: str, language: str, actor: str) -> None:
        api = self._connected()
        found = await self._book.find(name, language)
        if not found.meta_id:  # by name alone every language of it would go
            await self.sync()
            found = await self._book.find(name, language)
        if found.meta_id and found.state is not TemplateState.DELETED:
            await api.delete(name, found.meta_id)
        await self._book.forget(name, language, Deed(actor, "campaign.template_delete", _about(name, language)))

    async def sync(self, actor: str = "") -> int:
        """`actor` is noted by the page; the clock has none."""
        api = self._connected()
        since = await self._book.now()
        try:
            found = await api.all()
        except ManagementError as error:
            await self._book.note_failed_sync(type(error).__name__)
            raise
        return await self._book.take_over(found, since)

    async def sync_by_clock(self) -> str:
        """Every hour, and as soon as there was no comparison for so long, as after the first start. Without an account
        there is nothing to do; trouble stands beside the time on the page."""
        if self._api is None:
            return "no business account"
        last = await self._book.synced()
        if last and await self._book.now() - last.at < _SELDOM:
            return "compared lately"
        return f"{await self.sync()} changed"

    def _connected(self) -> TemplateApi:
        if self._api is None:
            raise NotConnected
        return self._api


def _key(template: Template) -> tuple[str, str]:
    return template.name, template.language


def _about(name: str, language: str) -> str:
    return f"template:{name}/{language}"
