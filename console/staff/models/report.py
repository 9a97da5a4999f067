"""From what was measured to what the page says: what is new to learn, who serves, and the gate in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.language_models import Station
from bot.domain.model_quality import MARGIN, Comparison, Evaluation, Exam, Refusal, refusals
from bot.domain.teaching import Example
from console.staff.visit import Visit


@dataclass(frozen=True, slots=True)
class News:
    """What staff taught since the last training, and in all."""

    examples: int
    topics: int
    taught: int
    held_out: int


@dataclass(frozen=True, slots=True)
class Serving:
    """`ready` of the `servers` that report answer with the model in charge; `problems` of the others."""

    servers: int
    ready: int
    problems: tuple[str, ...]
    trainer: bool

    @property
    def key(self) -> str:
        return f"{self.servers}/{self.ready}/{','.join(self.problems)}/{self.trainer}"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the gate."""

    passed: bool
    words: str


@dataclass(frozen=True, slots=True)
class Gate:
    """`open`: the model may take over. `stale`: it was compared with another model than the one in charge now."""

    checks: tuple[Check, ...]
    open: bool
    stale: bool


def news_since(taught: Sequence[Example], until: datetime | None) -> News:
    learnt = [each for each in taught if not each.held_out]
    new = [each for each in learnt if until is None or each.at > until]
    return News(len(new), len({each.label for each in new}), len(learnt), len(taught) - len(learnt))


def serving_of(stations: Sequence[Station], model: str) -> Serving:
    known = [each for each in stations if each.kind == "nlu"]
    servers = [each for each in known if each.alive]
    ready = sum(each.model == model for each in servers)
    problems = {each.problem for each in servers} | {"gone" for each in known if not each.alive}
    trainer = any(each.kind == "trainer" and each.alive for each in stations)
    return Serving(len(servers), ready, tuple(sorted(problems - {""})), trainer)


def gate_of(visit: Visit, evaluation: Evaluation | None, in_use: str) -> Gate:
    against = refusals(evaluation, in_use)
    if evaluation is None:
        return Gate((Check(False, visit.text("models_gate_not_compared")),), open=False, stale=True)
    checks = [_protected(visit, evaluation)]
    test = evaluation.of(Exam.TEST)
    if test is not None and test.before is not None:
        checks += [_not_worse(visit, test, against), _not_wronger(visit, test, against)]
    stale = Refusal.OTHER_MODEL in against
    if stale:
        checks.insert(0, Check(False, visit.text("models_gate_other_model")))
    return Gate(tuple(checks), open=not against, stale=stale)


def _protected(visit: Visit, evaluation: Evaluation) -> Check:
    if evaluation.failures:
        told = visit.text("models_gate_protected_no", count=len(evaluation.failures), all=evaluation.protected)
        return Check(False, told)
    return Check(True, visit.text("models_gate_protected_yes", all=evaluation.protected))


def _not_worse(visit: Visit, test: Comparison, against: Sequence[Refusal]) -> Check:
    return _within(visit, "worse", max(0, -test.net), test, Refusal.WORSE not in against)


def _not_wronger(visit: Visit, test: Comparison, against: Sequence[Refusal]) -> Check:
    before = test.before.wrong_straight if test.before else 0
    more = max(0, test.after.wrong_straight - before)
    return _within(visit, "wronger", more, test, Refusal.WRONGER not in against)


def _within(visit: Visit, name: str, count: int, test: Comparison, passed: bool) -> Check:
    most = int(MARGIN * test.after.messages)
    key = f"models_gate_{name}_" + ("none" if not count else "yes" if passed else "no")
    return Check(passed, visit.text(key, count=count, most=most) if count else visit.text(key))
