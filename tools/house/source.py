"""The files that the rules read."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = PurePosixPath("src/pilothouse")
ROOMS = ("who", "why", "what", "how", "when", "together")
TEXT = {"", ".css", ".html", ".jinja", ".js", ".json", ".md", ".py", ".sh", ".svg", ".toml", ".ts", ".txt"}


@dataclass(frozen=True)
class Source:
    """One file: its path from the root of the repository and its text."""

    path: PurePosixPath
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, str(self.path))

    @property
    def is_python(self) -> bool:
        return self.path.suffix == ".py"

    @property
    def in_package(self) -> bool:
        return self.path.is_relative_to(PACKAGE)

    @property
    def parts(self) -> tuple[str, ...]:
        """Folders and stem inside the package: ``("who", "people", "commands")``; empty outside of it."""
        return self.path.relative_to(PACKAGE).with_suffix("").parts if self.in_package else ()

    @property
    def room(self) -> str:
        return self.parts[0] if self.parts else ""


@dataclass(frozen=True)
class Fault:
    """A rule broken: where, which, and what to do about it."""

    path: PurePosixPath
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message} [{self.rule}]"


@dataclass(frozen=True)
class Rule:
    """``applies`` says which files it reads, ``find`` yields (line, message); the examples, pairs of a path
    and a text, test the rule itself and show what it asks for."""

    name: str
    reason: str
    applies: Callable[[Source], bool]
    find: Callable[[Source], Iterator[tuple[int, str]]]
    good: tuple[tuple[str, str], ...]
    bad: tuple[tuple[str, str], ...]

    def faults(self, source: Source) -> list[Fault]:
        if not self.applies(source):
            return []
        return [Fault(source.path, line, self.name, message) for line, message in self.find(source)]


def sources(root: Path = ROOT) -> list[Source]:
    """Every text file that is or may become part of the repository."""
    return [
        Source(PurePosixPath(path.relative_to(root).as_posix()), path.read_text(encoding="utf-8"))
        for path in _paths(root)
        if path.suffix in TEXT and path.is_file() and not path.is_symlink()
    ]


def _paths(root: Path) -> list[Path]:
    command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False)
    if listed.returncode:
        raise SystemExit(f"The house is checked in a git checkout: {listed.stderr.strip()}")
    return sorted({root / name for name in listed.stdout.split("\0") if name})
