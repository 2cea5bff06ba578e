"""The People page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from pilothouse.who import clock
from pilothouse.who.access.queries import is_steward
from pilothouse.who.decisions.rights import queries as queries_rights
from pilothouse.who.decisions.rights.presets import preset
from pilothouse.who.people import queries, team
from pilothouse.who.people.person import person
from pilothouse.who.people.week import DAY_NAMES, DAYS

SHOWN = 12


def people(request: Any, workspace: str) -> HttpResponse:
    """Who is here, what can they do, and when are they away?"""
    today = clock.today(request.workspace.timezone)
    page = team.team(request.viewer, today, request.workspace.preset)
    sees_rates = any(person["rate"] or person["decides_rate"] for person in page["people"])
    context = {"crumbs": [{"label": "People", "url": None}], "slug": workspace, "here": request.path}
    return render(request, "people/people.jinja", page | context | {"sees_rates": sees_rates})


def calendars(request: Any, workspace: str) -> HttpResponse:
    """When do we work, and which days are off?"""
    today = clock.today(request.workspace.timezone)
    rows = [
        row
        | {"hours": [(DAY_NAMES[place], row["week"][each]) for place, each in enumerate(DAYS)]}
        | _ahead(row, today)
        for row in queries.calendars(request.viewer, {})
    ]
    crumbs = [{"label": "People", "url": f"/{workspace}/people"}, {"label": "Calendars", "url": None}]
    context = {"calendars": rows, "without": sum(not row["country"] for row in rows), "crumbs": crumbs}
    context |= {"slug": workspace, "here": request.path, "is_steward": is_steward(request.viewer)}
    return render(request, "people/calendars.jinja", context)


def _ahead(row: dict[str, Any], today: date) -> dict[str, Any]:
    """The next days that differ from the week, days on end of one name together."""
    spans: list[dict[str, Any]] = []
    for each in row["days"]:
        on = date.fromisoformat(each["date"])
        if on < today:
            continue
        last = spans[-1] if spans else None
        same = last is not None and all(last[name] == each[name] for name in ("name", "hours"))
        if last is not None and same and on == last["last"] + timedelta(days=1):
            last["last"] = on
        else:
            spans.append(each | {"first": on, "last": on})
    return {"ahead": spans[:SHOWN], "more": max(len(spans) - SHOWN, 0)}


def member(request: Any, workspace: str, id: UUID) -> HttpResponse:
    """One person, everything about them editable in place by who may."""
    data = preset(request.workspace.preset)
    roles = {**data["former"], **data["roles"]}
    found = person(request.viewer, id, clock.today(request.workspace.timezone), roles)
    if found is None:
        raise Http404
    crumbs = [{"label": "People", "url": f"/{workspace}/people"}, {"label": found["name"], "url": None}]
    duties = queries_rights.duties(request.viewer)
    context = {"p": found, "duties": duties, "crumbs": crumbs, "slug": workspace, "here": request.path}
    return render(request, "people/member.jinja", context | {"is_steward": is_steward(request.viewer)})
