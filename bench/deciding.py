"""Deciding on a plan of a thousand tasks: routing an edit, groups, what-ifs beside writers, long histories.

``python -m bench.deciding [--tasks 1000] [--json]``. Each figure stands beside its limit and beside a
reference of the same run: one dispatch of the plan, one bare update, writers left alone, a short history.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from bench import groups
from bench.house import at, milliseconds, open_house

ROUNDS = 10
"""So many times writers are measured, every second time beside what-ifs."""
Figures = dict[str, tuple[float, float, float]]
"""By name: measured, its limit, and how much of the limit that is."""


def main() -> None:
    """Print what each takes, what it may take, and the share of that."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--tasks", type=int, default=1000)
    options.add_argument("--times", type=int, default=20)
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    found: Figures = {}
    for name, value, limit in measure(given.tasks, given.times):
        found[name] = (value, limit, value / limit)
        if not given.json:
            print(f"{name:52} {value:9.2f}   of {limit:8.2f}   {value / limit:6.2f}", flush=True)
    if given.json:
        print(json.dumps(found))


def measure(tasks: int, times: int) -> Iterator[tuple[str, float, float]]:
    """Each figure with its limit as it is measured, on the demo story grown to so many tasks."""
    house = House(open_house(), tasks)
    for part in (_routing, _locks, _impact, _beside_writers, _history, _groups):
        yield from ((name, *figure) for name, figure in part(house, times).items())


@dataclass
class House:
    """The workspace, who edits, and what they edit."""

    workspace: Any
    count: int
    random: random.Random = field(default_factory=lambda: random.Random(1))

    def __post_init__(self) -> None:
        from pilothouse.who.people.models import Member, viewer_of

        self.ids = _grown(self.workspace, self.count, self.random)
        people = Member.everything.filter(workspace=self.workspace)
        self.tomas = viewer_of(people.get(name__startswith="Tom"))
        self.ana = viewer_of(people.filter(plannable=True).order_by("name")[0])
        self.slip = iter(range(1, 10**6))

    def edit(self, small: bool = True) -> Any:
        """Another estimate of some task: its likely effort grows by minutes, or by days."""
        from pilothouse.commands import parse

        likely = (16.0 if small else 40.0) + next(self.slip) / 100
        effort = {"optimistic": likely / 2, "likely": likely, "pessimistic": 2.5 * likely}
        return parse("task.estimate", {"task": self.random.choice(self.ids), "effort": effort})


def _grown(workspace: Any, count: int, draw: random.Random) -> list[str]:
    """Tasks of one project, each with two links back, until the plan has so many; the ids of the new ones."""
    from fractional_indexing import generate_n_keys_between

    from pilothouse.how.delivery.models import Dependency, Task
    from pilothouse.when.schedule import snapshot
    from pilothouse.when.schedule.models import Project
    from pilothouse.who.decisions.gate import guard
    from pilothouse.who.items.models import Item
    from pilothouse.who.people.models import Skill

    unit = Project.everything.filter(workspace=workspace).select_related("unit").first().unit
    skills = list(Skill.everything.filter(workspace=workspace).order_by("name"))
    missing = range(max(0, count - Task.everything.filter(workspace=workspace).count()))
    places = generate_n_keys_between(None, None, len(missing))
    common = {"workspace": workspace, "unit": unit, "kind": "task", "prefix": "BIG"}
    items = [Item(number=n + 1, title=f"Piece {n + 1}", **common) for n in missing]
    rows = [
        Task(
            workspace=workspace,
            item=item,
            position=places[n],
            effort={"optimistic": likely / 2, "likely": likely, "pessimistic": 2.5 * likely},
            skill=draw.choice(skills),
        )
        for n, item in enumerate(items)
        for likely in [draw.choice((4.0, 8.0, 16.0, 24.0, 40.0))]
    ]
    links = [
        Dependency(workspace=workspace, before=items[back], after=items[n])
        for n in missing
        for back in {draw.randrange(max(0, n - 60), n) for _ in range(2) if n}
    ]
    with guard.opened():
        for model, made in ((Item, items), (Task, rows), (Dependency, links)):
            model.everything.bulk_create(made, batch_size=200)
    snapshot.forget()  # rows that came past the gate moved no revision
    return [str(row.pk) for row in rows]


