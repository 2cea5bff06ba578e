"""Cards of a board: the database counts and limits, so that a column of thousands costs what fifty cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from pilothouse.how.delivery.models import Assignment, Dependency, Task
from pilothouse.what.backlog.models import Feature
from pilothouse.what.roadmap.models import Release
from pilothouse.who import clock
from pilothouse.who.items.models import Item, ItemLabel, Label
from pilothouse.who.items.queries import heads
from pilothouse.who.narrowing import NONE, Narrowing
from pilothouse.who.once import once
from pilothouse.who.people.models import Membership, Unit
from pilothouse.who.people.queries import member_names
from pilothouse.who.rows import Viewer

Row = dict[str, Any]
LATELY = timedelta(days=14)
"""What was finished longer ago has left the board."""
AT_ONCE = 50
"""Cards of a column that are shown at a time."""
FINISHED = 200
"""So many of the cards finished last say how long cards usually take."""
DOTS = 5
STATES = {"todo": "open", "doing": "started", "done": "done"}
BLOCKED = Q(blocked_since__isnull=False)
ORDER = {
    "todo": (
        "-expedite",
        F("feature__rank").asc(nulls_last=True),
        Coalesce("parent__position", "position"),
        "position",
        "pk",
    ),
    "doing": ("started", "pk"),
    "done": ("-finished", "pk"),
}


@dataclass(frozen=True)
class Pace:
    """Days that cards took from start to finish: half of them at most ``p50``, 85 of 100 at most ``p85``."""

    p50: float | None = None
    p85: float | None = None


class Board:
    """The tasks of a project, a team or everybody, narrowed by an address."""

    def __init__(self, viewer: Viewer, unit: Unit | None, filters: Narrowing) -> None:
        self.viewer, self.unit, self.filters = viewer, unit, filters
        self.now = clock.now()

    def rows(self) -> Any:
        """Tasks that are cards: those with tasks inside are none; what was finished long ago is none."""
        inside = Task.objects.seen_by(self.viewer).filter(parent=OuterRef("pk"))
        found = Task.objects.seen_by(self.viewer).filter(~Exists(inside))
        found = found.filter(Q(finished=None) | Q(finished__gte=self.now - LATELY))
        for where in (_place(self.viewer, self.unit), *self._filters()):
            found = found.filter(where)
        return found

    def counts(self, pace: Pace) -> Row:
        """True counts of the columns, and how many cards in progress are older than most ever were."""
        old = self.now - timedelta(days=pace.p85) if pace.p85 is not None else None
        ageing = Q(state="started", started__lt=old) if old else Q(pk__in=[])
        counted = {name: Count("pk", filter=Q(state=state)) for name, state in STATES.items()}
        counted |= {
            f"{name}_blocked": Count("pk", filter=Q(state=state) & BLOCKED) for name, state in STATES.items()
        }
        found: Row = self.rows().aggregate(**counted, ageing=Count("pk", filter=ageing))
        return found | {"blocked": sum(found[f"{name}_blocked"] for name in STATES)}

    def column(self, name: str, first: int) -> list[Row]:
        """The cards of a column from the first one asked for."""
        rows = self.rows().filter(state=STATES[name]).order_by(*ORDER[name])
        names = (
            "item_id",
            "feature_id",
            "effort",
            "remaining",
            "duration_h",
            "started",
            "finished",
            "expedite",
            "blocked_since",
            "blocked_why",
            "unblocker_id",
        )
        found: list[Row] = list(rows.values(*names)[first : first + AT_ONCE])
        return found

    def lanes(self, by: str) -> list[tuple[UUID | None, str, int]]:
        """(goal or member, state, count) for every lane."""
        rows = self.rows().order_by()
        if by == "person":
            at_work = Assignment.objects.seen_by(self.viewer).filter(task__in=rows.values("pk"))
            found = at_work.values_list("member_id", "task__state").annotate(Count("pk"))
            nobody = rows.filter(~Exists(Assignment.objects.seen_by(self.viewer).filter(task=OuterRef("pk"))))
            return [*found, *((None, s, n) for s, n in nobody.values_list("state").annotate(Count("pk")))]
        return list(rows.values_list("feature__goal_id", "state").annotate(Count("pk")))

    def _filters(self) -> Iterable[Q]:
        known = {"person": self._by, "feature": self._for, "label": self._called, "blocked": _stuck}
        for name, where in known.items():
            values, no = self.filters.wanted(name)
            if values:
                one = where(values)
                yield ~one if no else one

    def _by(self, values: tuple[str, ...]) -> Q:
        at_work = Assignment.objects.seen_by(self.viewer)
        found = Q(pk__in=at_work.filter(member__in=_ids(values)).values("task"))
        return found | ~Q(pk__in=at_work.values("task")) if NONE in values else found

    def _for(self, values: tuple[str, ...]) -> Q:
        named = Q(pk__in=[])
        for value in values:
            named |= Item.named(value) or Q(pk__in=[])
        found = Q(feature__in=Item.objects.seen_by(self.viewer).filter(named).values("pk"))
        return found | Q(feature=None) if NONE in values else found

    def _called(self, values: tuple[str, ...]) -> Q:
        put = ItemLabel.objects.seen_by(self.viewer)
        named = Q(pk__in=[])
        for value in values:
            named |= Q(name__iexact=value)
        wanted = Label.objects.seen_by(self.viewer).filter(named).values("pk")
        found = Q(item__in=put.filter(label__in=wanted).values("item"))
        return found | ~Q(item__in=put.values("item")) if NONE in values else found


def _place(viewer: Viewer, unit: Unit | None) -> Q:
    """What is done in a project, or by the people of a team."""
    if unit is None:
        return Q()
    if unit.kind == "team":
        members = Membership.objects.seen_by(viewer).filter(unit=unit).values("member")
        return Q(pk__in=Assignment.objects.seen_by(viewer).filter(member__in=members).values("task"))
    releases = Release.objects.seen_by(viewer).filter(delivered_by=unit).values("pk")
    delivered = Feature.objects.seen_by(viewer).filter(release__in=releases).values("pk")
    return Q(item__unit=unit) | Q(feature__in=delivered)


def _stuck(values: tuple[str, ...]) -> Q:
    found = Q(pk__in=[])
    for value in values:
        found |= {"yes": BLOCKED, "no": ~BLOCKED}.get(value.casefold(), Q(pk__in=[]))
    return found


def _ids(values: Iterable[str]) -> list[UUID]:
    found = []
    for value in values:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return found


@once
def pace(viewer: Viewer) -> Pace:
    """How long the cards finished last took, all of the workspace."""
    rows = Task.objects.seen_by(viewer).filter(state="done", started__isnull=False, finished__isnull=False)
    spans = sorted(
        (finished - started) / timedelta(days=1)
        for started, finished in rows.order_by("-finished").values_list("started", "finished")[:FINISHED]
    )
    if not spans:
        return Pace()
    return Pace(
        *(round(spans[min(ceil(share * len(spans)) - 1, len(spans) - 1)], 1) for share in (0.5, 0.85))
    )


def cards(viewer: Viewer, rows: list[Row], usual: Pace, now: datetime) -> list[Row]:
    """What a card shows, asked for all cards at once."""
    ids = [row["item_id"] for row in rows]
    features = Feature.objects.seen_by(viewer).filter(
        pk__in={row["feature_id"] for row in rows if row["feature_id"]}
    )
    goals = dict(features.values_list("pk", "goal_id"))
    known = heads(viewer, [*ids, *goals])
    people, waits = (
        _people(viewer, ids),
        _waits(viewer, [row["item_id"] for row in rows if not row["started"]]),
    )
    return [
        known[row["item_id"]].row()
        | {
            "state": "done" if row["finished"] else "doing" if row["started"] else "todo",
            "feature": known.get(row["feature_id"]),
            "goal": goals.get(row["feature_id"]),
            "people": people[row["item_id"]],
            "left": row["remaining"] or row["effort"] or row["duration_h"],
            "expedite": row["expedite"],
            "finished": row["finished"],
            "waits": waits.get(row["item_id"]),
            "blocked": blocked(viewer, row, now),
            **age(row["started"], row["finished"] or now, usual),
        }
        for row in rows
        if row["item_id"] in known
    ]


def blocked(viewer: Viewer, row: Row, now: datetime) -> Row | None:
    """What keeps a task from going on, for how many days, and who can help; None when nothing does."""
    if row["blocked_since"] is None:
        return None
    days = max((now - row["blocked_since"]) // timedelta(days=1), 0)
    helper = member_names(viewer).get(row["unblocker_id"], "")
    return {"why": row["blocked_why"], "since": row["blocked_since"], "days": days, "who": helper}


def age(started: datetime | None, until: datetime, usual: Pace) -> Row:
    """Days since its start, and how that compares: ``dots`` of five are as long as 85 of 100 took."""
    if started is None:
        return {"age": None, "dots": 0, "ageing": False}
    days = max((until - started) / timedelta(days=1), 0.0)
    share = days / usual.p85 if usual.p85 else 0.0
    return {"age": ceil(days), "dots": min(ceil(share * DOTS), DOTS), "ageing": share > 1}


def _people(viewer: Viewer, ids: list[UUID]) -> dict[UUID, list[Row]]:
    names = member_names(viewer)
    found: dict[UUID, list[Row]] = defaultdict(list)
    rows = Assignment.objects.seen_by(viewer).filter(task__in=ids)
    for task, member in rows.order_by("member__name").values_list("task_id", "member_id"):
        if member in names:
            found[task].append({"id": member, "name": names[member]})
    return found


def _waits(viewer: Viewer, ids: list[UUID]) -> Mapping[UUID, Any]:
    """What a card that has not begun waits for first: a task that is not finished."""
    links = Dependency.objects.seen_by(viewer).filter(after__in=ids, type__in=("FS", "FF"))
    pairs = list(links.order_by("pk").values_list("after_id", "before_id"))
    unfinished = Task.objects.seen_by(viewer).filter(pk__in={before for _, before in pairs}, finished=None)
    still = set(unfinished.values_list("pk", flat=True))
    known = heads(viewer, still)
    return {after: known[before] for after, before in reversed(pairs) if before in still and before in known}
