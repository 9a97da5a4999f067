"""The health page: one sentence on top, then each part with what it means and what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

from aiohttp import web

from bot.domain.letters import Side, reason_of
from bot.domain.system_health import AccountHealth, State, SystemHealth, SystemView, Trouble, troubles
from console.staff.problems import explained
from console.staff.visit import Visit

KINDS = {State.WORKS: "done", State.LIMITED: "wait", State.DOWN: "broken", State.BLOCKED: "broken"}
_GIGABYTE = 1e9
_TRAINED = re.compile(r"nlu-(\d{8}T\d{6})-")


@dataclass(frozen=True, slots=True)
class SystemPages:
    """`board` is what is swapped while the page is open."""

    health: SystemHealth

    async def show(self, visit: Visit) -> web.StreamResponse:
        view = await self.health.read()
        return visit.page("system/health.html", HTTPStatus.OK, **_context(visit, view))

    async def board(self, visit: Visit) -> web.StreamResponse:
        view = await self.health.read()
        return visit.page("system/_board.html", HTTPStatus.OK, **_context(visit, view))


def _context(visit: Visit, view: SystemView) -> dict[str, object]:
    wrong = troubles(view)
    return {
        "view": view,
        "wrong": wrong,
        "sentences": [(sentence(visit, trouble), advice(visit, trouble), trouble) for trouble in wrong],
        "accounts": [(account, account_reason(visit, account)) for account in view.accounts],
        "kinds": KINDS,
        "model": model_words(visit, view.word("nlu_model")),
        "jobs": [(job, job_name(visit, job.name)) for job in view.jobs],
        "disk": [round(size / _GIGABYTE, 1) for size in view.disk] if view.disk else None,
        "processes": [(beat, beat.alive(view.now)) for beat in view.beats],
    }


def model_words(visit: Visit, file: str) -> str:
    """When the language model was trained, as its file is named; that name for one that somebody else made."""
    if not file:
        return ""
    if not (found := _TRAINED.match(file)):
        return visit.text("system_model", model=file.removesuffix(".tar.gz"))
    trained = datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    return visit.text("system_model_trained", moment=visit.when.exact(trained))


def sentence(visit: Visit, trouble: Trouble) -> str:
    """ "WhatsApp sedang tidak bisa mengirim sejak 10.12." """
    words = visit.text(f"system_trouble_{trouble.name}", **_facts(visit, trouble))
    if trouble.since is None:
        return words.replace(" {since}", "")
    return words.replace("{since}", visit.text("system_since", moment=_moment(visit, trouble)))


def advice(visit: Visit, trouble: Trouble) -> str:
    return visit.text(f"system_todo_{trouble.name}")


def _facts(visit: Visit, trouble: Trouble) -> dict[str, str]:
    """`since` is put in afterwards: not every trouble has one."""
    facts = dict(trouble.facts) | {"since": "{since}"}
    if channel := facts.get("channel"):
        facts["channel"] = channel_name(visit, channel)
    if job := facts.get("job"):
        facts["job"] = job_name(visit, job)
    return facts


def _moment(visit: Visit, trouble: Trouble) -> str:
    """The clock where it was today, else the whole moment."""
    moment = trouble.since or visit.now
    today = moment.astimezone(visit.now.tzinfo).date() == visit.now.date()
    return visit.when.clock(moment) if today else visit.when.exact(moment)


def account_reason(visit: Visit, account: AccountHealth) -> str:
    """Why an account is in trouble, in the words of the letters."""
    if not account.reason:
        return ""
    reason = reason_of(Side.OUTBOUND, account.reason)
    return f"{visit.text(f'letter_short_{reason.why}')}. {explained(visit, reason)}".rstrip()


def channel_name(visit: Visit, channel: str) -> str:
    key = f"channel_{channel}"
    return visit.text(key) if key in visit.looks.words else channel


def job_name(visit: Visit, job: str) -> str:
    key = f"job_{job.replace(' ', '_')}"
    return visit.text(key) if key in visit.looks.words else job
