"""Files that were looked at and wait to be brought in, each for its session."""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from pilothouse.commands import Refused

KEPT_FOR = 3600
"""Seconds a file that was looked at waits to be brought in."""
_SESSION = "import"
_NAME = re.compile(r"[\w-]{20,40}")


@dataclass(frozen=True)
class Held:
    """A file's bytes, its name and what keys of its project begin with."""

    data: bytes
    name: str
    prefix: str


def hold(request: Any, data: bytes, name: str, prefix: str) -> Held:
    """Keep a file for this session, in place of the one before."""
    let_go(request)
    kept = {"key": _keep(data), "name": name, "prefix": prefix, "workspace": request.workspace.slug}
    request.session[_SESSION] = kept
    return Held(data, name, prefix)


def held(request: Any) -> Held:
    """The file of this session. Raises Refused when it waited too long."""
    kept = request.session.get(_SESSION) or {}
    file = _file(kept.get("key", ""))
    if kept.get("workspace") != request.workspace.slug or not file.is_file():
        raise Refused("The file that was looked at is no longer here. Choose it again.")
    return Held(file.read_bytes(), kept["name"], kept["prefix"])


def let_go(request: Any) -> None:
    """Forget the file of this session."""
    kept = request.session.pop(_SESSION, None) or {}
    _file(kept.get("key", "")).unlink(missing_ok=True)


def _keep(data: bytes) -> str:
    """Store the bytes under a name nobody guesses; what waited too long goes."""
    key = secrets.token_urlsafe(20)
    folder = _file(key).parent
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for old in folder.iterdir():
        if old.stat().st_mtime < time.time() - KEPT_FOR:
            old.unlink(missing_ok=True)
    _file(key).write_bytes(data)
    return key


def _file(key: str) -> Path:
    folder: Path = settings.DATA / "imports"
    return folder / (key if _NAME.fullmatch(key) else "none")
