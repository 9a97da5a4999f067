"""Rules no linter has: file sizes, import contracts, documented settings, no machine's traces in the repository."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import ROOT, Settings

MAX_LINES = 300
README = (ROOT / "README.md").read_text()

TRACKED = [
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    if (ROOT / name).is_file()
]
PYTHON = [path for path in TRACKED if path.suffix == ".py" and "versions" not in path.parts]
TEXT = [path for path in TRACKED if path.suffix not in {".png", ".jpg", ".svg", ".woff2", ".lock", ".tsv"}]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_a_python_file_is_short_enough_to_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MAX_LINES


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_a_module_says_in_its_docstring_what_it_is_for(path: Path) -> None:
    source = path.read_text()
    assert not source.strip() or source.lstrip().startswith(('"""', "#!")), "no module docstring"


def test_the_layers_import_only_what_they_may() -> None:
    lint = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert lint.returncode == 0, lint.stdout


@pytest.mark.parametrize("setting", sorted(Settings.model_fields))
def test_every_setting_is_explained_in_the_readme(setting: str) -> None:
    assert f"`{setting}`" in README


@pytest.mark.parametrize("target", re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
def test_every_make_target_is_explained_in_the_readme(target: str) -> None:
    assert f"make {target}" in README


def test_links_in_the_documents_lead_somewhere() -> None:
    documents = [path for path in TRACKED if path.suffix == ".md"]
    broken = [
        f"{name(path)}: {link}"
        for path in documents
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text())
        if not (path.parent / link).exists()
    ]
    assert broken == []


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "adr").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_no_file_names_a_path_of_somebodys_machine_or_a_package_registry() -> None:
    traces = re.compile(r"(?<![\w.$}])/(?:root|home)/\w|--(?:extra-)?index-url|\"resolved\":\s*\"https?:")
    found = [name(path) for path in TEXT if path != Path(__file__) and traces.search(path.read_text(errors="replace"))]
    assert found == []


def test_lock_files_carry_hashes_and_no_addresses() -> None:
    locks = [path for path in TRACKED if path.suffix == ".lock"]
    assert len(locks) == 6
    for lock in locks:
        pins = re.findall(r"^[a-z0-9][^\s#]*==", lock.read_text(), flags=re.MULTILINE | re.IGNORECASE)
        assert pins
        assert lock.read_text().count("--hash=sha256:") >= len(pins), lock
        assert "://" not in "".join(line for line in lock.read_text().splitlines() if not line.startswith("#")), lock


def test_no_document_holds_an_identity_number() -> None:
    number = re.compile(r"(?<![\w.-])[1-9]\d{15}(?![\w.-])")
    found = [name(path) for path in TEXT if path.suffix in {".md", ".yml", ".html"} and number.search(path.read_text())]
    assert found == []
