"""Acts on many conversations: each on its own, so that one refused does not stop the others."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from bot.domain.front_desk import DeskRefused, FrontDesk, as_labels
from bot.domain.snoozing import Snooze, wakes_at
from console.staff.forms import BadForm, Form, read_uuid
from console.staff.moments import WIB
from console.staff.visit import Visit

MOST = 100
"""Conversations at once."""


class BulkAct(StrEnum):
    """What the bar below the list can do."""

    CLAIM = "claim"
    ASSIGN = "assign"
    LABEL = "label"
    SNOOZE = "snooze"
    CLOSE = "close"
    RELEASE = "release"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it, conversation by conversation."""

    act: BulkAct
    done: Sequence[UUID]
    refused: Sequence[tuple[UUID, DeskRefused]]


async def carry_out(desk: FrontDesk, visit: Visit, form: Form) -> Result:
    """Raises BadForm where nothing is chosen or something is missing."""
    act = form.choice("act", BulkAct)
    ids = [read_uuid(each) for each in dict.fromkeys(form.many("id", MOST))]
    if not ids:
        raise BadForm("inbox_nothing_chosen")
    one = _one(desk, visit, form, act)
    done: list[UUID] = []
    refused: list[tuple[UUID, DeskRefused]] = []
    for conversation in ids:
        try:
            await one(conversation)
            done.append(conversation)
        except DeskRefused as error:
            refused.append((conversation, error))
    return Result(act, done, refused)


def _one(desk: FrontDesk, visit: Visit, form: Form, act: BulkAct) -> Callable[[UUID], Awaitable[object]]:
    """What is wanted besides is read before anything is done."""
    by = visit.account
    plain: Mapping[BulkAct, Callable[[UUID], Awaitable[object]]] = {
        BulkAct.CLAIM: lambda each: desk.claim(each, by),
        BulkAct.CLOSE: lambda each: desk.close(each, by),
        BulkAct.RELEASE: lambda each: desk.release(each, by),
        BulkAct.REOPEN: lambda each: desk.reopen(each, by),
    }
    if act in plain:
        return plain[act]
    if act is BulkAct.ASSIGN:
        if not form.text("to"):
            raise BadForm("inbox_nobody_chosen")
        to = form.uuid("to")
        return lambda each: desk.assign(each, by, to)
    if act is BulkAct.LABEL:
        labels = as_labels(form.needed("label").split(","))
        return lambda each: desk.label(each, by, labels)
    until = wakes_at(form.choice("until", Snooze), visit.now.astimezone(WIB))
    return lambda each: desk.snooze(each, by, until)
