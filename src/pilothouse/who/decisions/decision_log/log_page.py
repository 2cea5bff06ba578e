"""The log as a page: decisions on record, and what was decided alone, narrowed in the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from pilothouse.commands.lens import facets
from pilothouse.who import clock
from pilothouse.who.decisions.decision_log.models import About, Decision
from pilothouse.who.decisions.decision_log.queries import calibration, family_names, seen, told
from pilothouse.who.decisions.models import Entry, RowChange
from pilothouse.who.items.queries import heads
from pilothouse.who.narrowing import Field, Narrowing
from pilothouse.who.once import once
from pilothouse.who.people.queries import member_names, workspace_of
from pilothouse.who.rows import Viewer
from pilothouse.who.words import capital, counted, number

Row = dict[str, Any]
PAGE = 30
ALONE = "alone"
STATES = (
    ("accepted", "accepted"),
    ("declined", "declined"),
    ("recorded", "made elsewhere"),
    (ALONE, "decided alone, below the limit"),
    ("due", "to be looked back on"),
    ("reviewed", "looked back on"),
    ("replaced", "replaced by a later one"),
)
PERIODS = (("30", "last 30 days"), ("90", "last 90 days"), ("365", "last 12 months"))


def log_page(viewer: Viewer, path: str, query: Mapping[str, str]) -> Row:
    """What the template takes, less the shell."""
    return _page(viewer, path, tuple(query.items()))


@once
def _page(viewer: Viewer, path: str, query: tuple[tuple[str, str], ...]) -> Row:
    filters = Narrowing.read(path, dict(query), _fields(viewer), q="", page="1", saved="")
    record, alone = _record(viewer, filters), _alone(viewer, filters)
    page = filters.page(record.count() + alone.count(), PAGE)
    first, second = list(record[: page.end]), list(alone[: page.end])
    merged = sorted([*first, *second], key=lambda row: row.at, reverse=True)[page.start : page.end]
    lines = {row["id"]: row for row in told(viewer, [r for r in merged if isinstance(r, Decision)])}
    rows = [lines[str(row.pk)] if isinstance(row, Decision) else _alone_row(row) for row in merged]
    numbers = calibration(viewer)
    return {
        "filters": filters,
        "entries": _folded(rows),
        "page": page,
        "sentence": sentence(numbers, filters.narrowed or bool(filters["q"]), page.count),
        "numbers": numbers,
        "any": bool(page.count or filters.narrowed or filters["q"]),
    }


def sentence(numbers: Mapping[str, int], narrowed: bool, count: int) -> str:
    """The headline: how many, and how well what was predicted came true."""
    if narrowed:
        return capital(counted(count, "decision has", "decisions have")) + " all of this"
    if not count:
        return "Nothing is decided yet"
    if numbers["reviewed"] == 1:
        where = "within" if numbers["within"] else "outside of"
        return f"The one decision looked back on came out {where} what was predicted"
    if numbers["reviewed"]:
        came = f"{number(numbers['within'])} came out within what was predicted"
        return f"Of {number(numbers['reviewed'])} decisions looked back on, {came}"
    if numbers["due"]:
        return (
            capital(counted(numbers["due"], "decision waits", "decisions wait"))
            + " for somebody to look back"
        )
    if numbers["count"]:
        recorded = capital(counted(numbers["count"], "decision is", "decisions are"))
        return f"{recorded} on record, none looked back on yet"
    return "All that was decided so far was small enough to decide alone"


def _fields(viewer: Viewer) -> list[Field]:
    goals = sorted((head.key, f"{head.key} {head.title}") for head in heads(viewer, kind="goal").values())
    people = sorted(member_names(viewer).items(), key=lambda each: each[1].casefold())
    families = sorted(family_names(viewer).items(), key=lambda each: each[1].casefold())
    return [
        Field("state", "State", STATES),
        Field("goal", "Goal", goals),
        Field("person", "Person", [(str(id), name) for id, name in people]),
        Field("family", "Kind", families),
        Field("since", "Period", PERIODS),
    ]


def _record(viewer: Viewer, filters: Narrowing) -> Any:
    """Decisions on record that the filters keep."""
    wanted = _states(viewer, filters) & _in(filters, "family", "family") & _since(viewer, filters)
    people, no = _ids(filters, "person")
    if people:
        whose = Q(by__in=people) | Q(change_set__author__in=people) | Q(owner__in=people)
        wanted &= ~whose if no else whose
    goals, no = _goal_items(viewer, filters)
    if goals is not None:
        about = Q(pk__in=About.objects.seen_by(viewer).filter(item__in=goals).values("decision"))
        wanted &= ~about if no else about
    for word in filters["q"].split():
        texts = ("item__title", "context", "choice", "evidence", "happened", "deciders", "place")
        found = Q(item__prefix__iexact=word.partition("-")[0], item__number=_number(word))
        for name in texts:
            found |= Q(**{f"{name}__icontains": word})
        wanted &= found
    return seen(viewer).filter(wanted)


def _alone(viewer: Viewer, filters: Narrowing) -> Any:
    """What holders of a right decided alone, as far as the filters keep it."""
    rows = Entry.objects.seen_by(viewer).filter(matrix_version__isnull=False, change_set=None)
    rows = rows.exclude(family="").select_related("actor", "on_behalf_of").order_by("-at", "-revision")
    values, no = filters.wanted("state")
    if values and (ALONE in values) == no:
        return rows.none()
    wanted = _in(filters, "family", "family") & _since(viewer, filters)
    people, no = _ids(filters, "person")
    if people:
        wanted &= ~Q(actor__in=people) if no else Q(actor__in=people)
    goals, no = _goal_items(viewer, filters)
    if goals is not None:
        touched = Q(pk__in=RowChange.objects.seen_by(viewer).filter(row__in=goals).values("entry"))
        wanted &= ~touched if no else touched
    for word in filters["q"].split():
        wanted &= Q(sentence__icontains=word)
    return rows.filter(wanted).exclude(group__in=_entered(viewer))


def _entered(viewer: Viewer) -> Any:
    """Groups of changes above their limit that took effect at once: they are on record already."""
    decisions = Decision.objects.seen_by(viewer).filter(change_set=None, state="accepted").values("pk")
    return RowChange.objects.seen_by(viewer).filter(row__in=decisions).values("entry__group")


def _states(viewer: Viewer, filters: Narrowing) -> Q:
    values, no = filters.wanted("state")
    if not values:
        return Q()
    today = clock.today(workspace_of(viewer).timezone)
    replaced = Decision.objects.seen_by(viewer).filter(supersedes__isnull=False).values("supersedes")
    known = {
        "due": Q(review_on__lte=today),
        "reviewed": Q(reviewed_at__isnull=False),
        "replaced": Q(pk__in=replaced),
        ALONE: Q(pk__in=[]),
    }
    found = Q(pk__in=[])
    for value in values:
        found |= known.get(value, Q(state=value))
    return ~found if no else found


def _in(filters: Narrowing, name: str, column: str) -> Q:
    values, no = filters.wanted(name)
    found = Q(**{f"{column}__in": values})
    return Q() if not values else ~found if no else found


def _since(viewer: Viewer, filters: Narrowing) -> Q:
    values, no = filters.wanted("since")
    days = max((int(value) for value in values if value.isdecimal() and len(value) < 6), default=0)
    if not days:
        return Q()
    found = Q(at__gte=clock.now() - timedelta(days=days))
    return ~found if no else found


def _ids(filters: Narrowing, name: str) -> tuple[list[UUID], bool]:
    values, no = filters.wanted(name)
    return [id for value in values if (id := _id(value)) is not None], no


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _number(word: str) -> int:
    number = word.rpartition("-")[2]
    return int(number) if number.isdecimal() and len(number) < 9 else -1


def _goal_items(viewer: Viewer, filters: Narrowing) -> tuple[set[UUID] | None, bool]:
    """Ids of the goals named and of the work that carries them; None when the filter is off."""
    values, no = filters.wanted("goal")
    if not values:
        return None, no
    goals = {h.id for h in heads(viewer, kind="goal").values() if h.key in {v.upper() for v in values}}
    found = set(goals)
    for facet in facets("goal") if goals else ():
        for panel in facet(viewer, goals).values():
            found |= {UUID(str(row["id"])) for row in panel.get("features", ())}
    return found, no


def _alone_row(entry: Entry) -> Row:
    size = entry.size or {}
    return {
        "alone": True,
        "group": str(entry.group),
        "at": entry.at,
        "who": entry.actor.name if entry.actor else "Pilothouse",
        "on_behalf_of": entry.on_behalf_of.name if entry.on_behalf_of else "",
        "sentence": entry.sentence,
        "family": entry.family,
        "matrix_version": entry.matrix_version,
        "days": size.get("days"),
        "more": 0,
    }


def _folded(rows: list[Row]) -> list[Row]:
    """What was done as one stands as one line, with how much more there is."""
    found: list[Row] = []
    for row in rows:
        if row.get("alone") and found and found[-1].get("group") == row["group"]:
            found[-1]["more"] += 1
        else:
            found.append(row)
    return found
