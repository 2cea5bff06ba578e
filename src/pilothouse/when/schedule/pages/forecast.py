"""The Forecast page: when, how sure, what it costs, what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import dateformat

from pilothouse.when.schedule.moments import day
from pilothouse.when.schedule.pages.chance import Curve, odds
from pilothouse.when.schedule.pages.days import plain_day
from pilothouse.when.schedule.pages.drift import since_baseline
from pilothouse.when.schedule.pages.moved import moved
from pilothouse.when.schedule.pages.swings import swings
from pilothouse.when.schedule.pages.together import together
from pilothouse.when.schedule.pages.undated import undated
from pilothouse.when.schedule.queries import Stored, head_of, projects, rows_of, status, stored
from pilothouse.who import clock
from pilothouse.who.decisions.proposals.queries import proposals
from pilothouse.who.items.queries import heads
from pilothouse.who.rows import Viewer

Row = dict[str, Any]
KINDS = ("releases", "milestones", "goals")
ONE = {"releases": "release", "milestones": "milestone", "goals": "goal"}


def forecast_context(viewer: Viewer, query: Mapping[str, str], picked: Sequence[str] = ()) -> Row:
    """Everything the template takes. ``of`` is a key or id, ``by`` a day, ``chance`` per cent; ``picked`` are
    keys or ids whose targets should all hold."""
    found = stored(viewer)
    plan = rows_of(viewer).plan
    things = _things(viewer, found)
    rows = [row for row in things if row["likely"]]
    chosen = _chosen(rows, query.get("of", ""), found)
    now = status(viewer, found)
    curve = _curve(found, chosen)
    return {
        "things": rows,
        "undated": undated(viewer, found, plan, things),
        "chosen": chosen,
        "headline": sentence(chosen),
        "lede": _target_line(chosen),
        "help": _help(viewer, chosen),
        "curve": curve and {"days": curve.days(), **_marks(chosen)},
        "answers": _answers(curve, query),
        "asked": {"by": query.get("by", ""), "chance": query.get("chance", "")},
        "cost": found.result.get("cost") if any(person.rate_per_hour for person in plan.people) else None,
        "moved": moved(viewer, chosen["id"], found.zone) if chosen else [],
        "drift": since_baseline(viewer, chosen["id"], query.get("since", "")) if chosen else None,
        "swings": swings(found, chosen["id"]) if chosen else [],
        "together": together(found, rows, picked),
        "sure": _sure(found),
        "status": now | {"ago": clock.ago(now["computed_at"])},
    }


def _things(viewer: Viewer, found: Stored) -> list[Row]:
    """Releases, projects, milestones and goals, with their dates and targets."""
    known, plan = heads(viewer), rows_of(viewer).plan
    targets = {each.id: each.target for each in plan.releases}
    targets |= {each.id: each.target for each in plan.milestones}
    rows: list[Row] = [
        _thing(found, ONE[kind], each["id"], *head_of(known, each["id"]))
        | {"target": day(targets.get(each["id"]), found.zone)}
        for kind in KINDS
        for each in found.result.get(kind, ())
    ]
    rows += [
        _thing(found, "project", row["id"], "", row["title"]) | {"target": plain_day(row["target"])}
        for row in projects(viewer, {"state": "active"})
    ]
    order = {"release": 0, "project": 1, "milestone": 2, "goal": 3}
    return sorted(rows, key=lambda row: order[row["kind"]])


def _thing(found: Stored, kind: str, id: str, key: str, title: str) -> Row:
    dates = found.dates(id)
    likely, safe = plain_day(dates["p50_day"]), plain_day(dates["p85_day"])
    return {
        "id": id,
        "kind": kind,
        "key": key,
        "title": title,
        "likely": likely,
        "safe": safe,
        "chance": dates["chance"],
    }


def _chosen(rows: list[Row], wanted: str, found: Stored) -> Row | None:
    curves = found.result.get("curves", {})
    asked = next((row for row in rows if wanted and wanted.upper() in (row["key"], row["id"].upper())), None)
    return asked or next((row for row in rows if row["id"] in curves), rows[0] if rows else None)


def _curve(found: Stored, chosen: Row | None) -> Curve | None:
    steps = found.result.get("curves", {}).get(chosen["id"]) if chosen else None
    return Curve(steps, found.zone) if steps else None


def sentence(chosen: Row | None) -> str:
    """The date that holds, and the one that is a coin toss."""
    if chosen is None:
        return "There is no forecast yet"
    likely, safe = chosen["likely"], chosen["safe"]
    if safe is None:
        return f"{chosen['title']} is likely done by {_day(likely)}, and no date is safe to say"
    if likely == safe:
        return f"Say {_day(safe)}: it hardly varies"
    return f"Say {_day(safe)} if it must hold, {_day(likely)} if you can live with a coin toss"


def _target_line(chosen: Row | None) -> str:
    if not chosen or not chosen["target"] or chosen["chance"] is None:
        return ""
    return f"The target {_day(chosen['target'])} has {odds(chosen['chance'])}, {round(chosen['chance'])}%."


def _help(viewer: Viewer, chosen: Row | None) -> Row | None:
    """The open proposal that raises the chance most."""
    if chosen is None:
        return None
    found = []
    for row in proposals(viewer, state="open"):
        for line in (row.impact or {}).get("lines", ()):
            if (
                (line["kind"], line["subject"]) == ("chance", chosen["id"])
                and line["clear"]
                and line["better"]
            ):
                found.append({"key": row.key, "title": row.title, "after": line["after"]})
    return max(found, key=lambda each: float(each["after"] or 0), default=None)


def _marks(chosen: Row | None) -> Row:
    return {name: chosen[name] if chosen else None for name in ("likely", "safe", "target", "chance")}


def _answers(curve: Curve | None, query: Mapping[str, str]) -> Row:
    """What was asked for: a chance by a day, or a day for a chance; ``faults`` say how to ask."""
    found: Row = {"faults": {}}
    if query.get("by"):
        try:
            found["by"] = date.fromisoformat(query["by"])
        except ValueError:
            found["faults"]["by"] = "Write the day as in 2027-02-26."
    if query.get("chance"):
        try:
            found["chance"] = float(query["chance"].strip(" %").replace(",", "."))
        except ValueError:
            found["chance"] = -1.0
        if not 1 <= found["chance"] <= 100:
            found["faults"]["chance"] = "Write a chance from 1 to 100."
            del found["chance"]
    if curve and "by" in found:
        found["chance_by"] = curve.chance_by(found["by"])
    if curve and "chance" in found:
        found["date_for"] = curve.date_for(found["chance"])
    return found


def _sure(found: Stored) -> Row | None:
    """How far the simulation itself can be off."""
    known = found.result.get("convergence")
    if not known:
        return None
    low, high = (day(known[name], found.zone) for name in ("p85_low", "p85_high"))
    return {"low": low, "high": high, "error": known["chance_error"]}


def _day(when: date) -> str:
    return dateformat.format(when, "j F")
