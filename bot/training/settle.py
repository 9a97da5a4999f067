"""Which model a server starts with: the one in charge, the one before where its file is gone, or a new one."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

from bot.domain.errors import SettingsError
from bot.domain.language_models import Activation, How, UnknownModel
from bot.domain.teaching import TaughtExamples
from bot.store.language_models import PostgresModels, TrainedModel
from bot.training.child import sweep, train
from bot.training.workshop import TrainingFailed, Workshop, prepare
from nlu import model_store

Say = Callable[[str], None]
_WHY = {
    "disk_full": "there is not enough room on the disk",
    "memory": "there was not enough memory",
}


async def settle(workshop: Workshop, models: PostgresModels, taught: TaughtExamples, say: Say) -> Path:
    """The file to serve. It trains only where there is no model yet or the project's data changed, and never forgets
    what staff taught. Raises SettingsError where there is nothing to serve."""
    active = await models.active()
    fitting = active is not None and await _is_of_today(workshop, models, active.model)
    if active is not None and fitting:
        if file := _present(workshop, active.model):
            return file
        say(f"The file of the model in charge, {active.model}, is gone.")
        if file := await _former(workshop, models, active):
            say(f"Going on with the model before it, {file.name}.")
            return file
    return await _anew(workshop, models, taught, say, active)


async def _former(workshop: Workshop, models: PostgresModels, active: Activation) -> Path | None:
    file = _present(workshop, active.before)
    if file is None or not await _is_of_today(workshop, models, active.before):
        return None
    await models.put_in_charge(active.before, How.FALLBACK)
    return file


async def _anew(
    workshop: Workshop, models: PostgresModels, taught: TaughtExamples, say: Say, active: Activation | None
) -> Path:
    try:
        file = await _trained(workshop, models, taught, say)
    except TrainingFailed as failure:
        why = _WHY.get(failure.reason, f"{workshop.log} says why")
        present = _present(workshop, active.model) if active else None
        if present is None:
            raise SettingsError([f"Training the language model failed: {why}"]) from failure
        say(f"Training the language model failed ({why}); going on with the model in charge.")
        return present
    await models.put_in_charge(file.name, How.FIRST if active is None else How.RELEASE)
    model_store.keep(workshop.models, [file.name, active.model if active else ""])
    return file


async def _trained(workshop: Workshop, models: PostgresModels, taught: TaughtExamples, say: Say) -> Path:
    sweep(workshop)
    lesson = prepare(workshop, await taught.accepted())
    try:
        file = model_store.fitting(workshop.models, lesson.wanted)
        if file is None:
            workshop.check_disk()
            say("Training the language model; this takes about two minutes …")
            file = await train(workshop, lesson, lambda _phase, _share: None)
            say("Trained.")
    finally:
        sweep(workshop)
    await models.register(TrainedModel(file.name, workshop.files, lesson.taught, lesson.taught_until))
    return file


async def _is_of_today(workshop: Workshop, models: PostgresModels, name: str) -> bool:
    with contextlib.suppress(UnknownModel):
        return (await models.find(name)).files == workshop.files
    return False


def _present(workshop: Workshop, name: str) -> Path | None:
    file = workshop.models / name
    return file if name and file.is_file() else None
