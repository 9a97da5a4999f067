"""`python -m nlu.train`: when it trains and when it does not."""

from __future__ import annotations

import shutil
from pathlib import Path

from nlu import model_store
from tests.nlu.conftest import Run, write_examples


def test_training_is_not_needed_when_nothing_changed(run: Run, model: Path) -> None:
    assert run("nlu.train", "--check").returncode == 0
    again = run("nlu.train")
    assert "up to date" in again.stderr
    assert again.stdout.strip() == str(model)


def test_training_is_needed_when_a_message_is_added(run: Run, model: Path, tmp_path: Path) -> None:
    data = shutil.copytree(model_store.DATA, tmp_path / "data")
    assert run("nlu.train", "--check", "--data", data, "--models", model.parent).returncode == 0
    with (data / "faq" / "ktp_hilang.yml").open("a", encoding="utf-8") as file:
        file.write("    - kartuku lenyap ditelan bumi\n")
    assert run("nlu.train", "--check", "--data", data, "--models", model.parent).returncode == 1


def test_training_is_needed_when_a_topic_moves_to_another_name(tmp_path: Path) -> None:
    data = shutil.copytree(model_store.DATA, tmp_path / "data")
    before = model_store.fingerprint(data=data)
    (data / "faq" / "kia.yml").rename(data / "faq" / "kia_anak.yml")
    assert model_store.fingerprint(data=data) != before


def test_training_is_needed_when_the_pipeline_changes(tmp_path: Path) -> None:
    config = tmp_path / "config.yml"
    config.write_text(model_store.CONFIG.read_text().replace("regularisation: 20", "regularisation: 21"))
    assert model_store.fingerprint(config=config) != model_store.fingerprint()


def test_changed_data_makes_a_second_model_and_the_first_stays(
    run: Run, tiny: Path, tiny_model: Path, tmp_path: Path
) -> None:
    models, data = tmp_path / "models", shutil.copytree(tiny, tmp_path / "data")
    models.mkdir()
    first = Path(shutil.copy(tiny_model, models))
    write_examples(data, "task/pamit", ["sampai jumpa", "dadah", "pamit dulu"])
    second = Path(run("nlu.train", "--data", data, "--models", models).stdout.strip())
    assert first != second
    assert first.is_file()
    assert model_store.newest(models) == second
    assert {path.name for path in models.iterdir()} == {".lock", first.name, second.name}


def test_only_the_newest_models_are_kept(tmp_path: Path) -> None:
    for day in range(1, 9):
        (tmp_path / f"nlu-2026010{day}T000000-0123456789abcdef.tar.gz").touch()
    model_store.forget_old(tmp_path)
    assert [path.name[4:12] for path in sorted(tmp_path.iterdir())] == [f"2026010{day}" for day in range(4, 9)]


def test_serving_without_a_model_says_what_to_do(run: Run, tmp_path: Path) -> None:
    failed = run("nlu.serve", "--model", tmp_path)
    assert failed.returncode == 1
    assert "python -m nlu.train" in failed.stderr
