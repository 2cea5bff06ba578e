"""From bytes to JSON values: bounded, UTF-8 only, keeping note of keys given twice."""

from __future__ import annotations

import json
from typing import Any

from .faults import PlanError, PlanErrors, shown

MAX_BYTES = 64 * 1024 * 1024


class Repeated(dict[str, Any]):
    """An object in which keys occur more than once; ``keys_twice`` names them."""

    keys_twice: tuple[str, ...] = ()


def load_json(data: str | bytes) -> Any:
    """The JSON value of a text. PlanErrors for wrong encodings, syntax, size and depth."""
    if len(data) > MAX_BYTES:
        raise _error(f"is larger than {MAX_BYTES // 1024**2} MB; split the plan")
    text = _decoded(data).removeprefix("\ufeff")
    try:
        return json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise _error(f"is not JSON: {error.msg}", f"line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise _error("is nested too deeply; a plan has at most six levels") from None
    except ValueError:
        raise _error("holds a number with thousands of digits; write ordinary numbers") from None


def _decoded(data: str | bytes) -> str:
    if isinstance(data, str):
        return data
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _error("is not UTF-8; save the file as UTF-8", f"line {line}") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) == len(pairs):
        return values
    seen: set[str] = set()
    repeated = Repeated(values)
    repeated.keys_twice = tuple(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
    return repeated


def _error(message: str, path: str = "") -> PlanErrors:
    return PlanErrors([PlanError(path or "document", message)])


def refuse_repeated(value: dict[str, Any]) -> list[str]:
    """One message for each key an object gives more than once."""
    keys = value.keys_twice if isinstance(value, Repeated) else ()
    return [f"key {shown(key)} is given twice; keep one" for key in dict.fromkeys(keys)]
