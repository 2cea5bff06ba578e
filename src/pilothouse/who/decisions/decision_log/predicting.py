"""What a decision predicts, and how what came compares: plain values, no rows.

A line of prediction says of what it is, with the likely value and, where there is one, the value that is safe
to say; a chance is scored by Brier once it is known whether the target was met, a measure once it was taken
again after what should move it was finished."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Line = dict[str, Any]
LIKELY, SAFE, CHANCE, COST, COST_SAFE = "p50", "p85", "chance_of_target", "cost_p50", "cost_p85"
PAIRS = ((LIKELY, SAFE, "date"), (COST, COST_SAFE, "cost"))


def predicted(impact: Mapping[str, Any] | None) -> list[Line]:
    """The lines of an impact that can be held against what came: dates, cost, chance, goals."""
    values: dict[tuple[str, str], dict[str, Mapping[str, Any]]] = {}
    for line in (impact or {}).get("lines", ()):
        group = {"goal": "goal", "moved": ""}.get(line.get("kind", ""), "work")
        if group and line.get("measure") in (LIKELY, SAFE, CHANCE, COST, COST_SAFE):
            values.setdefault((group, line.get("subject") or ""), {})[line["measure"]] = line
    found: list[Line] = []
    for (group, subject), lines in values.items():
        name = next(iter(lines.values()))
        found += _lines(group, subject, name, lines)
    return found


def _lines(
    group: str, subject: str, called: Mapping[str, Any], lines: Mapping[str, Mapping[str, Any]]
) -> Iterable[Line]:
    head = {"subject": subject, "key": called.get("key", "")}
    name = called.get("name", "") if subject else ""
    for likely, safe, what in PAIRS:
        first, last = lines.get(likely, {}), lines.get(safe, {})
        if first.get("after") is not None or last.get("after") is not None:
            yield {
                "what": "goal" if group == "goal" else what,
                **head,
                "name": name or ("all work" if what == "date" else "the whole plan"),
                "before": last.get("before", first.get("before")),
                "likely": first.get("after"),
                "safe": last.get("after"),
            }
    if (chance := lines.get(CHANCE, {}).get("after")) is not None:
        yield {"what": "chance", **head, "name": name or "all work", "chance": chance / 100}


def brier(chance: float, happened: bool) -> float:
    """Squared distance of a chance from what came: 0 is perfect, 0.25 is what "half and half" always gets."""
    return (chance - float(happened)) ** 2


def compared(line: Line, now: Mapping[str, Any] | None) -> Line:
    """A line of prediction beside what is known ``now``: ``held`` says whether that lies within what was
    predicted; None while nobody can say."""
    if now is None:
        return line | {"now": None, "known": False, "held": None}
    if line["what"] == "chance":
        met = now.get("met")
        told = {"now": now.get("chance"), "met": met, "known": met is not None, "held": None}
        return line | told | {"brier": None if met is None else brier(line["chance"], met)}
    if line["what"] == "measure":
        return line | _measured(line, now)
    value = now.get("cost") if line["what"] == "cost" else now.get("likely")
    limit = line["safe"] if line["safe"] is not None else line["likely"]
    held = None if value is None or limit is None else _day(value) <= _day(limit)
    return line | {"now": value, "known": bool(now.get("finished")), "held": held}


def _measured(line: Line, now: Mapping[str, Any]) -> Line:
    """What the measure is now. What it was before it could move says nothing about the prediction."""
    found = now.get("measures", {}).get(line["measure"])
    if found is None:
        return {"now": None, "known": False, "held": None}
    value, limit = found["value"], line["safe"]
    since = max(_day(now["likely"]) if now.get("likely") else "", line["on"] or "")
    settled = bool(now.get("finished") and found["on"] and found["on"] > since)
    held = (value >= limit if line["rises"] else value <= limit) if settled else None
    return {"now": value, "known": settled, "held": held}


def _day(value: Any) -> Any:
    """A moment counts by its day; a sum as it is."""
    return value[:10] if isinstance(value, str) else value


def scored(lines: Iterable[Line], chance: float | None, came_true: bool | None) -> dict[str, Any]:
    """The score of a review: ``brier`` over every chance that is settled, and how many dates, costs and
    measures were ``held`` of those ``judged``."""
    every = list(lines)
    briers = [line["brier"] for line in every if line.get("brier") is not None]
    if chance is not None and came_true is not None:
        briers.append(brier(chance, came_true))
    judged = [line for line in every if line.get("held") is not None]
    return {
        "brier": round(sum(briers) / len(briers), 4) if briers else None,
        "chances": len(briers),
        "held": sum(bool(line["held"]) for line in judged),
        "judged": len(judged),
    }


def within(score: Mapping[str, Any], verdict: str) -> bool | None:
    """Whether it came out within what was predicted: every date, cost and measure was, and no chance was
    worse than a coin. What left nothing to measure goes by the verdict."""
    if score["judged"] or score["brier"] is not None:
        return score["held"] == score["judged"] and (score["brier"] is None or score["brier"] <= 0.25)
    return {"as expected": True, "better": True, "worse": False}.get(verdict)
