"""Reading hours worked: what is logged, what runs, and a week of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pilothouse.how.delivery.models import Assignment, Task, Timer, WorkLog
from pilothouse.who import clock
from pilothouse.who.decisions.rights.verdicts import Rights
from pilothouse.who.items.queries import Head, head_by_key, heads
from pilothouse.who.people.models import Member
from pilothouse.who.people.queries import member_names, workspace_of
from pilothouse.who.rows import Viewer
from pilothouse.who.words import counted

Rows = list[dict[str, Any]]


def work_logs(viewer: Viewer, filters: Mapping[str, str]) -> Rows:
    """Hours worked, newest first; ``task`` narrows them to one."""
    rows = WorkLog.objects.seen_by(viewer).order_by("-on", "pk")
    if filters.get("task"):
        rows = rows.filter(task=filters["task"])
    found = list(rows)
    titles, names = heads(viewer, [row.task_id for row in found]), member_names(viewer)
    return [
        {
            "id": str(row.pk),
            "key": "",
            "title": f"{names.get(row.member_id, '')}, {row.hours:g} h on {titles[row.task_id].title}",
            "task": str(row.task_id),
            "member": str(row.member_id),
            "on": row.on.isoformat(),
            "hours": row.hours,
            "note": row.note,
        }
        for row in found
        if row.task_id in titles
    ]


def timers(viewer: Viewer, filters: Mapping[str, str]) -> Rows:
    """The viewer's running timer."""
    running = running_timer(viewer)
    if running is None:
        return []
    told = {name: running[name] for name in ("id", "key", "task")}
    return [told | {"title": running["head"].title, "since": running["since"].isoformat()}]


def running_timer(viewer: Viewer) -> dict[str, Any] | None:
    """What the viewer's timer runs for, and since when."""
    row = Timer.objects.seen_by(viewer).values("id", "task_id", "since").first()
    head = heads(viewer, [row["task_id"]]).get(row["task_id"]) if row else None
    if row is None or head is None:
        return None
    begun = row["since"].astimezone(ZoneInfo(workspace_of(viewer).timezone))
    return {
        "id": str(row["id"]),
        "key": head.key,
        "task": str(head.id),
        "head": head,
        "since": row["since"],
        "clock": f"{begun:%H:%M}",
    }


def hours_of_task(viewer: Viewer, task: UUID) -> dict[str, Any]:
    """Hours logged on a task: each log, and what each person's add up to."""
    logs = work_logs(viewer, {"task": str(task)})
    names = member_names(viewer)
    sums: dict[str, float] = {}
    for log in logs:
        log["who"] = names.get(UUID(log["member"]), "")
        log["mine"] = log["member"] == str(viewer.member)
        sums[log["who"]] = sums.get(log["who"], 0.0) + log["hours"]
    people = sorted(sums.items(), key=lambda each: -each[1])
    return {"logs": logs, "people": people, "all": sum(sums.values())}


def leads_work(viewer: Viewer) -> bool:
    """Whether the viewer leads work somewhere in the workspace: such people correct hours of others."""
    rights = Rights(workspace_of(viewer))
    roles = rights.permission_roles("own work")
    return any(rights.holds(viewer.member, roles, unit) for unit in (None, *rights.standing.units.values()))


def whose_week(viewer: Viewer, member: str) -> Member | None:
    """The member whose week is asked for, if the viewer may see it: one's own, that of those one manages, and
    that of everybody for those who lead work."""
    rows = Member.objects.seen_by(viewer)
    if not member or member == str(viewer.member):
        me: Member | None = rows.filter(pk=viewer.member).first()
        return me
    found = rows.filter(pk=member).first() if _is_id(member) else None
    if not isinstance(found, Member) or not (found.manager_id == viewer.member or leads_work(viewer)):
        return None
    return found


def week_of(viewer: Viewer, member: Member, first: date) -> dict[str, Any]:
    """A week of somebody's hours: a row for each task, the days, and what they add up to."""
    rows = WorkLog.objects.seen_by(viewer).filter(member=member.pk)
    found = _in_week(rows, first, "task_id")
    known = heads(viewer, found)
    lines = [_line(known[id], cells, first) for id, cells in found.items() if id in known]
    lines.sort(key=lambda line: line["title"])
    free = _without_hours(viewer, member, set(found)) if member.pk == viewer.member else []
    return _week(lines, first) | {"free": free}


