"""What became of a command."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal


@dataclass(frozen=True)
class Fault:
    """What is wrong with one field, and how to mend it."""

    field: str
    message: str


class Refused(Exception):
    """The gate did not take a command: invalid, not allowed, or in conflict with newer values.

    ``status`` is the HTTP status of the answer. ``stale`` holds, for a conflict, what the author saw and what
    stands there now. ``look`` is the key of what should be looked at before it is tried again."""

    def __init__(
        self,
        message: str,
        *,
        faults: tuple[Fault, ...] = (),
        status: int = 422,
        stale: dict[str, Any] | None = None,
        look: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.faults = faults
        self.status = status
        self.stale = stale or {}
        self.look = look


@dataclass(frozen=True)
class Outcome:
    """The gate's answer: ``applied`` with what changed and its undo, or ``proposed`` with who decides,
    or ``kept`` in its author's basket.

    A proposal ``waits_for`` others than its deciders until ``decide_by``; ``agreed`` when its author is one
    of its deciders."""

    status: Literal["applied", "proposed", "kept"]
    sentence: str
    revision: int
    group: str | None = None
    changed: tuple[str, ...] = ()
    proposal: str | None = None
    deciders: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()
    decide_by: datetime | None = None
    agreed: bool = False
    because: str = ""
    told: tuple[str, ...] = ()
    created: tuple[str, ...] = ()
    impact: dict[str, Any] | None = field(default=None, repr=False)
    told_once: dict[str, str] = field(default_factory=dict, repr=False)
    """Secrets made for this change, by field: nobody can read them again."""

    def to_json(self) -> dict[str, Any]:
        """For REST and the command line."""
        by = self.decide_by and self.decide_by.isoformat()
        return asdict(self) | {"decide_by": by}
