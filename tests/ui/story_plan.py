"""Sample rows, bars and load of the Plan."""

from datetime import date, timedelta
from typing import Any

from pilothouse.ui.scale import TimeScale
from tests.ui.story import PEOPLE

TODAY = date(2026, 11, 24)
TARGET = date(2027, 2, 26)
CLOSED = (date(2026, 12, 24), date(2027, 1, 3))
SCALE = TimeScale.of(date(2026, 10, 26), date(2027, 4, 2))


def _row(
    level: int, title: str, who: str, left: str, p50: str, p85: str, base: int, critical: float, bar: Any
) -> dict[str, Any]:
    return {
        "id": title.lower().replace(" ", "-"),
        "level": level,
        "title": title,
        "who": PEOPLE.get(who),
        "left": left,
        "p50": p50,
        "p85": p85,
        "base": base,
        "critical": critical,
        "bar": bar,
        "after": "",
    }


def _bar(start: str, likely: str, safe: str, critical: float = 0.0, **more: Any) -> dict[str, Any]:
    x, end = SCALE.x(date.fromisoformat(start)), SCALE.x(date.fromisoformat(likely), 1)
    base = {"x": x, "width": max(end - x - 4, 1)}
    return {
        "x": x,
        "likely": end,
        "safe": SCALE.x(date.fromisoformat(safe), 1),
        "critical": critical,
        "base": base,
        **more,
    }


def plan_rows() -> list[dict[str, Any]]:
    """Rows of the treegrid in order, parents before their children."""
    rows = [
        _row(
            1,
            "Guided invoice editor",
            "",
            "38 d",
            "22 Jan",
            "4 Feb",
            7,
            0.33,
            _bar("2026-10-26", "2027-01-22", "2027-02-04", group=True),
        ),
        _row(
            2,
            "Live preview",
            "Sam Okafor",
            "2–4 d",
            "27 Nov",
            "1 Dec",
            2,
            0.01,
            _bar(
                "2026-11-16",
                "2026-11-27",
                "2026-12-01",
                done=SCALE.x(TODAY),
                slack=SCALE.x(date(2026, 12, 9)),
            ),
        ),
        _row(
            2,
            "Invoice totals API",
            "Kofi Mensah",
            "5–9 d",
            "3 Dec",
            "8 Dec",
            6,
            0.33,
            _bar("2026-11-16", "2026-12-03", "2026-12-08", 0.33, done=SCALE.x(date(2026, 11, 22))),
        ),
        _row(
            2,
            "Payment terms and reminders",
            "Ruth Adler",
            "4–7 d",
            "14 Dec",
            "17 Dec",
            4,
            0.02,
            _bar("2026-12-04", "2026-12-14", "2026-12-17", slack=SCALE.x(date(2026, 12, 28))),
        ),
        _row(
            2,
            "Autosave and offline draft",
            "Sam Okafor",
            "6–11 d",
            "8 Jan",
            "14 Jan",
            9,
            0.33,
            _bar("2026-12-04", "2027-01-08", "2027-01-14", 0.33),
        ),
        _row(
            1,
            "Template migration",
            "",
            "29 d",
            "19 Feb",
            "12 Mar",
            21,
            0.66,
            _bar("2026-11-16", "2027-02-19", "2027-03-12", group=True),
        ),
        _row(
            2,
            "Map 61 templates",
            "Dario Conti",
            "9–16 d",
            "11 Dec",
            "18 Dec",
            7,
            0.66,
            _bar("2026-11-16", "2026-12-11", "2026-12-18", 0.66, done=SCALE.x(date(2026, 11, 26))),
        ),
        _row(
            2,
            "Converter and checks",
            "Dario Conti",
            "12–22 d",
            "29 Jan",
            "11 Feb",
            16,
            0.66,
            _bar(
                "2026-12-14",
                "2027-01-29",
                "2027-02-11",
                0.66,
                proposed={"x": SCALE.x(date(2026, 12, 14)), "width": 22.0},
            ),
        ),
        _row(
            2,
            "Run and verify with customers",
            "Dario Conti",
            "8–15 d",
            "19 Feb",
            "12 Mar",
            21,
            0.66,
            _bar("2027-02-01", "2027-02-19", "2027-03-12", 0.66),
        ),
        _row(
            1,
            "Release to everyone",
            "",
            "",
            "5 Mar",
            "24 Mar",
            9,
            1.0,
            {
                "x": None,
                "likely": SCALE.x(date(2027, 3, 5)),
                "safe": SCALE.x(date(2027, 3, 24)),
                "milestone": True,
            },
        ),
    ]
    rows[4]["after"] = f"{rows[2]['id']}:FS"
    rows[7]["after"] = f"{rows[6]['id']}:FS"
    rows[8]["after"] = f"{rows[7]['id']}:FS"
    return rows


def heat() -> dict[str, Any]:
    """Load of three people over the weeks of the scale."""
    weeks = [SCALE.start + timedelta(weeks=index) for index in range(SCALE.width // 7)]
    loads = {
        "Dario Conti": [100, 110, 112, 118, 124, 120, 124, 118],
        "Kofi Mensah": [90, 95, 100, 104, 108, 104, 100, 98],
        "Ruth Adler": [80, 85, 90, 92, 74, 20, 30, 66],
    }
    rows = []
    for name, values in loads.items():
        closed = [
            CLOSED[0] <= week + timedelta(days=4) <= CLOSED[1] and week + timedelta(days=2) >= CLOSED[0]
            for week in weeks
        ]
        cells = [
            {
                "value": 0 if off else values[i % len(values)],
                "closed": off,
                "label": f"{name}, week of {week}",
            }
            for i, (week, off) in enumerate(zip(weeks, closed, strict=True))
        ]
        rows.append(
            {
                "person": PEOPLE[name],
                "peak": max(values),
                "over": sum(v > 100 for v in values),
                "cells": cells,
            }
        )
    return {"weeks": [f"Week of {week}" for week in weeks], "people": len(rows), "rows": rows}
