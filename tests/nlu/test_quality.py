"""How well residents are understood: floors just under what was measured, on messages never trained on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nlu import taxonomy
from nlu.evaluate import Row, read_rows, spelling
from nlu.model_store import ROOT
from nlu.scoring import Judged, macro_f1, summary, table
from tests.nlu.conftest import Run

# Measured in November 2026: 87.3 % right, 94.0 % within three, macro-F1 0.871; faq 86.6, task 89.2.
RIGHT, WITHIN_THREE, MACRO_F1 = 0.85, 0.925, 0.85
RIGHT_BY_FAMILY = {"faq": 0.84, "task": 0.84}


def test_residents_are_understood_as_well_as_before(report: dict[str, Any]) -> None:
    rated = report["summary"]
    assert rated["accuracy"] >= RIGHT
    assert rated["within_three"] >= WITHIN_THREE
    assert rated["macro_f1"] >= MACRO_F1


@pytest.mark.parametrize("family", RIGHT_BY_FAMILY)
def test_neither_questions_nor_tasks_fall_behind(report: dict[str, Any], family: str) -> None:
    assert report["summary"]["by_family"][family]["accuracy"] >= RIGHT_BY_FAMILY[family]


def test_no_id_is_lost_altogether(report: dict[str, Any]) -> None:
    found = {row["label"] for row in report["rows"] if row["label"] in [each["id"] for each in row["ranking"][:3]]}
    assert found == set(taxonomy.labels())


def test_the_report_ranks_every_id_for_every_row(report: dict[str, Any]) -> None:
    rows = read_rows(ROOT / "nlu" / "test_set.tsv")
    assert [row["text"] for row in report["rows"]] == [row.text for row in rows]
    for row in report["rows"]:
        assert {each["id"] for each in row["ranking"]} == set(taxonomy.labels())


def test_a_table_with_bare_task_names_is_answered_in_them(run: Run, model: Path, tmp_path: Path) -> None:
    data, out = tmp_path / "data.tsv", tmp_path / "deep" / "out.json"
    data.write_text("text\tlabel\nhalo\tsapa\nktp saya hilang\tfaq/ktp_hilang\n", encoding="utf-8")
    done = run("nlu.evaluate", "--data", data, "--out", out, "--model", model)
    assert "right" in done.stdout
    first, second = json.loads(out.read_text(encoding="utf-8"))["rows"]
    assert (first["ranking"][0]["id"], second["ranking"][0]["id"]) == ("sapa", "faq/ktp_hilang")


def test_the_ids_are_spelled_as_in_the_taxonomy_otherwise() -> None:
    assert all(name == label for label, name in spelling([Row("halo", "task/sapa")]).items())


def test_other_acceptable_ids_and_styles_are_read(tmp_path: Path) -> None:
    data = tmp_path / "data.tsv"
    data.write_text('text\tlabel\talso_acceptable\tstyle\n"x" y\tfaq/kia\tfaq/kk_baru, task/menu\tslang\n')
    assert read_rows(data) == [Row('"x" y', "faq/kia", ("faq/kk_baru", "task/menu"), "slang")]


def test_a_table_without_labels_is_refused(tmp_path: Path) -> None:
    data = tmp_path / "data.tsv"
    data.write_text("text\nhalo\n")
    with pytest.raises(ValueError, match="text and label"):
        read_rows(data)


def test_the_scores_of_a_small_table_are_those_done_by_hand() -> None:
    judged = [
        Judged("1", "faq/a", (), "slang", [("faq/a", 0.9), ("faq/b", 0.1)]),
        Judged("2", "faq/a", (), "slang", [("faq/b", 0.6), ("faq/a", 0.4)]),
        Judged("3", "task/c", ("faq/b",), "", [("faq/b", 0.8), ("task/c", 0.2)]),
        Judged("4", "task/c", (), "", [("faq/a", 0.4), ("faq/b", 0.3), ("x", 0.2), ("task/c", 0.1)]),
    ]
    rated = summary(judged)
    assert (rated["accuracy"], rated["within_three"]) == (0.5, 0.75)
    assert rated["by_style"]["slang"] == {"messages": 2, "accuracy": 0.5, "within_three": 1.0}
    assert macro_f1(judged) == pytest.approx((2 * 1 / 4 + 2 * 1 / 3) / 2)
    assert "50.0%" in table(rated)
