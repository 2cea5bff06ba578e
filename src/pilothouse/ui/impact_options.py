"""The figures of several options side by side, as the impact table takes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pilothouse.ui.impact import impact_table

Table = dict[str, Any]


def options_table(options: Sequence[Any], currency: str = "EUR") -> Table | None:
    """A row a figure with a cell an option; None where no option touches the plan.

    ``options`` have letter, label and impact, in their order."""
    tables = [impact_table(option.impact, currency) for option in options]
    if not any(tables):
        return None
    lines = [_by_figure(option.impact, table) for option, table in zip(options, tables, strict=True)]
    figures = list(dict.fromkeys(figure for line in lines for figure in line))
    return {
        "rows": [_row(figure, lines) for figure in figures],
        "options": [{"key": o.letter, "label": o.label, "value": o.letter} for o in options],
        "notes": [
            f"Option {o.letter}: {note}"
            for o, table in zip(options, tables, strict=True)
            for note in (table or {}).get("notes", ())
        ],
        "computed": next((table["computed"] for table in tables if table), ""),
    }


def _by_figure(impact: Mapping[str, Any] | None, table: Table | None) -> dict[Any, Table]:
    """Its rows by what they measure of what."""
    if impact is None or table is None:
        return {}
    keys = [(line["kind"], line.get("measure"), line.get("subject")) for line in impact["lines"]]
    return dict(zip(keys, table["rows"], strict=True))


def _row(figure: Any, lines: Sequence[Mapping[Any, Table]]) -> Table:
    known = next(line[figure] for line in lines if figure in line)
    still = {"value": known["now"], "change": "", "tone": "same"}
    cells = [line[figure]["cells"][0] if figure in line else still for line in lines]
    return {**known, "cells": cells, "more": all(line.get(figure, {}).get("more") for line in lines)}
