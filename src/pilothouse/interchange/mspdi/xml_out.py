"""Text of an MSPDI file: elements, dates and durations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from xml.sax.saxutils import escape

from pilothouse.interchange.clock import Clock
from pilothouse.interchange.mspdi.records import NAMESPACE

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
SECONDS = 3600
Value = str | int | float | bool | None


class XmlOut:
    """Collects elements in the order in which they are given."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._parts = ['<?xml version="1.0" encoding="UTF-8" standalone="yes"?>']

    @contextmanager
    def inside(self, tag: str) -> Iterator[None]:
        """An element around what is written meanwhile."""
        namespace = f' xmlns="{NAMESPACE}"' if tag == "Project" else ""
        self._parts.append(f"<{tag}{namespace}>")
        yield
        self._parts.append(f"</{tag}>")

    def put(self, tag: str, value: Value) -> None:
        """An element with a value; none for ``None``. Characters that XML cannot hold become spaces."""
        if value is None:
            return
        if isinstance(value, bool):
            text = "1" if value else "0"
        elif isinstance(value, float):
            text = f"{value:.10f}".rstrip("0").rstrip(".")
        else:
            text = escape(NOT_IN_XML.sub(" ", str(value)), {"\r": "&#13;"})
        self._parts.append(f"<{tag}>{text}</{tag}>")

    def when(self, tag: str, minute: int | None) -> None:
        """A UTC minute as local time."""
        if minute is not None:
            self.put(tag, f"{self._clock.local(minute):%Y-%m-%dT%H:%M:00}")

    def hours(self, tag: str, hours: float | None) -> None:
        """Hours as a duration, to the second."""
        if hours is None:
            return
        minutes, seconds = divmod(round(hours * SECONDS), 60)
        self.put(tag, f"PT{minutes // 60}H{minutes % 60}M{seconds}S")

    def data(self) -> bytes:
        """All of it, as UTF-8."""
        return "\n".join([*self._parts, ""]).encode()
