"""How projects and releases stand against their targets: the sentence on top of their lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import dateformat

from pilothouse.when.schedule.pages.days import plain_day
from pilothouse.who.words import capital, counted, number

Row = dict[str, Any]


def against_targets(rows: Sequence[Row], one: str, nothing: str) -> str:
    """How many of the open ones are safe to say by their targets; ``one`` is what one of them is called."""
    if not rows:
        return nothing
    aimed = [row for row in rows if row["target"] and row["p85_day"]]
    if not aimed:
        rest = "has" if len(rows) == 1 else "have"
        return f"{capital(counted(len(rows), one))} {rest} no date against a target yet"
    if len(aimed) == 1:
        return _alone(aimed[0])
    safe = sum(row["p85_day"] <= row["target"] for row in aimed)
    if safe == len(aimed):
        all_of = "Both" if safe == 2 else f"All {number(safe)}"
        return f"{all_of} {one}s are safe to say by their targets"
    if not safe:
        return f"None of the {counted(len(aimed), one)} is safe to say by its target"
    verb = "is" if safe == 1 else "are"
    whose = "its target" if safe == 1 else "their targets"
    return f"{capital(number(safe))} of {counted(len(aimed), one)} {verb} safe to say by {whose}"


def _alone(row: Row) -> str:
    target = dateformat.format(date.fromisoformat(row["target"]), "j F")
    if row["p85_day"] <= row["target"]:
        return f"{row['title']} is safe to say by {target}"
    if row["chance"] is None:
        return f"{row['title']} is not safe to say by {target}"
    return f"{row['title']} is ready by {target} in {round(row['chance'])}% of runs"


def when_sentence(row: Row, nothing: str) -> str:
    """The dates of one project or release, and what they mean for its target."""
    likely, safe, target = (plain_day(row.get(name)) for name in ("p50_day", "p85_day", "target"))
    if likely is None:
        return nothing
    dates = f"Likely done by {dateformat.format(likely, 'j F')}"
    if safe:
        dates += f", safe to say {dateformat.format(safe, 'j F')}"
    if target is None or row.get("chance") is None:
        return f"{dates}."
    return (
        f"{dates}. The target {dateformat.format(target, 'j F')} is kept in {round(row['chance'])}% of runs."
    )
