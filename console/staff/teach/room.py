"""What the pages of teaching share: ports, who may do what, and topics as people choose them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.answer_candidates import AnswerCandidates
from bot.domain.audit import AuditLog, Deed
from bot.domain.review import NEW_TOPIC, OUT_OF_TOPIC, ReviewActs, ReviewQueue, Topics
from bot.domain.staff import Role
from console.staff.forms import BadForm
from console.staff.visit import Visit

SECTION = "teach"
PATH = "/console/teach"
LOOKERS = frozenset({Role.OFFICER, Role.EDITOR, Role.SUPERVISOR})
PROPOSERS = frozenset({Role.OFFICER, Role.EDITOR})
EDITORS = frozenset({Role.EDITOR})
READERS = frozenset({Role.EDITOR, Role.SUPERVISOR})
"""Of what officers answered, and of figures."""


@dataclass(frozen=True, slots=True)
class TeachRoom:
    """The ports of this area."""

    queue: ReviewQueue
    acts: ReviewActs
    candidates: AnswerCandidates
    topics: Topics
    audit: AuditLog

    readers = READERS
    proposers = PROPOSERS

    async def note(self, visit: Visit, what: str, about: str, detail: str = "") -> None:
        await self.audit.note(Deed(visit.account.login, f"teach.{what}", about, detail))

    def name(self, visit: Visit, label: str) -> str:
        """What a label is called; labels of other versions by their id."""
        if label == NEW_TOPIC:
            return visit.text("teach_new_topic")
        if label == OUT_OF_TOPIC:
            return visit.text("teach_out_of_topic")
        return self.topics.titles(visit.language).get(label, label)

    def choices(self, visit: Visit) -> Mapping[str, str]:
        """Label → name, for choosing one."""
        return self.topics.titles(visit.language)

    def chosen(self, visit: Visit, words: str) -> str:
        """The label that is meant by what somebody typed: its name, its id, or a part of just one name. Raises
        BadForm."""
        titles = self.topics.titles(visit.language)
        wanted = words.casefold()
        exact = [label for label, title in titles.items() if wanted in {title.casefold(), label}]
        found = exact or [label for label, title in titles.items() if wanted in title.casefold()]
        if len(found) == 1 or exact:
            return found[0]
        raise BadForm("teach_topic_unclear" if found else "teach_topic_unknown")


def label_of(room: TeachRoom, visit: Visit, pressed: str, topic: str, title: str) -> tuple[str, str]:
    """Label and title of a new topic, from a pressed button or what was typed. Raises BadForm."""
    if pressed == NEW_TOPIC or (not pressed and title and not topic):
        if not title:
            raise BadForm("teach_title_missing")
        return NEW_TOPIC, title
    if pressed:
        if pressed not in room.choices(visit) and pressed != OUT_OF_TOPIC:
            raise BadForm("form_broken")
        return pressed, ""
    if not topic:
        raise BadForm("teach_choose")
    return room.chosen(visit, topic), ""
