"""The resident beside the conversation: our own facts, notes and labels; personal data only for a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from uuid import uuid4

from aiohttp import web

from bot.domain.audit import Deed
from bot.domain.desk_notes import Note
from bot.domain.front_desk import LONGEST_LABEL
from bot.domain.masking import mask_text
from bot.domain.resident_card import PersonalData
from console.staff.conversation.ports import ConversationPorts
from console.staff.conversation.talk import Talk
from console.staff.forms import BadForm
from console.staff.visit import Visit

REASONS = ("identify", "call", "case", "lain")
"""Why somebody may need to know who the resident is; the last one is told in words."""
SHORTEST_REASON = 5


@dataclass(frozen=True, slots=True)
class PanelView:
    """`titles` are those of topics and labels by their id. `key` makes a note happen once."""

    notes: Sequence[Note]
    labels: Sequence[str]
    known_labels: Sequence[str]
    titles: Mapping[str, str]
    key: str
    longest_label: int = LONGEST_LABEL


async def panel_of(visit: Visit, ports: ConversationPorts, talk: Talk) -> PanelView:
    card = talk.card
    wanted = {each.label for each in card.past if each.label} | {f"faq/{each.topic}" for each in card.appointments}
    labels = talk.standing.labels
    return PanelView(
        notes=await ports.notes.notes(talk.id),
        labels=labels,
        known_labels=[each for each in await ports.desk.known_labels() if each not in labels],
        titles={label: await ports.shelf.title(label, visit.language) for label in wanted},
        key=uuid4().hex,
    )


@dataclass(frozen=True, slots=True)
class Unmasking:
    """Shows who a resident is, once, to whoever says why."""

    ports: ConversationPorts

    async def reveal(self, visit: Visit, talk: Talk) -> PersonalData:
        """Noted before it is shown. Raises BadForm without a reason."""
        reason = await _reason(visit)
        about = f"conversation:{talk.id}"
        await self.ports.audit.note(Deed(visit.account.login, "resident.unmask", about, reason))
        return await self.ports.cards.personal(talk.card.person)

    async def fragment(self, visit: Visit, talk: Talk) -> web.StreamResponse:
        personal = await self.reveal(visit, talk)
        return visit.page("conversation/_personal.html", HTTPStatus.OK, talk=talk, personal=personal)


async def _reason(visit: Visit) -> str:
    form = await visit.form()
    chosen, words = form.text("reason"), mask_text(form.text("words"))
    if chosen not in REASONS:
        raise BadForm("conversation_reason_missing")
    if chosen == REASONS[-1] and len(words) < SHORTEST_REASON:
        raise BadForm("conversation_reason_words")
    return f"{chosen}: {words}" if words else chosen
