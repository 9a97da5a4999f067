"""The ids a resident's message can be understood as, from nlu/taxonomy.yml."""

from __future__ import annotations

from pathlib import Path

import yaml

FILE = Path(__file__).with_name("taxonomy.yml")


def labels() -> dict[str, str]:
    """Every id (`faq/ktp_hilang`, `task/sapa`) with its description, in the file's order."""
    families: dict[str, dict[str, str]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {f"{family}/{name}": text for family, names in families.items() for name, text in names.items()}
