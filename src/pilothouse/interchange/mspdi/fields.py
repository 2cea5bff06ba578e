"""The values inside one record, read with judgement: each that is wrong becomes a fault with its line."""

from __future__ import annotations

import math
import re
from datetime import datetime

from pilothouse.interchange.clock import Clock
from pilothouse.interchange.values import Ledger
from pilothouse.interchange.xml_stream import Node

NO_DATE = frozenset({"NA", "0001-01-01T00:00:00", "1899-12-30T00:00:00", "1900-01-01T00:00:00"})
"""What tools write where a date field has no date."""
FIRST_YEAR, LAST_YEAR = 1970, 2149
MAX_HOURS = 1_000_000.0
MAX_NAME = 1000
"""As long as a plan's names may be."""
DURATION = re.compile(
    r"(-?)P(?:(\d+)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)
NO_UID = "-1"


class Fields:
    """One record. ``what`` and the UID name it in messages: ``Task 12 “Design”``."""

    def __init__(self, node: Node, what: str, ledger: Ledger, clock: Clock) -> None:
        self.node, self.ledger, self.clock, self._what = node, ledger, clock, what
        self._values = {child.tag: child for child in reversed(node.children)}

    @property
    def label(self) -> str:
        """How messages name the record."""
        name = self.text("Name").strip()[:60]
        return " ".join(part for part in (self._what, self.text("UID"), f"“{name}”" if name else "") if part)

    def fault(self, tag: str, message: str) -> None:
        """Note a fault at a value of this record."""
        node = self._values.get(tag, self.node)
        self.ledger.fault(node.line, f"{self.label}, {tag}" if tag else self.label, message)

    def text(self, tag: str) -> str:
        """The text as it stands, empty if there is none."""
        node = self._values.get(tag)
        return node.text if node else ""

    def name(self, tag: str = "Name") -> str:
        """A name, kept exactly."""
        text = self.text(tag)
        if len(text) > MAX_NAME:
            self.fault(tag, f"is {len(text):,} characters long. Shorten it to {MAX_NAME:,}.")
        return text[:MAX_NAME]

    def has(self, tag: str) -> bool:
        """Whether there is a value at all."""
        return bool(self.text(tag).strip())

    def flag(self, tag: str, default: bool = False) -> bool:
        """0 or 1, true or false."""
        return self.text(tag).strip().lower() in ("1", "true") if self.has(tag) else default

    def uid(self, tag: str = "UID", required: bool = True) -> str:
        """A unique id of this or another record; ``-1`` when absent."""
        text = self.text(tag).strip()
        if re.fullmatch(r"-?\d{1,18}", text, re.ASCII):
            return str(int(text))
        if text:
            self.fault(tag, f"“{text[:40]}” is no whole number. Write the number of the record meant.")
        elif required:
            self.fault(tag, f"has no <{tag}>. Give it a whole number that no other {self._what.lower()} has.")
        return NO_UID

    def whole(self, tag: str, default: int, low: int = 0, high: int = 1_000_000_000) -> int:
        """A whole number between two bounds."""
        return round(self.number(tag, default, low, high))

    def number(self, tag: str, default: float, low: float = 0.0, high: float = 1e12) -> float:
        """A number between two bounds, both included."""
        if not self.has(tag):
            return default
        text = self.text(tag).strip()
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if math.isnan(value) or not low <= value <= high:
            self.fault(tag, f"“{text[:40]}” is not a number from {low:g} to {high:g}. Write one.")
            return default
        return value

    def hours(self, tag: str) -> float | None:
        """A duration such as ``PT8H30M0S`` in hours."""
        if not self.has(tag):
            return None
        text = self.text(tag).strip()
        match = DURATION.fullmatch(text)
        if not match or text.endswith(("P", "T")):
            self.fault(tag, f"“{text[:40]}” is not a duration. Write one like PT8H0M0S.")
            return None
        sign, *counts = match.groups()
        units = zip(counts, (86400, 3600, 60, 1), strict=True)
        value = sum(float(count or 0) * unit for count, unit in units) / 3600
        if sign and value:
            self.fault(tag, f"“{text[:40]}” is negative. Write a duration of 0 or more, like PT8H0M0S.")
            return None
        if value > MAX_HOURS:
            self.fault(tag, f"“{text[:40]}” is longer than {MAX_HOURS:,.0f} hours. Write the real duration.")
            return None
        return value

    def moment(self, tag: str) -> int | None:
        """A date and time as a UTC minute, ``None`` if absent or one of the marks for "no date"."""
        text = self.text(tag).strip()
        local = self._local(tag, text) if text and text not in NO_DATE else None
        return self.clock.minute(local) if local else None

    def _local(self, tag: str, text: str) -> datetime | None:
        try:
            local = datetime.fromisoformat(text)
        except ValueError:
            self.fault(tag, f"“{text[:40]}” is not a date. Write one like 2026-03-31T17:00:00.")
            return None
        if not FIRST_YEAR <= local.year <= LAST_YEAR:
            message = f"the year {local.year} lies outside {FIRST_YEAR} to {LAST_YEAR}. Write the real date"
            self.fault(tag, f"{message}, or remove <{tag}> if there is none.")
            return None
        return local
