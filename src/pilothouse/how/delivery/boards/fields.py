"""Fields of commands that move cards."""

from __future__ import annotations

from typing import Annotated

from pilothouse.commands import Hint, RefTo

IntoColumn = Annotated[Annotated[str, RefTo("delivery.column")] | None, Hint(hidden=True)]
"""The column of a board it goes to; else the first one of its state."""
FinishFirst = Annotated[
    Annotated[str, RefTo("delivery.task", where="state=started")] | None,
    Hint(label="What will you finish first?", help="Asked where a column holds what was agreed."),
]
