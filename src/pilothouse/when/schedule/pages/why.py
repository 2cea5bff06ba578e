"""Why this date? The chain of reasons in words, with what it names as links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from string import Formatter
from typing import Any

from django.utils import dateformat

from pilothouse.when.schedule.names import Called, seen_names
from pilothouse.when.schedule.pages.days import first_day, last_day, plain_day
from pilothouse.when.schedule.queries import dates_of, why_this_date
from pilothouse.who.items.queries import Head, head_by_key
from pilothouse.who.rows import Viewer

WORDS = {
    "last_of": "{task} ends with {on}",
    "waits_for": "{task} waits for {on}",
    "finishes_with": "{task} may not finish before {on} lets it",
    "busy": "{person} is on {on} until then; {task} comes next",
    "goes_first": "{person} does {on} first: it comes before {task} in the order of work",
    "pool": "{task} waits for {pool}, which {on} uses",
    "leave": "{person} is away; {task} goes on afterwards",
    "holiday": "{detail} is a day off; {task} goes on afterwards",
    "closed": "{task} begins with working time",
    "not_before": "{task} may not start before",
    "project_start": "{on} starts",
    "plan_start": "The plan starts",
    "as_of": "{task} waits for nothing but today: nothing new starts in the past",
    "started": "{task} was started, and goes on",
    "finished": "{task} was finished",
    "unscheduled": "{task} has no date: {detail}",
}
SHORT = {
    "waits_for": "because it waits for {on}",
    "finishes_with": "because {on} may not finish earlier",
    "busy": "because {person} is on {on} first",
    "goes_first": "because {person} does {on} first",
    "pool": "because {on} uses {pool} first",
    "leave": "because {person} is away before",
    "not_before": "because it may not start earlier",
    "project_start": "because {on} starts no earlier",
}
"""Reasons worth a headline. The rest happens to everything."""
ENDS = frozenset({"last_of", "waits_for", "finishes_with", "busy", "goes_first", "pool", "finished"})
"""Reasons that hold until something ends, at midnight the day before; others until something begins."""
NAMED = ("task", "on", "person", "pool")
Part = dict[str, str]


@dataclass(frozen=True)
class Reason:
    """One step of the chain: a sentence in parts, those with a ``key`` items; and the day until which it
    holds."""

    parts: list[Part]
    until: date | None


def why_context(viewer: Viewer, key: str) -> dict[str, Any] | None:
    """What the page of an item's date shows; None when there is no such item or the plan does not hold it."""
    head = head_by_key(viewer, key)
    found = why_this_date(viewer, head.id) if head else None
    if head is None or found is None:
        return None
    dates = dates_of(viewer, [head.id]).get(head.id, {})
    names = seen_names(viewer, {r[n] for r in found["reasons"] for n in NAMED if r[n]})
    likely = dates.get("p50_day")
    return {
        "head": head,
        "headline": sentence(head, likely, found["reasons"], names),
        "dates": dates,
        "chain": [told(reason, names) for reason in telling(found["reasons"])],
        "at_likely_effort": last_day(found["finish"]),
    }


def telling(reasons: list[Any]) -> list[Any]:
    """Without what holds for all work: it is done in working hours, and what began goes on today."""
    begun = {reason["task"] for reason in reasons if reason["kind"] == "started"}
    kept = [r for r in reasons if r["kind"] != "closed" and not (r["kind"] == "as_of" and r["task"] in begun)]
    return kept or reasons


def told(reason: Mapping[str, Any], names: Mapping[str, Called]) -> Reason:
    """One reason in words."""
    parts = list(_parts(WORDS[reason["kind"]], reason, names))
    parts[0] = parts[0] | {"text": parts[0]["text"][:1].upper() + parts[0]["text"][1:]}
    day = last_day if reason["kind"] in ENDS else first_day
    return Reason(parts, day(reason["until"]))


def sentence(head: Head, likely: str | None, reasons: list[Any], names: Mapping[str, Called]) -> str:
    """The date with the first reason that says something, else the plain one."""
    day = plain_day(likely)
    if day is None:
        return f"{head.title} has no date"
    when = f"{head.title} is likely done on {dateformat.format(day, 'j F')}"
    first = next((r for r in reasons if r["kind"] in SHORT), None)
    if first is None:
        return f"{when}: nothing holds it back"
    because = "".join(part["text"] for part in _parts(SHORT[first["kind"]], first, names))
    return f"{when}, {because}"


def _parts(pattern: str, reason: Mapping[str, Any], names: Mapping[str, Called]) -> Iterator[Part]:
    for text, field, _, _ in Formatter().parse(pattern):
        if text:
            yield {"text": text, "key": ""}
        if field == "detail":
            yield {"text": str(reason["detail"]), "key": ""}
        elif field:
            known = names.get(str(reason[field]), Called(""))
            yield {"text": known.name or "something not shared with you", "key": known.key}
