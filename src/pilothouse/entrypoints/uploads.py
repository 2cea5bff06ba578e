"""Files on their way into a command: stored first, then named in it by the token that stands for them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pilothouse.commands import Command, Fault, Refused
from pilothouse.entrypoints.shapes import shapes_of
from pilothouse.who.items.store import Upload, keep

CHUNK = 1 << 20


def file_fields(command: type[Command]) -> list[str]:
    """Names of the fields of a command that take files."""
    return [shape.name for shape in shapes_of(command) if shape.kind == "files"]


def with_files(command: type[Command], data: Any, files: Any) -> Any:
    """What a form sent, with tokens in place of its files. Raises Refused with the field of a bad one."""
    fields = file_fields(command)
    if not fields:
        return data
    data = data.copy()
    for name in fields:
        data.setlist(name, [_stored(name, file).token() for file in files.getlist(name)])
    return data


def stored_from(file: Any) -> Upload:
    """One uploaded file, stored."""
    return keep(file.chunks(CHUNK), file.name or "file")


def stored_path(path: str) -> str:
    """The token of a file of this machine. Raises Refused when it cannot be read."""
    try:
        return keep(_read(Path(path)), Path(path).name).token()
    except OSError as error:
        raise Refused(f"{path}: cannot be read: {error.strerror or error}") from error


def _stored(name: str, file: Any) -> Upload:
    try:
        return stored_from(file)
    except Refused as refused:
        raise Refused(refused.message, faults=(Fault(name, refused.message),), status=422) from refused


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
