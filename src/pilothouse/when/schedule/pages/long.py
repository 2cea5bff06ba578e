"""Long plans: a window of rows at a time, so that a page stays small; the rest is fetched or behind links."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from pilothouse.when.schedule.pages.filters import Filters

Row = dict[str, Any]
WINDOW = 48
"""With shell and load, so many rows stay under 2,500 nodes."""
MOST = 200
"""So many are shown to the tallest screen."""


@dataclass(frozen=True)
class Window:
    """``rows`` from ``first`` on, of ``count`` in all. ``is_whole`` when that is all of them."""

    rows: list[Row]
    first: int
    count: int
    is_whole: bool

    @property
    def before(self) -> int | None:
        """Where the window before begins; None at the beginning."""
        return max(self.first - WINDOW, 0) if self.first else None

    @property
    def after(self) -> int | None:
        """Where the next window begins; None at the end."""
        return self.end if self.end < self.count else None

    @property
    def end(self) -> int:
        """How many rows there are up to the last one of the window."""
        return self.first + len(self.rows)


def window_of(rows: list[Row], filters: Filters, size: int = WINDOW) -> Window:
    """A short plan whole: its page folds groups by itself. Of a long one so many rows, less those in folded
    groups; a group there has ``is_open``."""
    is_whole = len(rows) <= WINDOW
    kept = rows if is_whole else unfolded(rows, filters)
    first = max(0, min(filters.first, len(kept) - size))
    return Window(_numbered(kept, first, size), first, len(kept), is_whole)


def unfolded(rows: list[Row], filters: Filters) -> list[Row]:
    """Rows that lie in no folded group. What is done is folded until somebody opens it."""
    turned, closed, kept = set(filters.turned()), set[str](), []
    for row in rows:
        is_group = row["kind"] == "group"
        if row["parent"] in closed:
            if is_group:
                closed.add(row["id"])
            continue
        if is_group:
            is_open = (filters.fold == "" and row["state"] != "done") != (row["id"] in turned)
            if not is_open:
                closed.add(row["id"])
            row = row | {"is_open": is_open}
        kept.append(row)
    return kept


def _numbered(rows: list[Row], first: int, size: int) -> list[Row]:
    """A window of the rows with their place in all of them and among those of the same group."""
    sizes = Counter(row["parent"] for row in rows)
    places = Counter(row["parent"] for row in rows[:first])
    found = []
    for index, row in enumerate(rows[first : first + size], first):
        places[row["parent"]] += 1
        place = {"posinset": places[row["parent"]], "setsize": sizes[row["parent"]], "index": index}
        found.append(row | place)
    return found
