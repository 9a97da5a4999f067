"""`python -m nlu.evaluate --data FILE.tsv --out FILE.json`: rate a trained model on labelled messages.

The table has a header and the columns text, label and, if wanted, also_acceptable (ids, separated by comma, semicolon,
bar or space) and style. It may call tasks by their bare name (`sapa` for `task/sapa`): the answers then do so too.
"""

from __future__ import annotations

import argparse
import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlu import model_store, scoring, taxonomy
from nlu.scoring import Judged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from nlu.graph import TrainedGraph

OWN_TEST_SET = model_store.ROOT / "nlu" / "test_set.tsv"
REPORT = model_store.ROOT / "var" / "nlu-evaluation.json"
BATCH = 64
_TASK = "task/"


@dataclass(frozen=True)
class Row:
    """One labelled message, the labels as the file spells them."""

    text: str
    label: str
    also: tuple[str, ...] = ()
    style: str = ""


def read_rows(file: Path) -> list[Row]:
    """Raises ValueError when text or label has no column."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        table = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        if not {"text", "label"} <= set(table.fieldnames or ()):
            raise ValueError(f"{file} needs the columns text and label")
        return [_row(cells) for cells in table]


def _row(cells: Mapping[str, str | None]) -> Row:
    also = cells.get("also_acceptable") or ""
    for separator in ",;|":
        also = also.replace(separator, " ")
    label = (cells["label"] or "").strip()
    return Row(cells["text"] or "", label, tuple(also.split()), (cells.get("style") or "").strip())


def spelling(rows: Sequence[Row]) -> dict[str, str]:
    """From the taxonomy's ids to the names the file uses."""
    ids = list(taxonomy.labels())
    bare = {label_id.removeprefix(_TASK) for label_id in ids if label_id.startswith(_TASK)}
    if any(label in bare for row in rows for label in (row.label, *row.also)):
        return {label_id: label_id.removeprefix(_TASK) for label_id in ids}
    return {label_id: label_id for label_id in ids}


def judge(graph: TrainedGraph, rows: Sequence[Row]) -> Iterator[Judged]:
    names = spelling(rows)
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        for row, answer in zip(batch, graph.parse([row.text for row in batch]), strict=True):
            ranking = [
                (names.get(guess["name"], guess["name"]), guess["confidence"]) for guess in answer["intent_ranking"]
            ]
            yield Judged(row.text, row.label, row.also, row.style, ranking)


def report(judged: Sequence[Judged], model: str) -> dict[str, Any]:
    rows = [
        {
            "text": each.text,
            "label": each.label,
            "ranking": [{"id": name, "confidence": confidence} for name, confidence in each.ranking],
        }
        for each in judged
    ]
    return {"model": model, "summary": scoring.summary(judged), "rows": rows}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m nlu.evaluate", description=__doc__)
    parser.add_argument("--data", type=Path, default=OWN_TEST_SET)
    parser.add_argument("--out", type=Path, default=REPORT)
    parser.add_argument("--model", type=Path, default=model_store.MODELS, help="model file, or folder: its newest")
    parser.add_argument("--pictures", type=Path, help="folder to draw the reliability curve and the confusions in")
    options = parser.parse_args(arguments)
    rows = read_rows(options.data)
    from nlu.graph import TrainedGraph  # noqa: PLC0415 - seconds of Rasa, after the arguments are known to be right

    graph = TrainedGraph.load(model_store.resolve(options.model))
    judged = list(judge(graph, rows))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(report(judged, graph.archive.name), ensure_ascii=False), encoding="utf-8")
    print(scoring.table(scoring.summary(judged)))
    if options.pictures:
        from nlu.pictures import draw  # noqa: PLC0415 - a second of matplotlib that others need not wait for

        draw(judged, scoring.summary(judged), options.pictures)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
