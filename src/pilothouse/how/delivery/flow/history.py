"""When cards came to their states and how long they waited, from the rows of history alone.

What was told late counts from when it happened, what was taken back as if it had not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Q

from pilothouse.engine.flow import Floats, Span, passages
from pilothouse.how.delivery.boards.columns import STATES, cards_of
from pilothouse.how.delivery.models import Assignment, Dependency, Task
from pilothouse.who.decisions.models import RowChange
from pilothouse.who.once import once
from pilothouse.who.people.models import Unit
from pilothouse.who.rows import Viewer

ORDER = {state: place for place, state in enumerate(STATES)}
DAY = 86400.0
VALUES = ("row", "entry__at", "made", *(f"after__{name}" for name in ("state", "started", "finished")))
STOPS = ("row", "entry__at", "before__blocked_since", "after__blocked_since")


@dataclass(frozen=True)
class History:
    """For each of ``cards`` (a row) when it came to each state, and when something blocked it; in days."""

    cards: tuple[UUID, ...]
    entered: Floats
    blocked: Mapping[UUID, list[Span]]


@once
def history(viewer: Viewer, unit: Unit | None) -> History:
    """The cards of a project, a team or everybody, those finished long ago included."""
    cards = cards_of(lambda model: model.objects.seen_by(viewer), unit)
    ids = tuple(cards.order_by("pk").values_list("pk", flat=True))
    place = {id: at for at, id in enumerate(ids)}
    changes = RowChange.objects.seen_by(viewer).filter(model="delivery.task", row__in=cards.values("pk"))
    changes = changes.order_by("entry__revision", "position")
    moved = Q(before__isnull=True) | Q(after__has_any_keys=["state", "started", "finished"])
    made = ExpressionWrapper(Q(before__isnull=True), BooleanField())
    rows = changes.filter(moved).annotate(made=made).values_list(*VALUES)
    events = [event for row in rows.iterator() for event in _events(place[row[0]], *row[1:])]
    stops = changes.filter(after__has_key="blocked_since").values_list(*STOPS)
    return History(ids, passages(events, len(ids), len(STATES)), _blocked(stops.iterator()))


def days(moment: datetime) -> float:
    """The moment as the engine counts."""
    return moment.timestamp() / DAY


def _events(
    card: int, at: datetime, made: bool, state: str | None, started: str | None, finished: str | None
) -> Iterator[tuple[int, float, int]]:
    """What one change says about a card: it stands there, was begun, was finished."""
    told = [days(datetime.fromisoformat(text)) for text in (started, finished) if text]
    if made:
        yield card, min([days(at), *told]), 0
    if state is not None and not (state == "started" and started) and not (state == "done" and finished):
        yield card, days(at), ORDER[state]
    if started:
        yield card, told[0], 1
    if finished:
        yield card, told[-1], 2


def _blocked(rows: Any) -> Mapping[UUID, list[Span]]:
    """From when to when; what still blocks has no end."""
    found: dict[UUID, list[Span]] = defaultdict(list)
    for card, at, before, after in rows:
        if before and found[card] and found[card][-1][1] == inf:
            found[card][-1] = (found[card][-1][0], days(at))
        if after:
            found[card].append((days(datetime.fromisoformat(after)), inf))
    return dict(found)


@once
def handed_over(viewer: Viewer, unit: Unit | None) -> Mapping[UUID, Span]:
    """For each card taken over from other people: from when they were finished until it was begun."""
    known = history(viewer, unit)
    begun = {card: float(at) for card, at in zip(known.cards, known.entered[:, 1], strict=True) if at < inf}
    links = Dependency.objects.seen_by(viewer).filter(type="FS", after__in=_few(known.cards))
    pairs = [pair for pair in links.values_list("after_id", "before_id") if pair[0] in begun]
    rows = Task.objects.seen_by(viewer).filter(finished__isnull=False)
    done = dict(rows.filter(pk__in={before for _, before in pairs}).values_list("pk", "finished"))
    last: dict[UUID, tuple[float, UUID]] = {}
    for after, before in pairs:
        if before in done:
            last[after] = max(last.get(after, (-inf, before)), (days(done[before]), before))
    people = _people(viewer, {*last, *(before for _, before in last.values())})
    return {
        card: (at, begun[card])
        for card, (at, before) in last.items()
        if at < begun[card] and people[card] and people[before] and people[card].isdisjoint(people[before])
    }


def _few(cards: tuple[UUID, ...]) -> Any:
    """As a question to the database may hold them; of very many all links are read."""
    return cards if len(cards) <= 500 else Task.everything.all().values("pk")


def _people(viewer: Viewer, tasks: set[UUID]) -> Mapping[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = defaultdict(set)
    at_work = Assignment.objects.seen_by(viewer).filter(task__in=list(tasks))
    for task, member in at_work.values_list("task_id", "member_id"):
        found[task].add(member)
    return found
