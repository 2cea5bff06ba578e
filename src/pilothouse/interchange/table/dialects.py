"""Whose table it is: what each tool calls its columns, and how it writes people, comments and logs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from pilothouse.interchange.table.roles import usual_role

Parsed = tuple[str, str, str, str]
"""Moment, author's id or name, text, and seconds (empty in a comment)."""


def _whole(cell: str) -> Parsed:
    return "", "", cell, ""


def _usual(name: str) -> str:
    return usual_role(name)


@dataclass(frozen=True, slots=True)
class Dialect:
    """A tool's way of writing a table. ``marks`` are columns by which it is known; ``role`` tells what a
    column of a name holds. ``parts`` says what separates several labels or keys in one cell."""

    source: str
    marks: frozenset[str] = frozenset()
    role: Callable[[str], str] = _usual
    parts: str = ",;\n"
    comment: Callable[[str], Parsed] = _whole
    log: Callable[[str], Parsed] = _whole
    quiet: frozenset[str] = field(default_factory=frozenset)
    """Columns nobody misses: they are not named among the losses."""

    def knows(self, header: Sequence[str]) -> bool:
        """Whether a header is this tool's."""
        return bool(self.marks) and self.marks <= set(header)


def role_by_name(roles: Mapping[str, str]) -> Callable[[str], str]:
    """Roles by the exact names of a tool's columns."""
    return lambda name: roles.get(name, "")


GENERIC = Dialect("Table")
