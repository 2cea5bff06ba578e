"""Plans for benchmarks: many tasks, some people, skills, leave, links, ranges and risks; the same for a
seed."""

from __future__ import annotations

import random
from datetime import date, timedelta

from pilothouse.engine.calendar import moment
from pilothouse.engine.plan import Link, Person, Plan, Range, Release, Risk, Task

SKILLS = ("backend", "frontend", "design", "data", "test")


def plan(tasks: int = 1000, people: int = 20, seed: int = 1) -> Plan:
    """``tasks`` tasks of 4 to 40 hours with two links back on average, for ``people`` people of two
    skills."""
    draw = random.Random(seed)
    start = moment(date(2026, 1, 5), "Europe/Berlin")
    work = [_task(number, draw) for number in range(tasks)]
    return Plan(
        name=f"{tasks} tasks, {people} people",
        start=start,
        as_of=start,
        timezone="Europe/Berlin",
        target=start + 400 * 24 * 60,
        people=tuple(_person(number, draw) for number in range(people)),
        tasks=tuple(work),
        releases=(Release("r1", "First half", tuple(task.id for task in work[: tasks // 2])),),
        risks=tuple(_risk(number, tasks, draw) for number in range(max(1, tasks // 50))),
    )


def _person(number: int, draw: random.Random) -> Person:
    first = date(2026, 1, 5) + timedelta(days=draw.randrange(300))
    skills = {SKILLS[number % 5]: 3, SKILLS[(number // 5) % 5]: 3}
    leave = ((first, first + timedelta(days=14)),)
    share = draw.choice((1.0, 1.0, 0.8, 0.5))
    return Person(f"p{number}", f"Person {number}", "", skills, share, 50 + draw.randrange(50), leave)


def _task(number: int, draw: random.Random) -> Task:
    likely = draw.choice((4, 8, 16, 24, 40))
    back = (
        [draw.randrange(max(0, number - 60), number) for _ in range(draw.choice((1, 2, 3)))] if number else []
    )
    links = tuple(Link(f"t{other}") for other in sorted(set(back)))
    return Task(
        f"t{number}",
        f"Task {number}",
        effort_hours=Range(likely * 0.5, likely, likely * 2.5),
        skill=SKILLS[draw.randrange(5)],
        priority=float(draw.randrange(100)),
        depends_on=links,
    )


def _risk(number: int, tasks: int, draw: random.Random) -> Risk:
    hit = tuple(f"t{draw.randrange(tasks)}" for _ in range(2))
    return Risk(
        f"k{number}", f"Risk {number}", 0.3, tuple(dict.fromkeys(hit)), Range(8, 16, 80), Range(0, 2000, 9000)
    )
