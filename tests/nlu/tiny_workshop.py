"""A workshop that trains with the real pipeline on a handful of messages; run as a program it is a trainer there."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from bot.store.engine import Database
from bot.store.wakeup import Wakeup
from bot.training.trainer import Trainer
from bot.training.workshop import Workshop
from tests.conftest import VAULT
from tests.models import Taught, example
from tests.nlu.conftest import write_examples

SAID = "kartu raib ditelan ombak"
HELD = "identitas hanyut kebawa banjir"
TAUGHT = Taught(example(SAID), example("[halo](x) {y}", "task/sapa"), example(HELD, held_out=True))


def tiny_workshop(folder: Path, needed: int = 1) -> Workshop:
    """Three topics, an exam of four messages, one protected question."""
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    write_examples(data, "faq/ktp_hilang", ["ktp saya hilang", "dompet dicuri", "kartu jatuh di jalan"])
    write_examples(data, "faq/ktp_biaya", ["berapa biayanya", "bayar berapa", "gratis atau tidak"])
    write_examples(data, "task/sapa", ["halo", "selamat pagi", "assalamualaikum"])
    rows = [("ktp hilang", "faq/ktp_hilang"), ("bayar ya", "faq/ktp_biaya"), ("pagi", "task/sapa"), ("halo", "faq/kia")]
    _table(folder / "test.tsv", "text\tlabel\talso_acceptable\tstyle", [f"{text}\t{label}\t\t" for text, label in rows])
    _table(folder / "protected.tsv", "text\tallowed", ["berapa biayanya\tfaq/ktp_biaya"])
    return Workshop(
        models=folder / "models",
        scratch=folder / "training",
        log=folder / "training.log",
        data=data,
        test_set=folder / "test.tsv",
        protected=folder / "protected.tsv",
        needed=needed,
    )


def _table(file: Path, head: str, rows: list[str]) -> None:
    file.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")


async def _train(url: str, folder: Path) -> None:
    database, wakeup = Database(url, VAULT, pool_size=2), Wakeup(url)
    await Trainer(database, wakeup, TAUGHT, tiny_workshop(folder)).run(asyncio.Event())


if __name__ == "__main__":
    asyncio.run(_train(sys.argv[1], Path(sys.argv[2])))
