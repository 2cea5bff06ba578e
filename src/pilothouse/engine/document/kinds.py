"""The kinds of single values in a document. Each kind reads, writes and describes itself as JSON Schema."""

from __future__ import annotations

import math
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from ..plan import Range
from .faults import Place, did_you_mean, shown
from .times import DAY_PATTERN, MOMENT_PATTERN, parse_day, parse_moment, write_moment

Json = dict[str, Any]


class Kind(ABC):
    """A kind of value. ``read`` notes faults at its place and then answers ``blank``."""

    blank: Any = None

    @abstractmethod
    def read(self, value: Any, at: Place) -> Any: ...

    def write(self, value: Any, zone: ZoneInfo) -> Any:
        return value

    @abstractmethod
    def schema(self) -> Json: ...


@dataclass(frozen=True)
class Text(Kind):
    """Text of bounded length, without characters that cannot be stored or shown."""

    longest: int = 10_000
    pattern: str = ""
    hint: str = ""
    blank = ""

    def read(self, value: Any, at: Place) -> str:
        if not isinstance(value, str):
            at.fault(f"is {shown(value)}; write text in quotes")
        elif len(value) > self.longest:
            at.fault(f"has {len(value)} characters; write at most {self.longest}")
        elif "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            at.fault("holds a character that is not text; remove it")
        elif self.pattern and not re.fullmatch(self.pattern, value):
            at.fault(f"is {shown(value)}; {self.hint}")
        else:
            return value
        return ""

    def schema(self) -> Json:
        return {"type": "string", "maxLength": self.longest} | (
            {"pattern": f"^(?:{self.pattern})$"} if self.pattern else {}
        )


ID = Text(
    200, r"[^\s\x00-\x1f\x7f](?:[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f])?", "write an id without spaces around it"
)
SPACES = {"task": "item", "group": "item", "milestone": "item"}


@dataclass(frozen=True)
class Id(Kind):
    """The id by which other parts name this one. Tasks, groups and milestones share one name space."""

    what: str
    blank = ""

    def read(self, value: Any, at: Place) -> str:
        text = ID.read(value, at)
        if not text:
            return text
        declared, key = at.reading.declared, (SPACES.get(self.what, self.what), text)
        if key in declared:
            at.fault(f"{shown(text)} is used already at {declared[key][1]}; write an id of its own")
            at.reading.used_twice.add(text)
        else:
            declared[key] = (self.what, at)
        return text

    def schema(self) -> Json:
        return ID.schema() | {"minLength": 1}


class Ref(Kind):
    """A name of something declared elsewhere in the document; looked up when all of it is read."""

    blank = ""

    def __init__(self, *kinds: str) -> None:
        self.kinds = kinds

    def read(self, value: Any, at: Place) -> str:
        text = ID.read(value, at)
        if text:
            at.reading.references.append((at, text, self.kinds))
        return text

    def schema(self) -> Json:
        return ID.schema() | {"minLength": 1}


@dataclass(frozen=True)
class Number(Kind):
    """A finite number between two bounds, both included; ``unit`` is what the message calls it."""

    low: float
    high: float
    unit: str = "a number"
    whole: bool = False
    blank = 0.0

    def read(self, value: Any, at: Place) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float):
            at.fault(f"is {shown(value)}; write {self.unit} without quotes")
        elif isinstance(value, float) and not math.isfinite(value):
            at.fault(f"is {value}; write {self._wanted()}")
        elif not self.low <= value <= self.high or (self.whole and value != int(value)):
            at.fault(f"is {shown(value)}; write {self._wanted()}")
        else:
            return int(value) if self.whole else float(value)
        return int(self.low) if self.whole else max(0.0, self.low)

    def _wanted(self) -> str:
        return f"{self.unit} from {self.low:,.15g} to {self.high:,.15g}"

    def write(self, value: Any, zone: ZoneInfo) -> Any:
        return int(value) if float(value).is_integer() else float(value)

    def schema(self) -> Json:
        return {"type": "integer" if self.whole else "number", "minimum": self.low, "maximum": self.high}


class Flag(Kind):
    """true or false."""

    blank = False

    def read(self, value: Any, at: Place) -> bool:
        if not isinstance(value, bool):
            at.fault(f"is {shown(value)}; write true or false")
        return value is True

    def schema(self) -> Json:
        return {"type": "boolean"}


