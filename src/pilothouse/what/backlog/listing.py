"""The Backlog page's rows: one order per product, narrowed and paged by the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from pilothouse.what.backlog.models import Feature
from pilothouse.what.backlog.queries import features_told, scores_of, talked_about
from pilothouse.what.backlog.ranking import next_release
from pilothouse.what.roadmap.models import Release
from pilothouse.who.items.lists import labels
from pilothouse.who.items.models import ItemLabel
from pilothouse.who.items.panels import panels
from pilothouse.who.items.queries import heads
from pilothouse.who.narrowing import NONE, Field, Narrowing
from pilothouse.who.once import once
from pilothouse.who.people.queries import unit_names
from pilothouse.who.rows import Viewer
from pilothouse.why.strategy.models import Goal

Row = dict[str, Any]
PAGE = 50
"""So many features are shown at a time. What fits on one page is shown whole, product by product; beyond that
one product at a time."""
STATES = (("proposed", "proposed"), ("planned", "planned"), ("done", "done"))


def backlog_context(viewer: Viewer, path: str, query: Mapping[str, str]) -> Row:
    """What the template takes, less the shell."""
    return _context(viewer, path, tuple(query.items()))


@once
def _context(viewer: Viewer, path: str, query: tuple[tuple[str, str], ...]) -> Row:
    filters = Narrowing.read(path, dict(query), _fields(viewer), product="", page="1", saved="")
    rows = _narrowed(Feature.objects.seen_by(viewer).exclude(state="dropped"), filters)
    products = _products(viewer, rows)
    total = sum(product["count"] for product in products)
    shown = products if total <= PAGE else _chosen(products, filters["product"])
    coming = next_release(viewer)
    return {
        "filters": filters,
        "products": products if len(products) > len(shown) else [],
        "backlogs": [_section(viewer, product, rows, filters, coming) for product in shown],
        "total": total,
        "next": coming,
    }


def _fields(viewer: Viewer) -> list[Field]:
    """What the list can be narrowed by."""
    return [
        Field("goal", "Goal", (*_choices(viewer, Goal.kind), (NONE, "none"))),
        Field("release", "Release", (*_choices(viewer, Release.kind), (NONE, "none"))),
        Field("state", "State", STATES),
        Field("label", "Label", [(row["title"], row["title"]) for row in labels(viewer, {})]),
    ]


def _choices(viewer: Viewer, kind: str) -> list[tuple[str, str]]:
    found = heads(viewer, kind=kind).values()
    return sorted(((head.key, head.title) for head in found), key=lambda choice: choice[1].casefold())


def _narrowed(rows: Any, filters: Narrowing) -> Any:
    for name in ("goal", "release", "state", "label"):
        values, no = filters.wanted(name)
        if values:
            where = _any_of(name, values)
            rows = rows.exclude(where) if no else rows.filter(where)
    return rows


def _any_of(name: str, values: Iterable[str]) -> Q:
    found = Q(pk__in=[])
    for value in values:
        found |= _is(name, value)
    return found


def _is(name: str, value: str) -> Q:
    if name == "label":
        held = ItemLabel.everything.filter(label__name__iexact=value, deleted_at=None)
        return Q(pk__in=held.values("item"))
    if name == "state":
        return Q(state=value.casefold())
    if value.casefold() == NONE:
        return Q(**{name: None})
    prefix, _, number = value.upper().rpartition("-")
    if not number.isdecimal():
        return Q(pk__in=[])
    return Q(**{f"{name}__item__prefix": prefix, f"{name}__item__number": int(number)})


def _products(viewer: Viewer, rows: Any) -> list[Row]:
    """Units that have features in the list, by name, with how many."""
    names = unit_names(viewer)
    counted = rows.order_by().values_list("item__unit").annotate(features=Count("pk"))
    found = [{"unit": unit, "name": names.get(unit, ""), "count": count} for unit, count in counted]
    return sorted(found, key=lambda product: product["name"].casefold())


def _chosen(products: list[Row], asked: str) -> list[Row]:
    return [product for product in products if str(product["unit"]) == asked] or products[:1]


def _section(viewer: Viewer, product: Row, rows: Any, filters: Narrowing, coming: Row | None) -> Row:
    """One product's features: those of the page, each with its place and where it goes when it is moved."""
    page = filters.page(product["count"], PAGE, product=str(product["unit"]))
    ordered = rows.filter(item__unit=product["unit"]).order_by("rank", "pk")
    before = max(page.start - 1, 0)
    around = features_told(viewer, ordered[before : page.end + 2])
    top = around[0]["key"] if before == 0 else _first_key(viewer, ordered)
    lines = placed(around, page.start - before, page.end - page.start, page.start, top)
    known = panels(viewer, Feature.kind, [line["id"] for line in lines])
    scores = scores_of(viewer, [UUID(line["id"]) for line in lines])
    told = [
        line | {"known": known.get(line["id"], {}), "score": talked_about(scores.get(UUID(line["id"]), []))}
        for line in lines
    ]
    full = None if filters.narrowed else full_before(told, coming)
    return product | {"features": told, "full": full, "page": page}


def _first_key(viewer: Viewer, ordered: Any) -> str:
    key: str = features_told(viewer, ordered[:1])[0]["key"]
    return key


def placed(around: list[Row], skip: int, most: int, first: int, top: str) -> list[Row]:
    """The rows of a page, cut from those ``around`` them: ``place`` counts from 1 in the whole order, and
    ``places`` are the keys above which a row goes when it is moved ("" the end, None where it cannot)."""
    keys = [row["key"] for row in around]
    found = []
    for at, row in list(enumerate(around))[skip : skip + most]:
        last = at + 1 == len(keys)
        places = {
            "up": keys[at - 1] if at else None,
            "top": top if at else None,
            "down": None if last else keys[at + 2] if at + 2 < len(keys) else "",
            "bottom": None if last else "",
        }
        following = "" if last else keys[at + 1]
        found.append(row | {"place": first + 1 + at - skip, "places": places, "following": following})
    return found


def full_before(rows: list[Row], coming: Row | None) -> str | None:
    """The key of the first feature that is not likely done by the next release's target, after ones that
    are: there the plan is full. None where the line is not on this page."""
    if coming is None:
        return None
    fits = False
    for row in (row for row in rows if row["state"] != "done"):
        likely = row["known"].get("p50_day")
        if likely and likely <= coming["target"]:
            fits = True
        elif fits:
            return str(row["key"])
    return None
