"""The People page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from pilothouse.who import clock
from pilothouse.who.access.queries import is_steward
from pilothouse.who.decisions.rights import queries as queries_rights
from pilothouse.who.decisions.rights.presets import preset
from pilothouse.who.people import team
from pilothouse.who.people.person import person


def people(request: Any, workspace: str) -> HttpResponse:
    """Who is here, what can they do, and when are they away?"""
    today = clock.today(request.workspace.timezone)
    page = team.team(request.viewer, today, request.workspace.preset)
    sees_rates = any(person["rate"] or person["decides_rate"] for person in page["people"])
    context = {"crumbs": [{"label": "People", "url": None}], "slug": workspace, "here": request.path}
    return render(request, "people/people.jinja", page | context | {"sees_rates": sees_rates})


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
