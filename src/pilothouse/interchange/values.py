"""What a reader returns: the plan, where it came from, and in plain words what was lost on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from pilothouse.engine.plan import Plan

if TYPE_CHECKING:
    from pilothouse.interchange.issues.mapping import Offer

SHOWN_FAULTS = 200
"""So many faults are kept word by word; a file with more is broken as a whole."""
SHOWN_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing in a file that cannot be imported: where it stands, what is wrong and how to mend it.

    ``unit`` is what ``line`` counts: rows of a table are not lines where cells span several."""

    line: int
    path: str
    message: str
    unit: str = "line"

    def __str__(self) -> str:
        place = f"{self.unit} {self.line}" if self.line else ""
        return f"{', '.join(part for part in (place, self.path) if part)}: {self.message}"


class ReadErrors(ValueError):
    """A file that cannot be imported, with all its faults at once."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))

    @classmethod
    def single(cls, message: str, line: int = 0, path: str = "file") -> ReadErrors:
        """The error for a file that is wrong as a whole."""
        return cls((Fault(line, path, message),))


@dataclass(frozen=True, slots=True)
class Loss:
    """Something in the file that the plan does not carry, or carries differently.

    ``where`` is the part of the file (tasks, links, people, calendars, project), ``what`` names the thing in
    the singular, ``kept_as`` says what became of it, ``examples`` are names of the first few."""

    where: str
    what: str
    kept_as: str
    count: int = 1
    examples: tuple[str, ...] = ()

    def __str__(self) -> str:
        times = f" ({self.count})" if self.count > 1 else ""
        names = f" [{', '.join(self.examples)}{', …' if self.count > len(self.examples) else ''}]"
        return f"{self.what}{times}: {self.kept_as}{names if self.examples else ''}"


@dataclass(frozen=True, slots=True)
class Planned:
    """What a baseline says of one task: moments in UTC minutes and work in hours, each if it was stored."""

    start: int | None
    finish: int | None
    work_hours: float | None


@dataclass(frozen=True, slots=True)
class Baseline:
    """A plan as it was accepted once: by number, what each task was to be."""

    number: int
    tasks: Mapping[str, Planned]


@dataclass(frozen=True, slots=True)
class Imported:
    """A plan read from a file.

    ``identities`` gives for each task, group, milestone, person and calendar the id it has in the source, so
    that a second import finds it again. ``outline`` holds the ids of tasks, groups and milestones in the
    order of the source. ``stored_dates`` are the dates the source had, as UTC minutes, to compare with the
    computed ones; ``counts`` says how much came in. ``details`` are what a plan does not carry and the house
    does, by id, ``users`` who is named with their address; ``offer`` is what may be mapped otherwise."""

    plan: Plan
    source: str
    identities: Mapping[str, str] = field(default_factory=dict)
    outline: tuple[str, ...] = ()
    baselines: tuple[Baseline, ...] = ()
    stored_dates: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    losses: tuple[Loss, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    details: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    users: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    offer: Offer | None = None
    prefix: str = ""


class Ledger:
    """Collects the faults and losses of one reading."""

    def __init__(self, unit: str = "line") -> None:
        self._unit = unit
        self._faults: list[Fault] = []
        self._more = 0
        self._losses: dict[tuple[str, str, str], Loss] = {}

    def fault(self, line: int, path: str, message: str) -> None:
        """Note something that keeps the file from being imported."""
        if len(self._faults) < SHOWN_FAULTS:
            self._faults.append(Fault(line, path, message, self._unit))
        else:
            self._more += 1

    def loss(self, where: str, what: str, kept_as: str, example: str = "", count: int = 1) -> None:
        """Note something that does not come in as it was; equal ones are counted together."""
        key = (where, what, kept_as)
        known = self._losses.get(key, Loss(where, what, kept_as, count=0))
        enough = not example or len(known.examples) >= SHOWN_EXAMPLES
        names = known.examples if enough else (*known.examples, example)
        self._losses[key] = replace(known, count=known.count + count, examples=names)

    def raise_faults(self) -> None:
        """Raise ``ReadErrors`` if any fault was noted, in the order of the file."""
        if not self._faults:
            return
        faults = sorted(self._faults, key=lambda fault: fault.line)
        if self._more:
            faults.append(Fault(0, "file", f"{self._more} more faults like these."))
        raise ReadErrors(tuple(faults))

    def losses(self) -> tuple[Loss, ...]:
        """All losses noted so far, grouped."""
        return tuple(self._losses.values())