def week_of_task(viewer: Viewer, key: str, first: date) -> dict[str, Any] | None:
    """A week of hours on a task: a row for each person."""
    head = head_by_key(viewer, key)
    if head is None or head.kind != Task.kind:
        return None
    found = _in_week(WorkLog.objects.seen_by(viewer).filter(task=head.id), first, "member_id")
    names = member_names(viewer)
    lines = [
        {"key": "", "title": names[id], **_cells(cells, first)} for id, cells in found.items() if id in names
    ]
    return _week(sorted(lines, key=lambda line: line["title"]), first) | {"task": head}


def monday(viewer: Viewer, text: str) -> date:
    """The first day of the week that holds a day written as 2027-03-10; of this week where it is none."""
    today = clock.today(workspace_of(viewer).timezone)
    try:
        day = date.fromisoformat(text) if text else today
    except ValueError:
        day = today
    return monday_of(min(max(day, date(1900, 1, 8)), date(9990, 1, 1)))


def people_with_weeks(viewer: Viewer) -> Rows:
    """Whose weeks the viewer may look at, beside their own."""
    rows = Member.objects.seen_by(viewer).filter(kind="person").exclude(pk=viewer.member).order_by("name")
    if not leads_work(viewer):
        rows = rows.filter(manager=viewer.member)
    return [{"id": str(id), "name": name} for id, name in rows.values_list("pk", "name")]


def _in_week(rows: Any, first: date, by: str) -> dict[UUID, dict[date, dict[str, Any]]]:
    """For each task or member the logs of each day of a week."""
    rows = rows.filter(on__range=(first, first + timedelta(days=6))).order_by("on", "pk")
    found: dict[UUID, dict[date, dict[str, Any]]] = {}
    for id, on, log, hours, note in rows.values_list(by, "on", "pk", "hours", "note"):
        cell = found.setdefault(id, {}).setdefault(on, {"hours": 0.0, "logs": [], "notes": []})
        cell["hours"] += hours
        cell["logs"].append(str(log))
        cell["notes"] += [note] if note else []
    return found


def _line(head: Head, cells: Mapping[date, dict[str, Any]], first: date) -> dict[str, Any]:
    return {"key": head.key, "title": head.title, **_cells(cells, first)}


def _cells(cells: Mapping[date, dict[str, Any]], first: date) -> dict[str, Any]:
    days = [cells.get(first + timedelta(days=n)) for n in range(7)]
    return {"days": days, "hours": sum(cell["hours"] for cell in days if cell)}


def _week(lines: Rows, first: date) -> dict[str, Any]:
    sums = [sum(line["days"][n]["hours"] for line in lines if line["days"][n]) for n in range(7)]
    return {
        "lines": lines,
        "days": [first + timedelta(days=n) for n in range(7)],
        "sums": sums,
        "all": sum(sums),
    }


def _without_hours(viewer: Viewer, member: Member, known: set[UUID]) -> Rows:
    """What somebody is on and began, without hours in the week: rows to log into."""
    on = Assignment.objects.seen_by(viewer).filter(member=member.pk).values("task")
    rows = Task.objects.seen_by(viewer).filter(pk__in=on, finished=None).exclude(started=None)
    ids = [id for id in rows.order_by("started").values_list("pk", flat=True)[:30] if id not in known]
    known_heads = heads(viewer, ids)
    return [known_heads[id].row() for id in ids if id in known_heads]


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def today_of(viewer: Viewer) -> date:
    """The day it is in the workspace."""
    return clock.today(workspace_of(viewer).timezone)


def headline(week: Mapping[str, Any], first: date, name: str | None) -> str:
    """What was worked in a week, in a sentence; ``name`` when it is somebody else's."""
    this = first == monday_of(clock.now().date())
    when = "this week" if this else f"in the week of {first.day} {first:%B %Y}"
    if not week["lines"]:
        who = f"{name} has logged no hours" if name else "No hours are logged"
        return f"{who} {when}"
    hours, tasks = f"{week['all']:.4g} hours", len(week["lines"])
    if week.get("task"):
        return f"{hours} on {week['task'].title} {when}"
    what = f"{hours} on {counted(tasks, 'task')} {when}"
    return f"{name}: {what}" if name else what


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())
