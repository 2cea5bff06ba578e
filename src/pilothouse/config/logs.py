"""How the program tells what it does: lines people read on a terminal, JSON for programs otherwise."""

from __future__ import annotations

import json
import logging
import os
import sys
from datetime import UTC, datetime
from typing import Any

from pilothouse.entrypoints.tracing import request_id

TELL_ADDRESSES = ("django.request", "django.security.csrf")
"""What they would tell of refusals stands in the request's own line, without its address."""
FORMATS = ("json", "text")


class Json(logging.Formatter):
    """One object a line: moment, level, logger, message, the request it belongs to and its fields."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": message(record),
            "request": request_id() or None,
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return json.dumps({name: value for name, value in told.items() if value is not None}, default=str)


class Text(logging.Formatter):
    """The same for people."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC).strftime("%H:%M:%S")
        fields = " ".join(f"{k}={v}" for k, v in getattr(record, "fields", {}).items() if v is not None)
        asked = f" [{request_id()}]" if request_id() else ""
        line = f"{moment} {record.levelname.lower():7} {message(record)} {fields}".rstrip() + asked
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def message(record: logging.LogRecord) -> str:
    """What a record says, without the address that Django puts behind a fault: it may hold a token."""
    return "fault" if record.name == "django.request" else record.getMessage()


def logs(environment: Any = os.environ) -> dict[str, Any]:
    """Python's settings for it: ``PILOTHOUSE_LOG`` is the level, ``PILOTHOUSE_LOG_FORMAT`` json or text."""
    wanted = environment.get("PILOTHOUSE_LOG_FORMAT") or ("text" if sys.stderr.isatty() else "json")
    if wanted not in FORMATS:
        raise ValueError(f"PILOTHOUSE_LOG_FORMAT is {wanted!r}: write json or text")
    level = environment.get("PILOTHOUSE_LOG", "").upper()
    if level and level not in logging.getLevelNamesMapping():
        raise ValueError(f"PILOTHOUSE_LOG is {level!r}: write DEBUG, INFO, WARNING or ERROR")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": Json}, "text": {"()": Text}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": wanted}},
        "root": {"handlers": ["console"], "level": level or "WARNING"},
        "loggers": {
            "pilothouse": {"level": level or "INFO"},
            **{name: {"level": "ERROR"} for name in TELL_ADDRESSES},
        },
    }
