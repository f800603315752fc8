"""The project's own sources, read as trees: what house checks look through."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.support.installation import ROOT

PACKAGES = ("core", "people", "conference", "abstracts", "registration", "workshops")
SINGLE = ("app.py", "config.py")


@cache
def modules(*packages: str) -> dict[str, ast.Module]:
    """Return the parsed modules of some packages, or of all and the two single ones, by their path."""
    paths = [path for package in packages or PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    if not packages:
        paths += [ROOT / name for name in SINGLE]
    return {name_of(path): ast.parse(path.read_text(encoding="utf-8"), str(path)) for path in paths}


def name_of(path: Path) -> str:
    """Return a path as it is said inside the project."""
    return path.relative_to(ROOT).as_posix()


def calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    """Give the calls of functions or methods of these names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in names:
            yield node


def called(call: ast.Call) -> str:
    """Return the last part of the name that is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def imported(tree: ast.AST) -> Iterator[str]:
    """Give the modules a module imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module or ""


def identifiers(tree: ast.AST) -> Iterator[str]:
    """Give every name a module makes or uses; texts and comments are none."""
    for node in ast.walk(tree):
        for attribute in ("id", "attr", "arg", "name", "asname", "module"):
            value = getattr(node, attribute, None)
            if isinstance(value, str):
                yield value


def texts(tree: ast.AST) -> Iterator[str]:
    """Give every text that stands in a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
