"""New rows that wait to be written together."""

from __future__ import annotations

from typing import Any

from pilothouse.commands import Scope


class Waiting:
    """Writes them table by table, in the order in which tables were first met."""

    def __init__(self, ctx: Scope) -> None:
        self.ctx = ctx
        self._rows: dict[type, list[Any]] = {}

    def add(self, row: Any) -> Any:
        """Let a row wait; the row."""
        self._rows.setdefault(type(row), []).append(row)
        return row

    def write(self) -> None:
        """Write all that wait."""
        for rows in self._rows.values():
            for row in rows:
                self.ctx.save(row)
        self._rows.clear()
