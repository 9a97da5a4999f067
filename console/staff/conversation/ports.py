"""What the page of a conversation needs from the outside."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.answer_files import AnswerFiles
from bot.domain.audit import AuditLog
from bot.domain.composing import AnswerShelf, CannedReplies, Previews
from bot.domain.desk_notes import DeskNotes
from bot.domain.front_desk import FrontDesk
from bot.domain.resident_card import ResidentCards
from bot.domain.staff import Role
from bot.domain.thread import Threads
from bot.domain.thread_watch import ThreadWatch

ROLES = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.INSPECTOR})


@dataclass(frozen=True, slots=True)
class ConversationPorts:
    """Ports of this area, by what they are for."""

    threads: Threads
    watch: ThreadWatch
    cards: ResidentCards
    desk: FrontDesk
    notes: DeskNotes
    canned: CannedReplies
    shelf: AnswerShelf
    previews: Previews
    files: AnswerFiles
    audit: AuditLog
