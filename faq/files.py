"""Reads the YAML files of faq/ into their schema, gathering every problem instead of stopping at the first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from faq.office import Office
from faq.schema import InBoth, InterestFile, InterestsFile, Menu, PhrasesFile, TitlesFile, Topic, WordsFile

T = TypeVar("T")


@dataclass
class Content:
    """Everything that could be read, and a line for each thing that could not."""

    topics: dict[str, Topic] = field(default_factory=dict)
    phrases: dict[str, InBoth] = field(default_factory=dict)
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    titles: dict[str, InBoth] = field(default_factory=dict)
    interests: dict[str, InterestFile] = field(default_factory=dict)
    menu: Menu = field(default_factory=lambda: Menu(groups={}))
    office: Office | None = None
    problems: list[str] = field(default_factory=list)


def read_content(folder: Path, office_file: Path) -> Content:
    """Read a content folder and an office file; never raises for what stands in them."""
    content = Content()
    for path in sorted((folder / "topics").glob("*.yml")):
        if topic := _read(path, Topic.model_validate, content.problems):
            content.topics[topic.id] = topic
            if topic.id != path.stem:
                content.problems.append(f"{_named(path)}: id {topic.id} is not the file's name")
    for path in sorted((folder / "phrases").glob("*.yml")):
        phrases = _read(path, PhrasesFile.validate_python, content.problems) or {}
        content.problems += [
            f"{_named(path)}: {key} stands in another file too" for key in phrases if key in content.phrases
        ]
        content.phrases |= phrases
    content.words = _read(folder / "words.yml", WordsFile.validate_python, content.problems) or {}
    content.titles = _read(folder / "titles.yml", TitlesFile.validate_python, content.problems) or {}
    content.interests = _read(folder / "interests.yml", InterestsFile.validate_python, content.problems) or {}
    content.menu = _read(folder / "menu.yml", Menu.model_validate, content.problems) or content.menu
    content.office = _read(office_file, Office.model_validate, content.problems)
    return content


class _OneOfEach(yaml.CSafeLoader):
    """YAML's own rule is that the last of two equal keys wins, silently. In C, for the 70 files of every start."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        if twice := {key for key in keys if keys.count(key) > 1}:
            raise yaml.YAMLError(f"written twice: {', '.join(map(str, twice))}")
        return super().construct_mapping(node, deep)


def _read(path: Path, validate: Callable[[Any], T], problems: list[str]) -> T | None:
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_OneOfEach)  # noqa: S506 (a SafeLoader)
        return validate(raw)
    except OSError:
        problems.append(f"{_named(path)}: cannot be read")
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        problems.append(f"{_named(path)}: not YAML: {' '.join(str(error).split())}")
    except ValidationError as error:
        for one in error.errors(include_url=False, include_input=False):
            where = ".".join(str(step) for step in one["loc"])
            problems.append(f"{_named(path)}: {where}: {one['msg']}")
    return None


def _named(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"
