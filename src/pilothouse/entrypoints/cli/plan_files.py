"""Plans and results, from and to files: what cannot be read is told line by line, without a traceback."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pilothouse.engine.document import PlanErrors, read_plan, write_plan
from pilothouse.engine.plan import Plan

from .main import BadInput

MAX_BYTES = 256 * 1024 * 1024


def read_file(path: str) -> bytes:
    """The content of a file, or of standard input for ``-``."""
    try:
        if path == "-":
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(path).open("rb") as file:
                data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise BadInput(f"{_named(path)}: cannot be read: {reason}") from None
    if len(data) > MAX_BYTES:
        raise BadInput(f"{_named(path)}: is larger than {MAX_BYTES // 1024**2} MB")
    return data


def load_plan(path: str) -> Plan:
    """The plan of a plan document or of MS Project XML, told apart by their content."""
    data = read_file(path)
    if not data.strip():
        raise BadInput(f"{_named(path)}: is empty; give a plan document or MS Project XML")
    with faults_of(path):
        return read_plan(data) if _is_document(data) else _import(data, path)


def _is_document(data: bytes) -> bool:
    """Whether it begins like JSON, in UTF-16 too; the readers tell all other kinds apart."""
    return data[:200].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1] in (b"{", b"[")


def _import(data: bytes, path: str) -> Plan:
    from pilothouse.interchange.readers import read

    imported = read(data, "" if path == "-" else Path(path).name)
    for loss in getattr(imported, "losses", ()):
        print(f"{_named(path)}: not kept: {loss}", file=sys.stderr)
    return imported.plan


@contextmanager
def faults_of(path: str) -> Iterator[None]:
    """Faults of what a file says become lines that begin with its name."""
    try:
        yield
    except PlanErrors as errors:
        raise BadInput(*(f"{_named(path)}: {error}" for error in errors.errors)) from None
    except ValueError as error:
        raise BadInput(*(f"{_named(path)}: {line}" for line in str(error).splitlines())) from None


def save_plan(plan: Plan, path: str) -> None:
    """Write a plan document, or MS Project XML when the name ends in ``.xml``."""
    if path.lower().endswith(".xml"):
        _save(path, _as_xml(plan))
    else:
        _save(path, (json.dumps(write_plan(plan), indent=2, ensure_ascii=False) + "\n").encode())


def _as_xml(plan: Plan) -> bytes:
    from pilothouse.engine.scheduling.dispatch import schedule
    from pilothouse.interchange.mspdi_writer import mspdi_losses, write_mspdi

    for loss in mspdi_losses(plan):
        print(f"not kept: {loss}", file=sys.stderr)
    return write_mspdi(plan, schedule(plan, load=False))


def _save(path: str, data: bytes) -> None:
    try:
        if path == "-":
            sys.stdout.buffer.write(data)
        else:
            Path(path).write_bytes(data)
    except OSError as error:
        raise BadInput(f"{path}: cannot be written: {error.strerror}") from None


def print_json(value: Any) -> None:
    """A result as JSON on standard output."""
    print(json.dumps(value, indent=2, ensure_ascii=False))


def _named(path: str) -> str:
    return "standard input" if path == "-" else path
