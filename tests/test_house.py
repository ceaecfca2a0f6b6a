"""The house rules that no other tool holds: sizes, names, docstrings, forbidden calls, and what lies at the top."""

from __future__ import annotations

import ast
import fnmatch
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

import vault.errors
from vault.errors import ChatVaultError

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "vault").rglob("*.py"))
EVERYTHING = [*SOURCES, *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "packaging").rglob("*.py"))]
MOST_LINES_OF_A_FILE = 400
MOST_LINES_OF_A_FUNCTION = 60
BANNED_NAMES = {"utils", "util", "helpers", "helper", "misc", "common", "manager", "managers", "stuff"}
BANNED_CALLS = {"print", "eval", "exec", "compile", "__import__", "breakpoint"}
BANNED_IMPORTS = {"pickle", "marshal", "shelve", "random"}
TOP = {
    ".ci", ".git", ".gitignore", "LICENSE", "Makefile", "README.md", "packaging", "pyproject.toml", "resources",
    "tests", "uv.lock", "vault",
}  # fmt: skip


def _where(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_the_walk_finds_the_house() -> None:
    assert ROOT / "vault" / "errors" / "__init__.py" in SOURCES
    assert len(SOURCES) > 20


def test_no_file_is_too_long() -> None:
    lengths = {_where(p): len(p.read_text(encoding="utf-8").splitlines()) for p in EVERYTHING}
    assert {name: n for name, n in lengths.items() if n > MOST_LINES_OF_A_FILE} == {}


def test_no_function_is_too_long() -> None:
    spans = {f"{_where(p)}:{f.name}": (f.end_lineno or 0) - f.lineno + 1 for p in SOURCES for f in _functions(p)}
    assert {name: n for name, n in spans.items() if n > MOST_LINES_OF_A_FUNCTION} == {}


def test_no_name_without_a_meaning() -> None:
    parts = {part for p in EVERYTHING for part in (*p.relative_to(ROOT).parts[:-1], p.stem)}
    assert parts & BANNED_NAMES == set()
    tails = {part.rsplit("_", 1)[-1] for part in parts}
    assert tails & BANNED_NAMES == set()


@pytest.mark.parametrize("path", SOURCES, ids=_where)
def test_every_file_says_what_it_is_for(path: Path) -> None:
    said = ast.get_docstring(_tree(path)) or ""
    least = 40 if path.name == "__init__.py" else 15
    assert len(said) >= least, "a docstring that says what stands here and what its words mean"


@pytest.mark.parametrize("path", SOURCES, ids=_where)
def test_nothing_dangerous_is_called(path: Path) -> None:
    found = []
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in BANNED_CALLS:
            found.append(f"{node.func.id}() in line {node.lineno}")
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        found += [f"import {name}" for name in names if name.split(".")[0] in BANNED_IMPORTS]
    assert found == []


@pytest.mark.parametrize("path", SOURCES, ids=_where)
def test_everything_public_is_described(path: Path) -> None:
    """ruff's D1 asks for a docstring; this asks that it is not only the name said again."""
    for node in ast.walk(_tree(path)):
        if not isinstance(node, ast.ClassDef | ast.FunctionDef):
            continue
        said = (ast.get_docstring(node) or "more than the name").strip(" .").lower()
        assert said != node.name.replace("_", " ").lower(), f"{node.name} in line {node.lineno}"


def _ignored() -> list[str]:
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    return [line.strip("/") for line in lines if line]


def test_the_top_of_the_project_holds_only_what_belongs_there() -> None:
    ignored = _ignored()
    found = {p.name for p in ROOT.iterdir() if not any(fnmatch.fnmatch(p.name, pattern) for pattern in ignored)}
    assert found <= TOP
    assert found >= TOP - {".git"}


def _errors() -> list[type[ChatVaultError]]:
    classes = inspect.getmembers(vault.errors, inspect.isclass)
    return [cls for _, cls in classes if issubclass(cls, ChatVaultError)]


def test_the_tree_of_errors_is_drawn_in_full() -> None:
    drawn = set((vault.errors.__doc__ or "").replace("─", " ").replace("│", " ").split())
    assert [cls.__name__ for cls in _errors() if cls.__name__ not in drawn] == []


TESTS = [path for path in EVERYTHING if path.is_relative_to(ROOT / "tests")]


@pytest.mark.parametrize("path", TESTS, ids=_where)
def test_nothing_is_skipped(path: Path) -> None:
    """A tool that is missing is installed by packaging/setup.sh; a test that cannot run is a failure."""
    attributes = [node for node in ast.walk(_tree(path)) if isinstance(node, ast.Attribute)]
    calls = {ast.unparse(node).removeprefix("pytest.").removeprefix("mark.") for node in attributes}
    assert calls & {"skip", "skipif", "xfail", "importorskip"} == set()
