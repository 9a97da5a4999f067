"""The console's templates as files."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from bot.settings import ROOT

TEMPLATES = ROOT / "console" / "staff" / "templates"
_READ = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.stem)
def test_every_template_can_be_read(path: Path) -> None:
    assert _READ.get_template(str(path.relative_to(TEMPLATES)))
