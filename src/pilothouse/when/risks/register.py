"""The Risks page's rows: by what they weigh, narrowed by filters or a cell of the matrix, page by page."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pilothouse.commands.fields import HOURS_PER_DAY
from pilothouse.when.risks.burning import burned
from pilothouse.when.risks.exposure import exposure
from pilothouse.when.risks.models import Risk
from pilothouse.when.risks.queries import risks_told
from pilothouse.who.items.lists import labels
from pilothouse.who.items.models import ItemLabel
from pilothouse.who.items.panels import panels
from pilothouse.who.items.queries import heads
from pilothouse.who.narrowing import NONE, Field, Narrowing
from pilothouse.who.once import once
from pilothouse.who.people.queries import member_names, unit_names
from pilothouse.who.rows import Viewer

Row = dict[str, Any]
PAGE = 50
STATES = (("open", "open"), ("happened", "happened"), ("closed", "closed"))
CHANCES = (0.1, 0.25, 0.45, 0.7)
"""Bounds of the matrix's five rows: shares."""
DAYS = (1, 3, 5, 10)
"""Bounds of its five columns: likely working days of delay."""
IN_CELL = 3
"""So many keys are named in a cell of the matrix; the rest are counted."""


def register_context(viewer: Viewer, path: str, query: Mapping[str, str]) -> Row:
    """What the template takes, less the shell."""
    return _context(viewer, path, tuple(query.items()))


@once
def _context(viewer: Viewer, path: str, query: tuple[tuple[str, str], ...]) -> Row:
    every = _weighed(viewer)
    filters = Narrowing.read(path, dict(query), _fields(viewer, every), cell="", page="1", saved="")
    kept = [row for row in every if _kept(filters, row)]
    shown = [row for row in kept if filters["cell"] in ("", row["cell"])]
    still_open = [row for row in shown if row["state"] == "open"]
    page = filters.page(len(shown), PAGE)
    return {
        "filters": filters,
        "any": bool(every),
        "rows": _told(viewer, shown[page.start : page.end]),
        "open_count": len(still_open),
        "heaviest": _title(viewer, still_open),
        "total": sum(row["exposure"] for row in still_open),
        "unowned": sum(not row["owner"] for row in still_open),
        "matrix": _matrix(viewer, kept, filters),
        "course": burned(viewer, _named(filters, every)),
        "page": page,
    }


def _named(filters: Narrowing, every: list[Row]) -> set[str] | None:
    """Risks whose course is shown: all, and what was deleted meanwhile, unless filters other than of their
    state narrow them."""
    kept = {str(row["id"]) for row in every if _of(filters, row)}
    return None if len(kept) == len(every) else kept


@once
def _weighed(viewer: Viewer) -> list[Row]:
    """All risks with what they weigh, the heaviest first and those that are over last: no words yet."""
    names = ("item_id", "item__unit", "probability", "delay", "cost", "state", "owner_id", "category")
    held: dict[UUID, list[str]] = defaultdict(list)
    labelled = ItemLabel.objects.seen_by(viewer).filter(item__kind=Risk.kind)
    for item, label in labelled.values_list("item_id", "label__name"):
        held[item].append(label)
    rows = [
        {
            "id": row["item_id"],
            "unit": str(row["item__unit"]),
            "state": row["state"],
            "category": row["category"],
            "owner": member_names(viewer).get(row["owner_id"], ""),
            "labels": held.get(row["item_id"], []),
            "exposure": exposure(row, "delay"),
            "money": exposure(row, "cost"),
            "cell": cell(row["probability"], row["delay"]),
        }
        for row in Risk.objects.seen_by(viewer).order_by("pk").values(*names)
    ]
    return sorted(rows, key=lambda row: (row["state"] != "open", -row["exposure"], -row["money"]))


def cell(probability: float, delay: Mapping[str, float] | None) -> str:
    """Where a risk lies in the matrix: ``chance-delay``, both 1 to 5; "" without a range of delay."""
    if not delay:
        return ""
    days = delay["likely"] / HOURS_PER_DAY
    return f"{bisect_right(CHANCES, probability) + 1}-{bisect_right(DAYS, days) + 1}"


def _fields(viewer: Viewer, rows: list[Row]) -> list[Field]:
    owners = sorted({row["owner"] for row in rows if row["owner"]}, key=str.casefold)
    categories = sorted({row["category"] for row in rows})
    places = {str(id): name for id, name in unit_names(viewer).items()}
    units = sorted({(row["unit"], places.get(row["unit"], "")) for row in rows}, key=lambda each: each[1])
    return [
        Field("state", "State", STATES),
        Field("unit", "Project", units),
        Field("owner", "Owner", [*((name, name) for name in owners), (NONE, "nobody")]),
        Field("class", "Class", [(name, name) for name in categories]),
        Field("label", "Label", [(row["title"], row["title"]) for row in labels(viewer, {})]),
    ]


def _kept(filters: Narrowing, row: Row) -> bool:
    return filters.keeps("state", row["state"]) and _of(filters, row)


def _of(filters: Narrowing, row: Row) -> bool:
    """Whether it is one of those asked for, in whatever state."""
    return (
        filters.keeps("unit", row["unit"])
        and filters.keeps("owner", row["owner"])
        and filters.keeps("class", row["category"])
        and filters.keeps("label", *row["labels"])
    )


def _told(viewer: Viewer, rows: list[Row]) -> list[Row]:
    """Those rows with their words."""
    told = {row["id"]: row for row in risks_told(viewer, [row["id"] for row in rows])}
    weights = ({"exposure": row["exposure"], "money": row["money"]} for row in rows)
    added = panels(viewer, "risk", list(told))
    return [
        told[str(row["id"])] | weight | {"added": added.get(str(row["id"]))}
        for row, weight in zip(rows, weights, strict=True)
        if str(row["id"]) in told
    ]


def _title(viewer: Viewer, rows: list[Row]) -> str:
    head = heads(viewer, [rows[0]["id"]]).get(rows[0]["id"]) if rows else None
    return head.title if head else ""


def _matrix(viewer: Viewer, rows: list[Row], filters: Narrowing) -> list[list[Row]]:
    """Five rows of five cells, the likeliest on top: some keys, how many, weight, and the address."""
    lying: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["state"] == "open" and row["cell"]:
            lying[row["cell"]].append(row)
    names = heads(viewer, [row["id"] for found in lying.values() for row in found[:IN_CELL]])
    heaviest = max((row["exposure"] for found in lying.values() for row in found), default=0.0)

    def told(at: str) -> Row:
        found = lying.get(at, [])
        weight = max((row["exposure"] for row in found), default=0.0)
        return {
            "at": at,
            "keys": [names[row["id"]].key for row in found[:IN_CELL] if row["id"] in names],
            "more": max(0, len(found) - IN_CELL),
            "count": len(found),
            "tint": 0 if not found or not heaviest else min(4, 1 + int(3.999 * weight / heaviest)),
            "chosen": filters["cell"] == at,
            "url": filters.url(cell="" if filters["cell"] == at else at, page=""),
        }

    return [[told(f"{chance}-{delay}") for delay in range(1, 6)] for chance in range(5, 0, -1)]
