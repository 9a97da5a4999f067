"""Every deed that is noted anywhere has words on the page of the audit log."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import ROOT
from console.staff.words import read_words

FOLDERS = ("bot", "console")
_WHAT = 1


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            if "Deed" in text:
                yield path, ast.parse(text)


class Deeds:
    """Names of deeds in one file. A name that a function takes as its argument is looked for where it is called."""

    def __init__(self, module: ast.Module) -> None:
        self.names: set[str] = set()
        self.unknown: set[int] = set()
        self._module = module
        self._constants = {
            target.id: node.value.value
            for node in module.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        self._asked: set[tuple[str, str]] = set()
        self._collect("Deed", "what", _WHAT)

    def _collect(self, function: str, name: str, position: int) -> None:
        if (function, name) in self._asked:
            return
        self._asked.add((function, name))
        for scope in ast.walk(self._module):
            if isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef)):
                for call in ast.walk(scope):
                    if isinstance(call, ast.Call) and _called(call) == function:
                        self._take(_argument(call, name, position), scope)

    def _take(self, value: ast.expr | None, scope: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        match value:
            case ast.Constant(value=str(name)):
                self.names.add(name)
            case ast.IfExp():
                self._take(value.body, scope)
                self._take(value.orelse, scope)
            case ast.Name(id=name) if name in self._constants:
                self.names.add(str(self._constants[name]))
            case ast.Name(id=name) if name in (arguments := _parameters(scope)):
                place = arguments.index(name) - (arguments[:1] in (["self"], ["cls"]))
                self._collect(scope.name, name, place)
            case ast.JoinedStr(values=[ast.Constant(value=str(area)), ast.FormattedValue()]) if area.endswith("."):
                self.names.add(area.rstrip("."))  # the rest is known where it runs: the area has words of its own
            case ast.Attribute() | ast.Starred() | None:
                pass  # a deed that is copied or read back
            case _:
                self.unknown.add(value.lineno)


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _argument(call: ast.Call, name: str, position: int) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    return call.args[position] if len(call.args) > position else None


def _parameters(scope: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    return [each.arg for each in (*scope.args.posonlyargs, *scope.args.args, *scope.args.kwonlyargs)]


def test_every_deed_has_words_for_the_log() -> None:
    words = read_words()
    found = {name for _, module in sources() for name in Deeds(module).names}
    assert "staff.add" in found
    assert "sign_in.refused" in found
    missing = sorted(name for name in found if f"deed_{name}" not in words)
    assert missing == [], f"write deed_<name> into console/staff/words for: {', '.join(missing)}"


def test_names_of_deeds_are_written_out_where_they_are_noted() -> None:
    unknown = [f"{path.relative_to(ROOT)}:{line}" for path, module in sources() for line in Deeds(module).unknown]
    assert unknown == [], "write the name of the deed out (a constant, or one of two)"


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("def a(x): note(Deed('me', 'one.two', x))", {"one.two"}),
        ("def a(x): Deed('me', what='a' if x else 'b')", {"a", "b"}),
        ("def a(x, what): Deed(x, what)\ndef b(): a(1, 'c')", {"c"}),
        ("W = 'd'\ndef a(x): Deed(x, W)", {"d"}),
        ("def a(x, what): Deed(x, f'area.{what}')", {"area"}),
        ("class A:\n def n(self, what): Deed(1, what)\n def m(self): self.n('e')", {"e"}),
    ],
)
def test_names_are_found_however_they_are_handed_on(code: str, names: set[str]) -> None:
    assert Deeds(ast.parse(code)).names == names
