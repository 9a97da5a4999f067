"""The page of models: which one answers, training another, the comparison, and the buttons that decide."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

from aiohttp import web

from bot.domain.audit import Deed
from bot.domain.language_models import Activation, Job, LanguageModel, ModelRefused, UnknownModel
from bot.domain.staff import Role
from console.staff.models.ground import PATH, Models, Names
from console.staff.models.report import Serving, gate_of, news_since, serving_of
from console.staff.visit import Visit


@dataclass(frozen=True, slots=True)
class State:
    """What is live on the page. `key` changes with everything but the progress of a job."""

    job: Job | None
    active: Activation | None
    candidate: LanguageModel | None
    serving: Serving
    key: str


class Overview:
    """The page and its actions. Every action names the model that the page showed as the one in charge."""

    def __init__(self, models: Models) -> None:
        self._ground = models

    async def show(self, visit: Visit) -> web.StreamResponse:
        return await self._page(visit)

    async def progress(self, visit: Visit) -> web.StreamResponse:
        """The live part alone; where more than the progress has changed, the page as a whole is opened anew."""
        state = await self._state()
        if visit.asked("seen") != state.key:
            return web.Response(headers={"HX-Refresh": "true"})
        return visit.page("models/_progress.html", job=state.job, serving=state.serving, key=state.key)

    async def train(self, visit: Visit) -> web.StreamResponse:
        form = await visit.form()
        job = await self._ground.jobs.ask(visit.account.login, form.uuid("key"))
        await self._note(visit, "models.train", f"job:{job.id}")
        return visit.go(PATH)

    async def cancel(self, visit: Visit) -> web.StreamResponse:
        job = (await visit.form()).uuid("job")
        await self._ground.jobs.cancel(job)
        await self._note(visit, "models.cancel", f"job:{job}")
        return visit.go(PATH)

    async def compare(self, visit: Visit) -> web.StreamResponse:
        form = await visit.form()
        model = await self._named(form.needed("model"))
        job = await self._ground.jobs.ask(visit.account.login, form.uuid("key"), model.name)
        await self._note(visit, "models.compare", f"model:{model.name}", f"job:{job.id}")
        return visit.go(PATH)

    async def activate(self, visit: Visit) -> web.StreamResponse:
        form = await visit.form()
        model = await self._named(form.needed("model"))
        try:
            made = await self._ground.models.activate(model.name, visit.account.login, form.text("expected"))
        except ModelRefused as refused:
            await self._note(visit, "models.refused", f"model:{model.name}", ", ".join(refused.reasons))
            return await self._page(visit, 409, visit.text("error_ModelRefused"))
        await self._note(visit, "models.activate", f"model:{model.name}", f"before:{made.before}")
        return visit.go(PATH)

    async def discard(self, visit: Visit) -> web.StreamResponse:
        model = await self._named((await visit.form()).needed("model"))
        await self._ground.models.discard(model.name)
        await self._note(visit, "models.discard", f"model:{model.name}")
        return visit.go(PATH)

    async def roll_back(self, visit: Visit) -> web.StreamResponse:
        expected = (await visit.form()).text("expected")
        made = await self._ground.models.roll_back(visit.account.login, expected)
        await self._note(visit, "models.roll_back", f"model:{made.model}", f"before:{made.before}")
        return visit.go(PATH)

    async def probe(self, visit: Visit, _: Mapping[str, str]) -> Mapping[str, object]:
        """Live only for those who may see it; nothing is read for others."""
        if not visit.may(Role.EDITOR, Role.SUPERVISOR, Role.ADMIN):
            return {}
        state = await self._state()
        job = state.job
        told = [job.state, job.phase, job.percent, job.cancelling] if job else []
        return {"training": {"seen": state.key, "job": told}}

    async def _page(self, visit: Visit, status: int = 200, problem: str = "") -> web.StreamResponse:
        state, taught, history = await asyncio.gather(
            self._state(), self._ground.taught.accepted(), self._ground.models.history()
        )
        active, candidate = state.active, state.candidate
        model = await self._model_of(active)
        newest = candidate or model
        in_use = active.model if active else ""
        return visit.page(
            "models/overview.html",
            status,
            job=state.job,
            active=active,
            candidate=candidate,
            serving=state.serving,
            key=state.key,
            model=model,
            history=history,
            news=news_since(taught, newest.taught_until if newest else None),
            gate=gate_of(visit, candidate.evaluation, in_use) if candidate else None,
            problem=problem,
            may_act=visit.may(Role.EDITOR),
            fresh=uuid4,
            names=Names(visit, self._ground.title),
        )

    async def _state(self) -> State:
        job, active, candidate, stations = await asyncio.gather(
            self._ground.jobs.latest(),
            self._ground.models.active(),
            self._ground.models.candidate(),
            self._ground.jobs.stations(),
        )
        serving = serving_of(stations, active.model if active else "")
        parts = (
            active.number if active else 0,
            candidate.name if candidate else "",
            f"{job.id}{job.state}" if job else "",
            serving.key,
        )
        return State(job, active, candidate, serving, "|".join(map(str, parts)))

    async def _model_of(self, active: Activation | None) -> LanguageModel | None:
        if active is None:
            return None
        try:
            return await self._ground.models.find(active.model)
        except UnknownModel:
            return None

    async def _named(self, name: str) -> LanguageModel:
        try:
            return await self._ground.models.find(name)
        except UnknownModel:
            raise web.HTTPNotFound from None

    async def _note(self, visit: Visit, what: str, about: str, detail: str = "") -> None:
        await self._ground.audit.note(Deed(visit.account.login, what, about, detail))
