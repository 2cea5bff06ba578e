"""An impact as people read it: the lines of a priced change turned into the rows of macros/impact.jinja."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pilothouse.ui.filters import as_date, day, money, number, percent, points, signed
from pilothouse.who import clock

SHOWN_MOVED = 3
"""So many other items that move are named at once; the rest wait behind one line."""
KINDS = {"p50": "release_p50", "p85": "release_p85"}
MEASURES = {
    "cost_p50": "Cost at completion, likely",
    "cost_p85": "Cost at completion, safe to say",
    "peak_load": "{name}'s peak load",
    "weeks_over_100": "{name}, weeks over 100%",
}
LABELS = {
    "p50": "{name}, likely",
    "p85": "{name}, safe to say",
    "chance": "Chance by target",
}


def impact_table(
    impact: Mapping[str, Any] | None, currency: str = "EUR", computed: str = ""
) -> dict[str, Any] | None:
    """Rows with now, then and change for one option; None where nothing was priced.

    ``impact`` has ``lines`` of {kind, name, before, after, change, unit, clear, better}, in fixed order;
    ``computed`` says when, where the impact itself does not."""
    if not impact or not impact.get("lines"):
        return None
    rows = [_row(line, currency) for line in impact["lines"]]
    for row in [row for row in rows if row["kind"] == "moved" and row["cells"][0]["tone"] != "same"][
        SHOWN_MOVED:
    ]:
        row["more"] = True
    return {
        "rows": rows,
        "options": [],
        "notes": [_swallowed(each) for each in impact.get("swallowed", ())],
        "computed": clock.ago(impact.get("computed_at")) or computed,
    }


def figures(impact: Mapping[str, Any] | None, currency: str = "EUR", most: int = 3) -> list[dict[str, str]]:
    """The changes worth a line in the inbox: safe date, cost and chance first, only clear ones."""
    lines: Sequence[Mapping[str, Any]] = (impact or {}).get("lines", [])
    wanted = [line for kind in ("p85", "cost", "chance", "goal") for line in lines if line["kind"] == kind]
    wanted = [line for line in wanted if line.get("measure") != "cost_p50"]
    rows = [_row(line, currency) for line in wanted if line.get("clear", True)]
    return [{"label": row["short"], **row["cells"][0]} for row in rows if row["cells"][0]["tone"] != "same"][
        :most
    ]


def _swallowed(told: Mapping[str, str]) -> str:
    """Leave that takes somebody's whole work on a project, which dates alone do not say."""
    first, last = (day(as_date(told[side])) for side in ("first", "last"))
    when = f"on {first}" if first == last else f"from {first} to {last}"
    return f"{told['person']} would be away for all of their work on {told['project']}, planned {when}."


def _row(line: Mapping[str, Any], currency: str) -> dict[str, Any]:
    kind, unit = line["kind"], line.get("unit", "")
    pattern = MEASURES.get(line.get("measure", ""), LABELS.get(kind, "{name}"))
    label = pattern.format(name=line.get("name") or "")
    tone = _tone(line)
    return {
        "kind": KINDS.get(kind, kind),
        "key": line.get("key", "") if kind == "moved" else "",
        "label": label,
        "short": {"p85": "Safe to say", "cost": "Cost", "chance": "Chance"}.get(kind, label),
        "now": shown(line.get("before"), unit, currency),
        "cells": [
            {
                "value": shown(line.get("after"), unit, currency),
                "change": _unclear(line) if tone == "same" else moved(line, currency),
                "tone": tone,
            }
        ],
    }


def _unclear(line: Mapping[str, Any]) -> str:
    """What moves by less than the runs can tell apart is no change that anybody should decide on."""
    return "no clear change" if line.get("change") and not line.get("clear", True) else ""


def _tone(line: Mapping[str, Any]) -> str:
    if not line.get("clear", True) or not line.get("change"):
        return "same"
    return {True: "better", False: "worse"}.get(line.get("better"), "other")  # type: ignore[arg-type]


def shown(value: Any, unit: str, currency: str) -> str:
    """A figure in words of its unit; an en dash where there is none."""
    if value is None:
        return "–"
    if unit == "date":
        return day(as_date(value))
    if unit in ("percent", "load"):
        return percent(value / 100)
    if unit == "money":
        return money(value, currency)
    word = unit.removesuffix("s") if round(value, 1) == 1 else unit
    return f"{number(value, 1)} {word}".strip()


def moved(line: Mapping[str, Any], currency: str) -> str:
    """Direction plus meaning: "11 days sooner", "+27 points"."""
    change, unit = line["change"], line.get("unit", "")
    if unit == "date":
        days = abs(round(change, 1))
        word = "day" if days == 1 else "days"
        return f"{number(days, 1)} {word} {'later' if change > 0 else 'sooner'}"
    if unit in ("percent", "load"):
        return points(change / 100)
    if unit == "money":
        return money(change, currency, sign=True)
    return signed(change, unit.removesuffix("s") if abs(change) == 1 else unit)
