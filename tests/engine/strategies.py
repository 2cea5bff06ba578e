"""Plans as Hypothesis makes them: small, valid, with every feature of the document."""

from __future__ import annotations

from datetime import date, time, timedelta

from hypothesis import strategies as st

from pilothouse.engine import plan as p

BEGIN = 29_453_760  # 2026-01-01T00:00Z
hours = st.integers(0, 60).map(lambda quarters: quarters / 4)
names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)
days = st.dates(date(2025, 12, 1), date(2026, 6, 30))
moments = st.integers(-60 * 24 * 3, 60 * 24 * 20).map(lambda minute: BEGIN + minute)
WORKDAYS: tuple[p.Hours, ...] = (
    ((time(9), time(17)),),
    ((time(8), time(12)), (time(13), time(17, 30))),
    ((time(22), time(0)),),
    (),
)


@st.composite
def ranges(draw: st.DrawFn) -> p.Range:
    low, middle, high = sorted(draw(st.lists(hours, min_size=3, max_size=3)))
    return draw(st.sampled_from([p.Range(low, middle, high), p.Range.exactly(middle)]))


@st.composite
def calendars(draw: st.DrawFn, id: str) -> p.Calendar:
    week = {day: draw(st.sampled_from(WORKDAYS)) for day in p.WEEKDAYS}
    week["mon"] = WORKDAYS[0]
    days_off = draw(st.dictionaries(days, st.sampled_from(WORKDAYS), max_size=3))
    return p.Calendar(id, {day: spans for day, spans in week.items() if spans}, days_off, draw(names))


@st.composite
def people(draw: st.DrawFn, id: str, calendar_ids: list[str]) -> p.Person:
    skills = draw(st.dictionaries(st.sampled_from(["code", "draw"]), st.integers(1, 3)))
    begin, length = draw(days), draw(st.integers(1, 20))
    return p.Person(
        id,
        draw(names),
        draw(st.sampled_from(calendar_ids)),
        skills,
        draw(st.sampled_from([1.0, 0.8, 0.5])),
        draw(st.sampled_from([0.0, 75.5])),
        draw(st.sampled_from([(), ((begin, begin + timedelta(days=length)),)])),
    )


@st.composite
def links(draw: st.DrawFn, earlier: list[str]) -> tuple[p.Link, ...]:
    if not earlier:
        return ()
    link = st.builds(
        p.Link,
        st.sampled_from(earlier),
        st.sampled_from(["FS", "FS", "SS", "FF", "SF"]),
        st.sampled_from([0.0, 4.0, -3.0, 0.25]),
        st.booleans(),
    )
    return tuple(draw(st.lists(link, max_size=2)))


@st.composite
def progresses(draw: st.DrawFn, as_of: int) -> p.Progress:
    started = as_of - draw(st.integers(0, 60 * 24 * 5))
    finished = draw(st.none() | st.integers(started, as_of))
    remaining = None if finished is not None else draw(st.none() | ranges())
    return p.Progress(started, finished, draw(hours), remaining)


@st.composite
def tasks(
    draw: st.DrawFn, id: str, earlier: list[str], parents: list[str], staff: list[str], as_of: int
) -> p.Task:
    kind = draw(st.sampled_from(["skill", "people", "duration", "pool", "nobody"]))
    count = draw(st.integers(1, min(2, len(staff))))
    return p.Task(
        id,
        draw(names),
        draw(st.sampled_from([None, *parents])),
        draw(ranges()) if kind in ("skill", "people", "nobody") else p.Range(0.0, 0.0, 0.0),
        draw(ranges()) if kind in ("duration", "pool") else None,
        draw(st.sampled_from(["code", "draw"])) if kind == "skill" else None,
        draw(st.integers(1, 2)),
        count if kind == "skill" else 1,
        tuple(staff[:count]) if kind == "people" else (),
        {"lab": draw(st.integers(1, 2))} if kind == "pool" else {},
        draw(st.sampled_from([0.0, 1.0, -2.5])),
        draw(links(earlier)),
        draw(st.none() | moments),
        draw(st.none() | moments),
        draw(st.none() | st.none() | st.none() | progresses(as_of)),
    )


@st.composite
def plans(draw: st.DrawFn, max_tasks: int = 7) -> p.Plan:
    """A valid plan of up to ``max_tasks`` tasks in up to two groups."""
    as_of = draw(moments)
    calendar_ids = ["std", "odd"]
    staff = [f"p{k}" for k in range(draw(st.integers(1, 3)))]
    parents = ["g0", "g1"]
    ids = [f"t{k}" for k in range(draw(st.integers(0, max_tasks)))]
    made = tuple(draw(tasks(id, ids[:k], parents, staff, as_of)) for k, id in enumerate(ids))
    outside = {task.id for task in made if task.parent is None}
    unlinked = {link.on for task in made for link in task.depends_on}
    loose = sorted(outside - unlinked - {task.id for task in made if task.depends_on})
    return p.Plan(
        draw(names),
        draw(moments),
        as_of,
        draw(st.sampled_from(["UTC", "Europe/Berlin", "America/Sao_Paulo", "Asia/Kathmandu"])),
        draw(st.none() | moments),
        calendars=tuple(draw(calendars(id)) for id in calendar_ids),
        people=tuple(draw(people(id, calendar_ids)) for id in staff),
        pools=(p.Pool("lab", "Lab", draw(st.integers(1, 2)), "std"),),
        tasks=made,
        groups=(p.Group("g0", "Outer", None, draw(links(loose))), p.Group("g1", "Inner", "g0")),
        milestones=(
            p.Milestone("m", "Reached", None, draw(links([*ids, *parents])), draw(st.none() | moments)),
        ),
        releases=(p.Release("rel", "One", tuple(ids[:2])),),
        goals=(p.Goal("goal", "Aim", ("rel",)),),
    )
