"""What a comparison rests on: messages of the exams, and residents' recent questions that would go another way."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from aiohttp import web

from bot.domain.audit import Deed
from bot.domain.language_models import ChangeGroup, LanguageModel, UnknownModel
from bot.domain.model_quality import Exam
from console.staff.models.ground import PATH, Models, Names
from console.staff.visit import Visit

ROWS = 50
"""On a page, as the store gives them."""
_WAY = ("before_band", "before_label", "after_band", "after_label")
_CHANGES = ("lost", "changed", "gained", "asks")
_JUDGED = ("lost", "gained", "wrong", "right")
_LAST_PAGE = 400


class Proof:
    """Three lists, each opened from a number of the page before."""

    def __init__(self, models: Models) -> None:
        self._ground = models

    async def messages(self, visit: Visit) -> web.StreamResponse:
        model = await self._model(visit)
        exam = Exam.REAL if visit.asked("ujian") == Exam.REAL else Exam.TEST
        label, change, page = visit.asked("topik"), _one_of(visit.asked("apa"), _JUDGED), _page(visit)
        total, rows = await self._ground.evidence.judged(model.name, exam, label, change, page)
        if exam is Exam.REAL and rows:
            await self._note_read(visit, model)
        asked = {"ujian": exam.value, "topik": label}
        return visit.page(
            "models/messages.html",
            model=model,
            exam=exam,
            label=label,
            change=change,
            changes=_JUDGED,
            rows=rows,
            paging=_paging(visit, total, page, asked | {"apa": change}),
            base=f"{PATH}/{model.name}/pesan?{urlencode(asked)}",
            names=Names(visit, self._ground.title),
        )

    async def groups(self, visit: Visit) -> web.StreamResponse:
        model = await self._model(visit)
        change = _one_of(visit.asked("apa"), _CHANGES)
        groups = await self._ground.evidence.change_groups(model.name, change)
        return visit.page(
            "models/groups.html",
            model=model,
            change=change,
            changes=_CHANGES,
            groups=groups,
            opened=lambda group: f"{PATH}/{model.name}/pertanyaan?{urlencode(_asked_of(group))}",
            base=f"{PATH}/{model.name}/jawaban",
            names=Names(visit, self._ground.title),
        )

    async def questions(self, visit: Visit) -> web.StreamResponse:
        """Residents' own words, masked: whoever reads them is noted."""
        model = await self._model(visit)
        change, page = _one_of(visit.asked("apa"), _CHANGES), _page(visit)
        way = {name: visit.asked(name) for name in _WAY}
        total, rows = await self._ground.evidence.changed_questions(model.name, change, way, page)
        if rows:
            await self._note_read(visit, model)
        return visit.page(
            "models/questions.html",
            model=model,
            rows=rows,
            change=change,
            before=(way["before_band"], way["before_label"]),
            after=(way["after_band"], way["after_label"]),
            paging=_paging(visit, total, page, way | {"apa": change}),
            back=f"{PATH}/{model.name}/jawaban?{urlencode({'apa': change})}",
            names=Names(visit, self._ground.title),
        )

    async def _model(self, visit: Visit) -> LanguageModel:
        try:
            return await self._ground.models.find(visit.matched("model"))
        except UnknownModel:
            raise web.HTTPNotFound from None

    async def _note_read(self, visit: Visit, model: LanguageModel) -> None:
        await self._ground.audit.note(
            Deed(visit.account.login, "models.read_questions", f"model:{model.name}", visit.request.path)
        )


def _asked_of(group: ChangeGroup) -> Mapping[str, str]:
    ways = dict(zip(_WAY, (*group.before, *group.after), strict=True))
    return ways | {"apa": group.change}


def _one_of(value: str, known: tuple[str, ...]) -> str:
    return value if value in known else ""


def _page(visit: Visit) -> int:
    asked = visit.asked("hal", 4)
    return min(int(asked), _LAST_PAGE) if asked.isascii() and asked.isdecimal() else 0


def _paging(visit: Visit, total: int, page: int, asked: Mapping[str, str]) -> Mapping[str, object]:
    """What the foot of a list says; addresses are empty where there is no such page."""

    def address(number: int) -> str:
        return f"{visit.request.path}?{urlencode(dict(asked) | {'hal': str(number)})}"

    first = page * ROWS
    return {
        "total": total,
        "first": first + 1,
        "last": min(first + ROWS, total),
        "newer": address(page - 1) if page else "",
        "older": address(page + 1) if first + ROWS < total else "",
    }
