"""What would make it earlier? The changes that were tried, in words, each with its form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from pilothouse.engine.earlier import Change, Gain, earlier
from pilothouse.how.delivery.queries import links_at
from pilothouse.when.schedule.names import Called, seen_names
from pilothouse.when.schedule.queries import rows_of
from pilothouse.who.items.queries import Head, head_by_key, heads
from pilothouse.who.rows import Viewer

SECONDS = 4.0
"""After so long the page shows what has been found by then."""
WEEK = 5
SHOWN = 10
FEATURES = "backlog.feature"
Part = dict[str, str]


@dataclass(frozen=True)
class Offer:
    """A change in parts, those with a ``key`` items; the working days it brings; what ends later by how many;
    what to think of before; and the address of its form, less the shell, "" when no form does it."""

    parts: list[Part]
    days: float
    later: list[dict[str, Any]]
    mind: str
    form: str


def earlier_context(viewer: Viewer, key: str) -> dict[str, Any] | None:
    """What the page takes; None when there is no such item or the plan does not hold it."""
    head = head_by_key(viewer, key)
    if head is None:
        return None
    end = monotonic() + SECONDS
    try:
        found = earlier(rows_of(viewer).plan, str(head.id), stop=lambda: monotonic() > end)
    except KeyError:
        return None
    gains = found.gains[:SHOWN]
    return {
        "head": head,
        "headline": headline(head, gains),
        "offers": _offers(viewer, gains),
        "tried": found.tried,
        "complete": found.complete,
    }


def headline(head: Head, gains: Iterable[Gain]) -> str:
    """Whether a week can be won, and by how much."""
    days = [gain.days for gain in gains]
    weeks = sum(each >= WEEK for each in days)
    if weeks:
        which = "One change" if weeks == 1 else f"Each of {weeks} changes"
        return f"{which} alone would make {head.title} a week earlier"
    if days:
        return f"No single change makes {head.title} a week earlier: the most is {_days(days[0])}"
    return f"No single change that was tried makes {head.title} earlier"


def _offers(viewer: Viewer, gains: Iterable[Gain]) -> list[Offer]:
    changes = [gain.change for gain in gains]
    ids = {id for c in changes for id in (c.item, c.on, c.person, *c.people) if id}
    names = seen_names(viewer, ids | {id for gain in gains for id in gain.later})
    forms = _Forms(viewer, changes)
    return [
        Offer(
            _parts(gain.change, names),
            gain.days,
            _later(gain, names),
            _mind(gain.change),
            forms.of(gain.change),
        )
        for gain in gains
        if gain.change.item in names
    ]


def _parts(change: Change, names: Mapping[str, Called]) -> list[Part]:
    """The change as a sentence."""
    item, on = _item(change.item, names), _item(change.on or "", names)
    new = names.get(change.person or "", Called("Somebody")).name
    people = [names.get(id, Called("somebody")).name for id in change.people]
    everybody = " and ".join(people)
    does = "does" if len(people) == 1 else "do"
    said: dict[str, list[Part]] = {
        "reassign": [_text(f"{everybody} {does} "), item],
        "add": [_text(f"{new} helps with "), item],
        "first": [item, _text(" goes before everything else")],
        "overlap": [item, _text(" starts when half of "), on, _text(" is done")],
        "unlink": [item, _text(" does not wait for "), on],
        "cut": [item, _text(" is left out")],
    }
    return said[change.kind]


def _mind(change: Change) -> str:
    return {
        "add": "Only if the work can be shared.",
        "overlap": "Somebody has to decide that half is enough to begin with.",
        "unlink": "Somebody has to decide that the order was only a wish.",
        "cut": "It is gone from what is delivered.",
    }.get(change.kind, "")


def _later(gain: Gain, names: Mapping[str, Called]) -> list[dict[str, Any]]:
    rows = [{**_item(id, names), "days": _days(days)} for id, days in gain.later.items()]
    return sorted(rows, key=lambda row: -gain.later[row["id"]])


def _item(id: str, names: Mapping[str, Called]) -> Part:
    known = names.get(id, Called("something not shared with you"))
    return {"id": id, "text": known.name, "key": known.key}


def _text(text: str) -> Part:
    return {"text": text, "key": ""}


def _days(days: float) -> str:
    return f"{days:.1f}".removesuffix(".0") + (" working day" if days == 1 else " working days")


class _Forms:
    """The ordinary command for each change: whoever may applies it, anyone else's becomes a proposal."""

    def __init__(self, viewer: Viewer, changes: Iterable[Change]) -> None:
        self.viewer = viewer
        changes = list(changes)
        items = {UUID(change.item) for change in changes}
        self.heads = {str(id): head for id, head in heads(viewer, items).items()}
        linked = links_at(viewer, {change.item for change in changes if change.on})
        self.links = {(row["after"]["id"], row["before"]["id"]): row for row in linked}

    def of(self, change: Change) -> str:
        head = self.heads.get(change.item)
        if head is None:
            return ""
        if change.on:
            return self._link(change)
        if head.kind == "task":
            return self._task(change, head.key)
        return self._feature(change, head.key)

    def _link(self, change: Change) -> str:
        link = self.links.get((change.item, change.on))
        if link is None:
            return ""
        if change.kind == "unlink":
            return _form("task.unlink", link=link["id"])
        return _form("task.relink", link=link["id"], lag_h=f"{change.lag_hours:g}", only="type,lag_h,elapsed")

    def _task(self, change: Change, key: str) -> str:
        if change.kind == "cut":
            return _form("task.delete", task=key)
        if change.kind == "first":
            return _form("task.edit", task=key, expedite="on", only="expedite")
        return _form("task.assign", task=key, members=", ".join(change.people), only="members")

    def _feature(self, change: Change, key: str) -> str:
        if change.kind == "cut":
            return _form("feature.edit", feature=key, state="dropped", only="state")
        if change.kind == "first" and (first := self._first_feature()):
            return _form("backlog.order", feature=key, before=first)
        return ""

    def _first_feature(self) -> str:
        """The key of the one that goes first now."""
        rows = rows_of(self.viewer).tables.get(FEATURES, {})
        seen = heads(self.viewer, kind="feature")
        ranked = [
            (rows[str(id)]["rank"], head.key)
            for id, head in seen.items()
            if str(id) in rows and rows[str(id)]["state"] == "planned"
        ]
        return min(ranked)[1] if ranked else ""


def _form(command: str, **fields: str) -> str:
    return f"{command}?{urlencode(fields)}"
