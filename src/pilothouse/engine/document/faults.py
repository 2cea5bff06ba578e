"""What is wrong with a document: faults with their place, gathered so that all are told at once."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

MAX_FAULTS = 1000


@dataclass(frozen=True, slots=True)
class PlanError:
    """One fault: where (``tasks[3].effort_hours.likely``) and what to write instead."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class PlanErrors(ValueError):
    """A document that cannot be used; ``errors`` holds every fault found, in the order of the document."""

    def __init__(self, errors: Iterable[PlanError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(map(str, self.errors)))

    def __reduce__(self) -> tuple[type[PlanErrors], tuple[tuple[PlanError, ...]]]:
        return type(self), (self.errors,)


@dataclass(slots=True)
class Reading:
    """The state of reading one document: faults so far, ids declared, references still to be looked up."""

    zone: ZoneInfo
    faults: list[PlanError] = field(default_factory=list)
    declared: dict[tuple[str, str], tuple[str, Place]] = field(default_factory=dict)
    references: list[tuple[Place, str, tuple[str, ...]]] = field(default_factory=list)
    used_twice: set[str] = field(default_factory=set)

    def fault(self, path: str, message: str) -> None:
        self.faults.append(PlanError(path, message))
        if len(self.faults) >= MAX_FAULTS:
            self.faults.append(PlanError("", f"more than {MAX_FAULTS} faults: mend these first"))
            raise PlanErrors(self.faults)


@dataclass(frozen=True, slots=True)
class Place:
    """A position in the document. Its path is only put into words when something is wrong there."""

    reading: Reading
    step: str | int = ""
    parent: Place | None = None

    def __truediv__(self, step: str | int) -> Place:
        return Place(self.reading, step, self)

    def __str__(self) -> str:
        steps: list[str] = []
        place: Place | None = self
        while place is not None and place.parent is not None:
            steps.append(f"[{place.step}]" if isinstance(place.step, int) else f".{_shown_key(place.step)}")
            place = place.parent
        return "".join(reversed(steps)).removeprefix(".") or "document"

    def fault(self, message: str) -> None:
        self.reading.fault(str(self), message)


def _shown_key(key: str) -> str:
    return key if key.isidentifier() else shown(key)


def shown(value: object) -> str:
    """A value as a message quotes it: JSON, short, without characters that disturb a terminal."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list | tuple):
        return "a list"
    try:
        text = json.dumps(value)
    except (TypeError, ValueError):
        text = ascii(value)
    return text if len(text) <= 60 else text[:57] + "..."


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint naming the nearest known word, or the known words when they are few, or nothing."""
    words = list(known)
    near = difflib.get_close_matches(word, words, 1, 0.6) if len(word) < 100 and len(words) < 20_000 else []
    if near:
        return f"; did you mean {shown(near[0])}?"
    if 0 < len(words) <= 8:
        return f"; known: {', '.join(map(shown, sorted(words)))}"
    return ""
