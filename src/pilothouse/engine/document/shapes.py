"""The kinds that hold others: lists, maps and records of named fields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from .faults import Place, did_you_mean, shown
from .kinds import Json, Kind
from .load import refuse_repeated

REQUIRED: Any = object()
Check = Callable[[dict[str, Any], Place], None]


class ListOf(Kind):
    """A list; with ``unique`` no value may come twice."""

    blank: tuple[Any, ...] = ()

    def __init__(self, kind: Kind, *, unique: bool = False, least: int = 0) -> None:
        self.kind, self.unique, self.least = kind, unique, least

    def read(self, value: Any, at: Place) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            at.fault(f"is {shown(value)}; write a list in [ ]")
            return ()
        if len(value) < self.least:
            at.fault(f"is empty; name at least {self.least}")
        read = [self.kind.read(each, at / index) for index, each in enumerate(value)]
        if self.unique:
            self._refuse_twice(read, at)
        return tuple(each for each in read if each is not None)

    def _refuse_twice(self, read: list[Any], at: Place) -> None:
        seen: set[Any] = set()
        for index, each in enumerate(read):
            if each in seen and each != self.kind.blank:
                (at / index).fault(f"{shown(str(each))} is given twice; keep one")
            seen.add(each)

    def write(self, value: tuple[Any, ...], zone: ZoneInfo) -> list[Any]:
        return [self.kind.write(each, zone) for each in value]

    def schema(self) -> Json:
        extra: Json = {"uniqueItems": True} if self.unique else {}
        return {"type": "array", "items": self.kind.schema(), "minItems": self.least} | extra


class MapOf(Kind):
    """An object whose keys are data."""

    blank: dict[str, Any] = {}

    def __init__(self, keys: Kind, values: Kind) -> None:
        self.keys, self.values = keys, values

    def read(self, value: Any, at: Place) -> dict[str, Any]:
        if not isinstance(value, dict):
            at.fault(f"is {shown(value)}; write an object in {{ }}")
            return {}
        for message in refuse_repeated(value):
            at.fault(message)
        return {
            self.keys.read(key, at / key): self.values.read(each, at / key) for key, each in value.items()
        }

    def write(self, value: dict[str, Any], zone: ZoneInfo) -> Json:
        return {self.keys.write(key, zone): self.values.write(each, zone) for key, each in value.items()}

    def schema(self) -> Json:
        return {
            "type": "object",
            "propertyNames": self.keys.schema(),
            "additionalProperties": self.values.schema(),
        }


@dataclass(frozen=True)
class Field:
    """A named field of a record: its kind, its value when left out, the attribute it becomes."""

    kind: Kind
    default: Any = REQUIRED
    attribute: str = ""


class Record(Kind):
    """An object with known fields, built by ``build`` from its attributes.

    ``check`` looks at fields together; it is asked only when each is right by itself.
    ``take`` gives the attributes of a built value back for writing.
    """

    def __init__(
        self,
        build: Callable[..., Any],
        fields: dict[str, Field],
        check: Check | None = None,
        take: Callable[[Any], dict[str, Any]] | None = None,
    ) -> None:
        self.build, self.fields, self.check, self.take = build, fields, check, take

    def read(self, value: Any, at: Place) -> Any:
        if not isinstance(value, dict):
            at.fault(f"is {shown(value)}; write an object in {{ }}")
            return None
        before = len(at.reading.faults)
        self._refuse_strangers(value, at)
        read = {
            field.attribute or key: self._field(key, field, value, at) for key, field in self.fields.items()
        }
        if self.check and len(at.reading.faults) == before:
            self.check(read, at)
        return self.build(**read)

    def _refuse_strangers(self, value: Json, at: Place) -> None:
        for message in refuse_repeated(value):
            at.fault(message)
        for key in value:
            if key not in self.fields:
                known = [name for name in self.fields if name not in value]
                (at / str(key)).fault(f"is not a key of the format{did_you_mean(str(key), known)}")

    def _field(self, key: str, field: Field, value: Json, at: Place) -> Any:
        if key in value and not (value[key] is None and field.default is None):
            return field.kind.read(value[key], at / key)
        if field.default is REQUIRED:
            (at / key).fault("is missing; write it")
            return field.kind.blank
        return dict(field.default) if isinstance(field.default, dict) else field.default

    def write(self, value: Any, zone: ZoneInfo) -> Json:
        taken = self.take(value) if self.take else None
        written: Json = {}
        for key, field in self.fields.items():
            name = field.attribute or key
            part = taken[name] if taken is not None else getattr(value, name)
            if field.default is REQUIRED or part != field.default:
                written[key] = field.kind.write(part, zone)
        return written

    def schema(self) -> Json:
        return {
            "type": "object",
            "properties": {key: _property(field) for key, field in self.fields.items()},
            "required": [key for key, field in self.fields.items() if field.default is REQUIRED],
            "additionalProperties": False,
        }


def _property(field: Field) -> Json:
    schema = field.kind.schema()
    return {"anyOf": [schema, {"type": "null"}]} if field.default is None else schema
