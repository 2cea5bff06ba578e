"""Cards of a board: the database counts and limits, so that a column of thousands costs what fifty cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from datetime import datetime, timedelta
from math import ceil
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from pilothouse.engine.flow import Ages
from pilothouse.how.delivery.boards.columns import Layout, Slot, cards_of
from pilothouse.how.delivery.checklists.queries import ticked
from pilothouse.how.delivery.models import Assignment, Dependency, Task
from pilothouse.what.backlog.models import Feature
from pilothouse.who import clock
from pilothouse.who.items.models import Item, ItemLabel, Label
from pilothouse.who.items.queries import heads
from pilothouse.who.narrowing import NONE, Narrowing
from pilothouse.who.once import once
from pilothouse.who.people.models import Unit
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
LIKELY = 0.5
"""A card of which those as old ended late with this chance is named before it is late itself."""
BLOCKED = Q(blocked_since__isnull=False)
ORDER = {
    "open": (
        "-expedite",
        F("feature__rank").asc(nulls_last=True),
        Coalesce("parent__position", "position"),
        "position",
        "pk",
    ),
    "started": ("started", "pk"),
    "done": ("-finished", "pk"),
}

VALUES = (
    *("item_id", "feature_id", "effort", "remaining", "duration_h", "started", "finished", "state"),
    *("expedite", "blocked_since", "blocked_why", "unblocker_id"),
)
_STUCK = Count("pk", filter=BLOCKED)


class Cards:
    """The cards of a project, a team or everybody, narrowed by an address.

    Two of the same address are alike, so that many cards are counted and put in order once a state of all."""

    def __init__(self, viewer: Viewer, unit: Unit | None, layout: Layout, filters: Narrowing) -> None:
        self.viewer, self.unit, self.layout, self.filters = viewer, unit, layout, filters
        self.now = clock.now()

    @property
    def _asked(self) -> tuple[Hashable, ...]:
        return self.viewer, self.unit and self.unit.pk, self.layout, self.filters.url()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Cards) and self._asked == other._asked

    def __hash__(self) -> int:
        return hash(self._asked)

    def read(self, model: Any) -> Any:
        """The rows of a table that the viewer sees."""
        return model.objects.seen_by(self.viewer)

    def rows(self) -> Any:
        """All but those that were finished long ago."""
        found = cards_of(self.read, self.unit)
        found = found.filter(Q(finished=None) | Q(finished__gte=self.now - LATELY))
        for where in self._filters():
            found = found.filter(where)
        return found

    @once
    def counts(self, ages: Ages) -> Row:
        """True counts of the columns, and how many cards in progress are older than most ever were."""
        old = self.now - timedelta(days=ages.usual.p85) if ages.usual else None
        ageing = Q(state="started", started__lt=old) if old else Q(pk__in=[])
        counted = {}
        for slot in self.layout.slots:
            counted[slot.name] = Count("pk", filter=self._in(slot))
            counted[f"{slot.name}_blocked"] = Count("pk", filter=self._in(slot) & BLOCKED)
        counted["expedite"] = Count("pk", filter=Q(expedite=True, finished=None))
        found: Row = self.rows().aggregate(**counted, ageing=Count("pk", filter=ageing), blocked=_STUCK)
        return found

    @once
    def column(self, slot: Slot, first: int) -> list[Row]:
        """The cards of a column from the first one asked for."""
        rows = self.rows().filter(self._in(slot)).order_by(*ORDER[slot.state])
        found: list[Row] = list(rows.values(*VALUES)[first : first + AT_ONCE])
        return found

    def expedited(self) -> list[Row]:
        """The cards of the expedite lane, those in progress first."""
        rows = self.rows().filter(expedite=True, finished=None).order_by("-state", *ORDER["started"])
        return list(rows.values(*VALUES)[:AT_ONCE])

    def _in(self, slot: Slot) -> Q:
        """What stands in a column; open cards of the expedite lane stand there."""
        here = slot.cards(self.read)
        return here & ~Q(expedite=True, finished=None) if self.layout.expedites else here

    def lanes(self, by: str) -> list[tuple[UUID | None, str, int]]:
        """(goal or member, column, count) for every lane."""
        found = []
        for slot in self.layout.slots:
            rows = self.rows().filter(self._in(slot)).order_by()
            counted = self._by_person(rows) if by == "person" else _by_goal(rows)
            found += [(id, slot.name, count) for id, count in counted]
        return found

    def _by_person(self, rows: Any) -> list[tuple[UUID | None, int]]:
        at_work = self.read(Assignment).filter(task__in=rows.values("pk")).order_by()
        nobody = rows.filter(~Exists(self.read(Assignment).filter(task=OuterRef("pk")))).count()
        found = list(at_work.values_list("member_id").annotate(Count("pk")))
        return [*found, (None, nobody)] if nobody else found

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


def _by_goal(rows: Any) -> list[tuple[UUID | None, int]]:
    return list(rows.values_list("feature__goal_id").annotate(Count("pk")))


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
def pace(viewer: Viewer, unit: Unit | None) -> Ages:
    """How long the cards took that were finished last: those of a team, a project or everybody."""
    rows = cards_of(lambda model: model.objects.seen_by(viewer), unit)
    done = rows.filter(state="done", started__isnull=False, finished__isnull=False).order_by("-finished")
    spans = done.values_list("started", "finished")[:FINISHED]
    return Ages(round((finished - started) / timedelta(days=1), 1) for started, finished in spans)


def cards(viewer: Viewer, rows: list[Row], ages: Ages, now: datetime) -> list[Row]:
    """What a card shows, asked for all cards at once."""
    ids = [row["item_id"] for row in rows]
    features = Feature.objects.seen_by(viewer).filter(
        pk__in={row["feature_id"] for row in rows if row["feature_id"]}
    )
    goals = dict(features.values_list("pk", "goal_id"))
    known, lists = heads(viewer, [*ids, *goals]), ticked(viewer, ids)
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
            "ticked": lists.get(row["item_id"]),
            **age(row, now, ages),
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


def age(row: Row, now: datetime, ages: Ages) -> Row:
    """Days since its start, and how that compares: ``dots`` of five are as long as 85 of 100 took.

    ``like`` is what became of the cards that got as old, said of those that are late or likely to be."""
    if row["started"] is None:
        return {"age": None, "dots": 0, "ageing": False, "like": None}
    days = max(((row["finished"] or now) - row["started"]) / timedelta(days=1), 0.0)
    share = days / ages.usual.p85 if ages.usual and ages.usual.p85 else 0.0
    found = ages.ageing(days)
    late = ages.is_late(days)
    told = row["finished"] is None and (late or (found.late or 0.0) >= LIKELY)
    like = {"reached": found.reached, "half": found.done.p50 if found.done else None, "late": found.late}
    return {
        "age": ceil(days),
        "dots": min(ceil(share * DOTS), DOTS),
        "ageing": late,
        "like": like if told else None,
    }


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
