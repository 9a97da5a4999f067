"""Taking a case down for a resident: from their conversation, or for somebody at the counter."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from uuid import uuid4

from aiohttp import web

from bot.domain.case_work import NewCase
from bot.domain.cases import Category, Kind, Priority, Visibility
from bot.domain.tracking import find_number, spoken
from console.staff.cases.desk import CaseRoom
from console.staff.forms import BadForm, Form, read_uuid
from console.staff.visit import Visit

LEAST_STORY = 10
FILED = "tercatat"
_COMPLAINTS = tuple(category for category in Category if category is not Category.GENERAL)


class Filing:
    """The form, and the number to hand out."""

    def __init__(self, room: CaseRoom) -> None:
        self._room = room

    async def ask(self, visit: Visit) -> web.StreamResponse:
        given = {"conversation": visit.asked("percakapan"), "kind": Kind.COMPLAINT, "priority": Priority.NORMAL}
        return _form(visit, {"key": uuid4().hex, "visibility": Visibility.OPEN, **given})

    async def take(self, visit: Visit) -> web.StreamResponse:
        form = await visit.form()
        try:
            new = _read(form)
        except BadForm as bad:
            given = {name: form.text(name, 5000) for name in _FIELDS}
            return _form(visit, given, visit.text(bad.phrase, **bad.values))
        number = await self._room.work.take_down(new, visit.account.login)
        await self._room.note(visit, "file_new", number, f"{new.kind}, {new.category}, {new.visibility}")
        return visit.go(f"{visit.request.path}/{FILED}?nomor={number}")

    async def filed(self, visit: Visit) -> web.StreamResponse:
        number = find_number(visit.asked("nomor")) or ""
        return visit.page("cases/filed.html", number=number, told=spoken(number) if number else "")


_FIELDS = (
    "key",
    "conversation",
    "kind",
    "category",
    "visibility",
    "priority",
    "story",
    "happened",
    "place",
    "name",
)


def _form(visit: Visit, given: Mapping[str, str], problem: str = "") -> web.Response:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
    choices = {
        "kinds": list(Kind),
        "categories": _COMPLAINTS,
        "visibilities": list(Visibility),
        "priorities": list(Priority),
    }
    return visit.page(
        "cases/new.html", status, given={name: given.get(name, "") for name in _FIELDS}, problem=problem, **choices
    )


def _read(form: Form) -> NewCase:
    """Raises BadForm."""
    kind = form.choice("kind", Kind)
    if kind is Kind.COMPLAINT and form.text("category") not in _COMPLAINTS:
        raise BadForm("cases_choose_category")
    story = form.needed("story", 4000)
    if len(story) < LEAST_STORY:
        raise BadForm("cases_story_short")
    conversation = form.text("conversation")
    return NewCase(
        key=f"desk:{form.uuid('key').hex}",
        kind=kind,
        category=form.choice("category", Category) if kind is Kind.COMPLAINT else Category.GENERAL,
        visibility=form.choice("visibility", Visibility),
        story=story,
        happened=form.text("happened", 120),
        place=form.text("place", 300),
        name=form.text("name", 100),
        priority=form.choice("priority", Priority),
        conversation=read_uuid(conversation) if conversation else None,
    )
