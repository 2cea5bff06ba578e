"""Values of one issue of a JSON file, each fault named with the issue and the field."""

from __future__ import annotations

from typing import Any

from pilothouse.interchange.json_items import part, word
from pilothouse.interchange.table.cells import Moments
from pilothouse.interchange.values import Ledger

MOST = 1e9


class Fields:
    """Reads moments and amounts out of an issue's object; ``label`` is what people call it."""

    def __init__(self, value: Any, label: str, moments: Moments, ledger: Ledger) -> None:
        self.value, self.label, self.moments, self.ledger = value, label, moments, ledger

    def moment(self, *path: str) -> int | None:
        """A moment at a path; a fault for a text that is none."""
        return self.parsed(word(self.value, *path), path[-1])

    def parsed(self, text: str, name: str) -> int | None:
        """A moment; ``name`` is what the field is called."""
        if not text:
            return None
        try:
            return self.moments.minute(text)
        except (ValueError, OverflowError) as error:
            self.ledger.fault(0, f"{self.label}, {name}", f"{error}")
            return None

    def amount(self, *path: str) -> float | None:
        """A number that is not below zero; a fault for one that is."""
        found = part(self.value, *path)
        if found is None or isinstance(found, bool) or not isinstance(found, int | float):
            return None
        if not 0 <= found <= MOST:
            self.ledger.fault(0, f"{self.label}, {path[-1]}", f"{found} is out of bounds: give 0 or more.")
            return None
        return float(found)
