"""Lengths of functions and files, held under limits that only fall."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from tools.house.source import Fault, Source

FUNCTION_MAX = 80
FILE_MAX = 500


@dataclass(frozen=True)
class Length:
    """Lines of a function or a file, blank lines, comments and docstrings counted."""

    path: PurePosixPath
    line: int
    name: str
    lines: int


@dataclass(frozen=True)
class Lengths:
    functions: list[Length]
    files: list[Length]


def lengths(sources: Iterable[Source]) -> Lengths:
    """Of all Python the house is made of; migrations are written by Django."""
    counted = [s for s in sources if s.is_python and "migrations" not in s.path.parts]
    package = [s for s in counted if s.in_package]
    return Lengths(
        functions=[length for source in package for length in _functions(source)],
        files=[Length(s.path, 1, s.path.name, len(s.text.splitlines())) for s in counted],
    )


def _functions(source: Source) -> Iterator[Length]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield Length(source.path, node.lineno, node.name, (node.end_lineno or 0) - node.lineno + 1)


def percentile(values: list[int], share: float) -> int:
    """The smallest value that at least ``share`` of them do not exceed; 0 for none."""
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)] if ordered else 0


def measured(found: Lengths) -> dict[str, int]:
    """The numbers that ``tools/budgets.toml`` limits."""
    functions = [length.lines for length in found.functions]
    files = [length.lines for length in found.files]
    return {
        "function_p50": percentile(functions, 0.50),
        "function_p95": percentile(functions, 0.95),
        "file_p90": percentile(files, 0.90),
    }


def too_long(found: Lengths, limits: dict[str, int], excepted: Iterable[str]) -> Iterator[Fault]:
    """What is longer than the house allows: single functions and files, and the spread of all."""
    for length in found.functions:
        if length.lines > FUNCTION_MAX:
            yield Fault(
                length.path,
                length.line,
                "length",
                f"{length.name} has {length.lines} lines, limit {FUNCTION_MAX}",
            )
    known = set(excepted)
    for length in found.files:
        if length.lines > FILE_MAX and str(length.path) not in known:
            yield Fault(length.path, 1, "length", f"{length.lines} lines, limit {FILE_MAX}: make it a folder")
        if length.lines <= FILE_MAX and str(length.path) in known:
            yield Fault(
                length.path, 1, "length", "short enough now: take it off the exceptions in tools/budgets.toml"
            )
    for name, value in measured(found).items():
        if value > limits[name]:
            path = PurePosixPath("tools/budgets.toml")
            yield Fault(
                path, 1, "length", f"{name} grew to {value}, limit {limits[name]}: shorten what is new"
            )
