"""JSON of other tools, item by item: an array, an object, or one after the other (JSON Lines)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from pilothouse.interchange.values import ReadErrors
from pilothouse.interchange.xml_stream import chunks

_SPACE = re.compile(r"[\s,]*")
_LINE_SPACE = re.compile(r"\s*")
Json = dict[str, Any]


def json_items(data: bytes) -> Iterator[Any]:
    """The elements of an outermost array, or the values that stand one after the other. Only one of them is
    held at a time. Raises ``ReadErrors`` with the line where it is no JSON."""
    text = _decoded(b"".join(chunks(data))).removeprefix("\ufeff")
    decode = json.JSONDecoder(parse_constant=_no_number).raw_decode
    place = _after(text, 0, _LINE_SPACE)
    listed = text[place : place + 1] == "["
    place += listed
    while True:
        place = _after(text, place, _SPACE if listed else _LINE_SPACE)
        if place >= len(text):
            if listed:
                raise _fault(text, place, "the list is never closed; the file was probably cut off")
            return
        if listed and text[place] == "]":
            return
        try:
            item, place = decode(text, place)
        except json.JSONDecodeError as error:
            raise _fault(text, error.pos, error.msg) from error
        except RecursionError:
            raise _fault(text, place, "it is nested too deeply") from None
        except ValueError as error:
            raise _fault(text, place, f"{error}") from error
        yield item


def _after(text: str, place: int, space: re.Pattern[str]) -> int:
    found = space.match(text, place)
    return found.end() if found else place


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no number")


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ReadErrors.single("The file is not UTF-8. Save it as UTF-8.", line) from error


def _fault(text: str, place: int, why: str) -> ReadErrors:
    line = text.count("\n", 0, place) + 1
    return ReadErrors.single(f"This is not JSON as it should be: {why}. Export it again.", line)


def part(value: Any, *path: str) -> Any:
    """What lies at a path of objects, or None where it breaks off."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def word(value: Any, *path: str) -> str:
    """A text or number at a path, as text; empty for anything else."""
    found = part(value, *path)
    if isinstance(found, str):
        return found.replace("\0", "")
    return str(found) if isinstance(found, int | float) and not isinstance(found, bool) else ""


def parts(value: Any, *path: str) -> list[Any]:
    """The list at a path; empty for anything else."""
    found = part(value, *path)
    return found if isinstance(found, list) else []