def _routing(house: House, times: int) -> dict[str, tuple[float, float]]:
    """From an edit to who decides it: tried, sized by two dispatches, judged. Limit 100 ms."""
    from pilothouse.engine.scheduling.dispatch import schedule
    from pilothouse.when.schedule import snapshot
    from pilothouse.who.decisions.gate.submit import submit
    from pilothouse.who.decisions.proposals.preview import preview

    plan = snapshot.read(str(house.workspace.pk)).plan
    dispatch = at(milliseconds(lambda: schedule(plan, load=False), 5), 0.5)
    preview([house.edit()], house.tomas, None)
    routed = at(milliseconds(lambda: preview([house.edit()], house.tomas, None), times), 0.5)
    applied = at(milliseconds(lambda: submit(house.edit(), house.tomas, "bench"), times), 0.5)
    return {
        f"routing an edit, {len(plan.tasks):,} tasks, ms": (routed, 100.0),
        "the same in dispatches of the plan": (routed / dispatch, 4.0),
        "an edit that is decided alone, applied, ms": (applied, 250.0),
    }


def _locks(house: House, times: int) -> dict[str, tuple[float, float]]:
    """How long a what-if keeps other writers out. Limit 5 ms; the reference is a bare update."""
    from django.db import transaction

    from pilothouse.how.delivery.models import Task
    from pilothouse.who.decisions.gate import guard
    from pilothouse.who.decisions.proposals import preview

    with _timed(preview) as held:
        for _ in range(times):
            preview.preview([house.edit()], house.tomas, None)

    def bare() -> None:
        with guard.opened(), transaction.atomic():
            Task.everything.filter(pk=house.ids[0]).update(level=1)

    reference = at(milliseconds(bare, times), 0.5)
    middle = at(sorted(held), 0.5)
    return {
        "write lock held by a what-if, median ms": (middle, 5.0),
        "the same in bare updates": (middle / reference, 10.0),
    }


@contextmanager
def _timed(module: Any) -> Iterator[list[float]]:
    """Milliseconds of the processor that the module's turns took while they were held."""
    turn, held = module.turn, []

    @contextmanager
    def measured(workspace: Any, **more: Any) -> Iterator[Any]:
        with turn(workspace, **more) as locked:
            begin = time.thread_time()
            try:
                yield locked
            finally:
                held.append((time.thread_time() - begin) * 1000)

    module.turn = measured
    try:
        yield held
    finally:
        module.turn = turn


