"""All changes: the record by what was done at once, newest first, narrowed and paged in the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import dateformat, timezone

from pilothouse.commands import all_commands
from pilothouse.who import clock
from pilothouse.who.decisions.decision_log.queries import family_names
from pilothouse.who.decisions.decision_log.record import ROUTINE, logged
from pilothouse.who.decisions.gate.rowvalues import model_of
from pilothouse.who.decisions.gate.undoable import with_undo
from pilothouse.who.decisions.models import Entry, RowChange
from pilothouse.who.items.bin import referring
from pilothouse.who.items.kinds import all_kinds
from pilothouse.who.items.models import Item, ItemRow
from pilothouse.who.items.queries import Head, head_by_key
from pilothouse.who.narrowing import NONE, Field, Narrowing
from pilothouse.who.people.queries import member_names, workspace_of
from pilothouse.who.rows import Viewer
from pilothouse.who.words import capital, counted

Row = dict[str, Any]
AT_ONCE = 60
"""So many changes are shown at a time; what was done at once is never cut, but its lines are."""
LINES = 5
USUAL = {"from": "", "to": "", "saved": ""}


def changes_page(viewer: Viewer, path: str, query: Mapping[str, str]) -> Row:
    """What the template takes, less the shell."""
    item = head_by_key(viewer, query.get("item", ""))
    filters = Narrowing.read(path, query, _fields(viewer, item), **USUAL)
    before = query.get("before", "")
    found = _entries(viewer, filters, item, int(before) if before.isdecimal() else None)
    groups, further = _grouped(viewer, found)
    return {
        "filters": filters,
        "item": item,
        "days": _by_day(groups),
        "further": filters.url(before=str(further)) if further else "",
        "newest": filters.url() if before else "",
        "headline": headline(
            found, clock.today(workspace_of(viewer).timezone), bool(_is_narrow(filters) or before)
        ),
        "dates": {name: _day(filters[name]) for name in ("from", "to")},
    }


def headline(rows: list[Row], today: date, narrowed: bool) -> str:
    """What happened last, in a sentence."""
    if not rows:
        return "No change has all of this" if narrowed else "Nothing has changed yet"
    newest = rows[0]
    on = timezone.localtime(newest["at"]).date()
    if on != today:
        return f"The last change was on {dateformat.format(on, 'j F Y')}, by {newest['who']}"
    count = sum(timezone.localtime(row["at"]).date() == today for row in rows)
    told = f"More than {AT_ONCE} changes" if count > AT_ONCE else capital(counted(count, "change"))
    return f"{told} today, the last one by {newest['who']}"


def _fields(viewer: Viewer, item: Head | None) -> list[Field]:
    people = sorted(((str(id), name) for id, name in member_names(viewer).items()), key=lambda each: each[1])
    families = sorted(family_names(viewer).items(), key=lambda each: each[1].casefold())
    about = sorted({name.partition(".")[0] for name in all_commands()})
    fields = [
        Field("who", "Who", [*people, (NONE, "Pilothouse")]),
        Field("about", "About", [(name, name) for name in about]),
        Field("family", "Decision", families),
    ]
    return [*fields, Field("item", "Item", [(item.key, item.title)])] if item else fields


def _entries(viewer: Viewer, filters: Narrowing, item: Head | None, before: int | None) -> list[Row]:
    """Those of the page and one more; what of a group lies beyond it is fetched with the next."""
    rows = Entry.objects.seen_by(viewer).filter(_wanted(viewer, filters, item))
    if before is not None:
        rows = rows.filter(revision__lt=before)
    rows = rows.select_related("actor", "on_behalf_of", "change_set").order_by("-revision")
    return [logged(row) for row in rows[: AT_ONCE + 1]]


def _wanted(viewer: Viewer, filters: Narrowing, item: Head | None) -> Q:
    """What is computed by routine is shown to who asks what Pilothouse does by itself."""
    wanted = Q() if NONE in filters.wanted("who")[0] else ~ROUTINE
    for name, where in (("who", _by), ("about", _about), ("family", _of)):
        values, no = filters.wanted(name)
        if values:
            one = where(values)
            wanted &= ~one if no else one
    values, no = filters.wanted("item")
    if values and item:
        of = Q(pk__in=RowChange.objects.seen_by(viewer).filter(row__in=_rows_of(item)).values("entry"))
        wanted &= ~of if no else of
    zone = ZoneInfo(workspace_of(viewer).timezone)
    if first := _day(filters["from"]):
        wanted &= Q(at__gte=datetime.combine(first, time(), zone))
    if last := _day(filters["to"]):
        wanted &= Q(at__lt=datetime.combine(last + timedelta(days=1), time(), zone))
    return wanted


def _rows_of(item: Head) -> list[UUID]:
    """Ids of the item and of what hangs on it, gone or not: who does it, its links, labels and words."""
    kind = all_kinds().get(item.kind)
    tables = {Item, model_of(kind.model)} if kind else {Item}
    parts = [
        model.everything.filter(**{field: item.id}).order_by().values_list("pk")
        for table in tables
        for model, field in referring(table)
        if not issubclass(model, ItemRow | Item) and not model.lasting
    ]
    hanging = parts[0].union(*parts[1:]) if parts else []
    return [item.id, *(row[0] for row in hanging)]


def _by(values: Iterable[str]) -> Q:
    found = Q(actor__in=[id for value in values if (id := _id(value))])
    return found | Q(actor=None) if NONE in values else found


def _about(values: Iterable[str]) -> Q:
    found = Q(pk__in=[])
    for value in values:
        found |= Q(command__startswith=f"{value}.")
    return found


def _of(values: Iterable[str]) -> Q:
    return Q(family__in=list(values))


def _grouped(viewer: Viewer, found: list[Row]) -> tuple[list[Row], int | None]:
    """What was done at once, with its first lines and how many more; the revision to go on before."""
    shown = with_undo(viewer, found[:AT_ONCE])
    groups = [_group(list(rows)) for _, rows in groupby(shown, key=lambda row: row["group"])]
    if len(found) <= AT_ONCE:
        return groups, None
    if len(groups) > 1 and found[AT_ONCE]["group"] == groups[-1]["group"]:
        groups.pop()
    return groups, groups[-1]["revision"]


def _group(rows: list[Row]) -> Row:
    first = rows[-1]
    told = list(reversed(rows))
    return first | {
        "lines": [row["sentence"] for row in told[:LINES]],
        "more": max(len(rows) - LINES, 0),
        "revision": first["revision"],
        "at": rows[0]["at"],
        "clock": f"{timezone.localtime(rows[0]['at']):%H:%M}",
        "can_undo": all(row["can_undo"] for row in rows),
    }


def _by_day(groups: list[Row]) -> list[Row]:
    days = groupby(groups, key=lambda group: timezone.localtime(group["at"]).date())
    return [{"day": day, "groups": list(found)} for day, found in days]


def _is_narrow(filters: Narrowing) -> bool:
    return filters.narrowed or bool(filters["from"] or filters["to"])


def _day(text: str) -> date | None:
    """A day as the address has it; what is none is as if it were not there."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
