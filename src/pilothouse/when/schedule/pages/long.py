"""Long plans: so many rows at once, the rest behind links, so that a page stays small."""

from __future__ import annotations

from typing import Any

from pilothouse.when.schedule.pages.filters import Filters

Row = dict[str, Any]
MOST_ROWS = 250


def folded(rows: list[Row], filters: Filters) -> list[Row]:
    """All rows of a short plan. Of a long one the outermost, and what lies in groups that were opened.

    A group whose rows are left out has ``more``, the filters that open it."""
    if len(rows) <= MOST_ROWS:
        return rows
    opened = set(filters.opened())
    shown: dict[str, bool] = {}
    kept = []
    for row in rows:
        parent = row["parent"]
        if parent is not None and not (shown.get(parent) and parent in opened):
            continue
        shown[row["id"]] = True
        closed = row["kind"] == "group" and row["id"] not in opened
        kept.append(row | {"more": ",".join((*filters.opened(), row["id"]))} if closed else row)
    return kept


def page_of(rows: list[Row], filters: Filters) -> tuple[list[Row], int | None, int | None]:
    """The rows from ``first`` on, with where the page before and the next one begin, None without any."""
    first = min(filters.first, max(len(rows) - 1, 0)) // MOST_ROWS * MOST_ROWS
    before = first - MOST_ROWS if first else None
    after = first + MOST_ROWS if first + MOST_ROWS < len(rows) else None
    return rows[first : first + MOST_ROWS], before, after