def _impact(house: House, times: int) -> dict[str, tuple[float, float]]:
    """A proposal's first answer, and its figures to the end. Limits 1 s and 2 s."""
    from pilothouse.engine.forecast import forecast
    from pilothouse.when.schedule import snapshot
    from pilothouse.when.schedule.upkeep import reprice_open
    from pilothouse.who.decisions.gate.submit import submit
    from pilothouse.who.decisions.proposals.figures import RUNS
    from pilothouse.who.decisions.proposals.preview import preview
    from pilothouse.who.decisions.proposals.pricing import price

    answered = milliseconds(lambda: submit(house.edit(False), house.ana, "bench", suggest=True), 3)
    seen = preview([house.edit(False)], house.tomas, None)
    whole = milliseconds(lambda: price(seen.measured, None, runs=RUNS), 3)[0] / 1000
    plan = snapshot.read(str(house.workspace.pk)).plan
    one_side = milliseconds(lambda: forecast(plan, RUNS), 2)[0] / 1000
    begin = time.perf_counter()
    reprice_open(house.workspace)
    return {
        "a suggestion with its first estimate, s": (answered[len(answered) // 2] / 1000, 1.0),
        "full impact, s": (whole, 2.0),
        "the same in forecasts of one side": (whole / one_side, 3.0),
        "refining all that is open in the worker, s": (time.perf_counter() - begin, 60.0),
    }


def _beside_writers(house: House, times: int) -> dict[str, tuple[float, float]]:
    """Writes a second while two threads preview without pause, over those of writers left alone.

    Both are measured in turns, so that whatever else the machine does weighs on both."""
    over, going = threading.Event(), threading.Event()
    previews = [0, 0]
    threads = [threading.Thread(target=_previewing, args=(house, over, going, previews, n)) for n in (0, 1)]
    for thread in threads:
        thread.start()
    rates: dict[bool, list[float]] = {False: [], True: []}
    with _switching():
        for turn in range(ROUNDS):
            beside = bool(turn % 2)
            (going.set if beside else going.clear)()
            rates[beside].append(_written(house, times / 10))
    over.set()
    going.set()
    for thread in threads:
        thread.join()
    alone, beside_them = (sum(rates[beside]) / len(rates[beside]) for beside in (False, True))
    return {
        "writes a second alone": (alone, float("inf")),
        "writes a second beside two previewing threads": (beside_them, float("inf")),
        "what-ifs a second meanwhile": (sum(previews) / (ROUNDS / 2 * times / 10), float("inf")),
        "share of their rate that writers lose": (max(0.0, 1 - beside_them / alone), 1 / 3),
    }


@contextmanager
def _switching() -> Iterator[None]:
    """Threads take turns as often as in the server."""
    from pilothouse.entrypoints.server import TURNS

    before = sys.getswitchinterval()
    sys.setswitchinterval(TURNS)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def _previewing(
    house: House, over: threading.Event, going: threading.Event, done: list[int], place: int
) -> None:
    from django.db import connection

    from pilothouse.who.decisions.proposals.preview import preview

    while going.wait() and not over.is_set():
        preview([house.edit()], house.tomas, None)
        done[place] += 1
    connection.close()


def _written(house: House, seconds: float) -> float:
    """Renames a second, one after the other."""
    from pilothouse.commands import parse
    from pilothouse.who.decisions.gate.submit import submit

    count, end = 0, time.perf_counter() + seconds
    while time.perf_counter() < end:
        name = {"item": house.ids[count % len(house.ids)], "title": f"Piece {next(house.slip)}"}
        submit(parse("item.rename", name), house.tomas, "bench")
        count += 1
    return count / seconds


def _groups(house: House, times: int) -> dict[str, tuple[float, float]]:
    """A thousand commands at once. Limit 3 s."""
    return groups.measure(house.workspace, house.tomas, house.ids, 1000)


def _history(house: House, times: int) -> dict[str, tuple[float, float]]:
    """The newest entries of an object with 10,000 of them, over those of one with 100. Limit 1.3."""
    from pilothouse.who.decisions.decision_log.record import activity

    few, many = house.ids[:2]
    _told(house, few, 100)
    _told(house, many, 10_000)

    def read(id: str) -> Callable[[], Any]:
        return lambda: activity(house.tomas, [id])

    for id in (few, many):
        read(id)()
    short, long = (at(milliseconds(read(id), max(times, 20)), 0.5) for id in (few, many))
    return {
        "history of an object with 100 entries, ms": (short, float("inf")),
        "with 10,000 entries, in that": (long / short, 1.3),
    }


def _told(house: House, id: str, count: int) -> None:
    """So many entries about one row, as a long life leaves them."""
    from pilothouse.who import clock
    from pilothouse.who.decisions.gate import guard
    from pilothouse.who.decisions.models import Entry, RowChange

    space = house.workspace
    space.refresh_from_db()
    entries = [
        Entry(
            workspace=space,
            revision=space.revision + n + 1,
            group=uuid4(),
            at=clock.now(),
            actor_id=house.tomas.member,
            channel="bench",
            command="task.estimate",
            sentence="estimated it again",
        )
        for n in range(count)
    ]
    changes = [
        RowChange(
            workspace=space, entry=entry, position=0, model="delivery.task", row=id, before={}, after={}
        )
        for entry in entries
    ]
    with guard.opened():
        Entry.everything.bulk_create(entries, batch_size=500)
        RowChange.everything.bulk_create(changes, batch_size=500)
        space.revision += count
        space.save(update_fields=["revision"])


if __name__ == "__main__":
    main()
