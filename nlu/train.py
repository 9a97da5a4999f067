"""`python -m nlu.train`: make a Rasa NLU model of nlu/data unless there is one that was made of exactly that.

Progress goes to stderr; stdout gets one line, the path of the model. Training Rasa's own way (`rasa train nlu`)
works as well, this adds the skipping, the atomic replacement and the tidying up.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from nlu import model_store
from nlu.progress import tell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    wanted = model_store.fingerprint(options.config, options.data)
    options.models.mkdir(parents=True, exist_ok=True)
    if options.check:
        return _check(options.models, wanted)
    with _alone(options.models):
        model = model_store.fitting(options.models, wanted)
        if options.force or model is None:
            model = _train_anew(options, wanted)
        else:
            _say("The model is up to date.")
    print(model)
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m nlu.train", description=__doc__)
    parser.add_argument("--models", type=Path, default=model_store.MODELS, help="folder of trained models")
    parser.add_argument("--config", type=Path, default=model_store.CONFIG)
    parser.add_argument("--data", type=Path, default=model_store.DATA)
    parser.add_argument("--check", action="store_true", help="only say whether training is needed: exit code 1")
    parser.add_argument("--force", action="store_true", help="train even if nothing changed")
    return parser.parse_args(arguments)


def _check(models: Path, wanted: str) -> int:
    up_to_date = model_store.fitting(models, wanted) is not None
    _say("The model is up to date." if up_to_date else "The model must be trained: run `python -m nlu.train`.")
    return 0 if up_to_date else 1


@contextlib.contextmanager
def _alone(models: Path) -> Iterator[None]:
    """Wait for another training into the same folder, whose result may then be ours."""
    with (models / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _train_anew(options: argparse.Namespace, wanted: str) -> Path:
    _say("Training the language model (about two minutes) ...")
    tell("data")
    started = time.monotonic()
    name = f"nlu-{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}-{wanted}.tar.gz"
    with tempfile.TemporaryDirectory(dir=options.models, prefix=".training-") as workshop:
        trained = _rasa_train(options.config, options.data, Path(workshop), name)
        model: Path = options.models / name
        trained.replace(model)
    model_store.forget_old(options.models)
    _say(f"Trained in {time.monotonic() - started:.0f} s.")
    return model


def _rasa_train(config: Path, data: Path, folder: Path, name: str) -> Path:
    """Rasa's own training, its cache and its words kept out of the way. Imported here: it costs seconds."""
    os.environ["RASA_CACHE_DIRECTORY"] = str(folder / "cache")
    from nlu import quiet  # noqa: F401, PLC0415 - before anything of Rasa

    # isort: split
    from rasa.model_training import train_nlu  # noqa: PLC0415

    with contextlib.redirect_stdout(sys.stderr):
        trained = train_nlu(str(config), str(data), str(folder), fixed_model_name=name)
    if trained is None:
        raise SystemExit("Rasa trained nothing: see its messages above.")
    return Path(trained)


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