class Choice(Kind):
    """One of a few words."""

    def __init__(self, *words: str) -> None:
        self.words, self.blank = words, words[0]

    def read(self, value: Any, at: Place) -> str:
        if isinstance(value, str) and value in self.words:
            return value
        wanted = self.words[0] if len(self.words) == 1 else "one of " + ", ".join(self.words)
        at.fault(f"is {shown(value)}; write {wanted}")
        return self.words[0]

    def schema(self) -> Json:
        return {"enum": list(self.words)}


class Day(Kind):
    """A calendar day."""

    blank = date(2000, 1, 1)

    def read(self, value: Any, at: Place) -> date:
        if not isinstance(value, str):
            at.fault(f'is {shown(value)}; write a day like "2026-01-31"')
            return self.blank
        try:
            return parse_day(value)
        except ValueError as error:
            at.fault(f"is {shown(value)}; {error}")
            return self.blank

    def write(self, value: date, zone: ZoneInfo) -> str:
        return value.isoformat()

    def schema(self) -> Json:
        return {"type": "string", "format": "date", "pattern": DAY_PATTERN}


class Moment(Kind):
    """A day or a time, local to the plan's time zone unless it carries an offset."""

    blank = 0

    def read(self, value: Any, at: Place) -> int:
        if not isinstance(value, str):
            at.fault(f'is {shown(value)}; write a day like "2026-01-31" or a time like "2026-01-31T09:00"')
            return 0
        try:
            return parse_moment(value, at.reading.zone)
        except ValueError as error:
            at.fault(f"is {shown(value)}; {error}")
            return 0

    def write(self, value: int, zone: ZoneInfo) -> str:
        return write_moment(value, zone)

    def schema(self) -> Json:
        return {"type": "string", "pattern": MOMENT_PATTERN}


class TimeZone(Kind):
    """An IANA time zone name."""

    blank = "UTC"

    def read(self, value: Any, at: Place) -> str:
        if find_zone(value) is not None:
            return str(value)
        names = available_timezones() if isinstance(value, str) else ()
        at.fault(
            f'is {shown(value)}; write a time zone like "Europe/Berlin"{did_you_mean(str(value), names)}'
        )
        return "UTC"

    def schema(self) -> Json:
        return {"type": "string"}


def find_zone(name: object) -> ZoneInfo | None:
    """The time zone of that name, or None."""
    try:
        return (
            ZoneInfo(name)
            if isinstance(name, str) and re.fullmatch(r"[\w+\-/]{1,100}", name, re.ASCII)
            else None
        )
    except (ValueError, OSError, KeyError):
        return None


@dataclass(frozen=True)
class Estimate(Kind):
    """A number, or optimistic, likely and pessimistic in that order."""

    number: Number
    blank = Range(0.0, 0.0, 0.0)
    parts = ("optimistic", "likely", "pessimistic")

    def read(self, value: Any, at: Place) -> Range:
        if not isinstance(value, dict):
            return Range.exactly(self.number.read(value, at))
        before = len(at.reading.faults)
        for key in value:
            if key not in self.parts:
                (at / key).fault(
                    f"is not a key here{did_you_mean(key, self.parts)}; write {', '.join(self.parts)}"
                )
        read = [self._part(value, key, at) for key in self.parts]
        if len(at.reading.faults) == before and not read[0] <= read[1] <= read[2]:
            at.fault(f"is {read[0]:g}, {read[1]:g}, {read[2]:g}; write optimistic <= likely <= pessimistic")
        return Range(*read) if len(at.reading.faults) == before else self.blank

    def _part(self, value: Json, key: str, at: Place) -> float:
        if key in value:
            return float(self.number.read(value[key], at / key))
        (at / key).fault("is missing; a range needs optimistic, likely and pessimistic")
        return 0.0

    def write(self, value: Range, zone: ZoneInfo) -> Any:
        numbers = [self.number.write(getattr(value, key), zone) for key in self.parts]
        same = value.optimistic == value.likely == value.pessimistic
        return numbers[0] if same else dict(zip(self.parts, numbers, strict=True))

    def schema(self) -> Json:
        number = self.number.schema()
        properties = dict.fromkeys(self.parts, number)
        shape = {"type": "object", "properties": properties, "required": list(self.parts)}
        return {"oneOf": [number, shape | {"additionalProperties": False}]}
