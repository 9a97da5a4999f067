"""The console's templates and words as files."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from bot.settings import ROOT

TEMPLATES = ROOT / "console" / "staff" / "templates"
_READ = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.stem)
def test_every_template_can_be_read(path: Path) -> None:
    assert _READ.get_template(str(path.relative_to(TEMPLATES)))


def test_every_words_key_stands_once() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "console" / "staff" / "words").glob("*.yml")]
    keys = Counter(re.findall(r"^([a-z0-9_]+):", "\n".join(texts), re.MULTILINE))
    assert [key for key, times in keys.items() if times > 1] == []
