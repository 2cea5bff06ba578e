"""The People page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from pilothouse.who import clock
from pilothouse.who.people import team


def people(request: Any, workspace: str) -> HttpResponse:
    """Who is here, what can they do, and when are they away?"""
    today = clock.today(request.workspace.timezone)
    page = team.team(request.viewer, today, request.workspace.preset)
    sees_rates = any(person["rate"] or person["decides_rate"] for person in page["people"])
    context = {"crumbs": [{"label": "People", "url": None}], "slug": workspace, "here": request.path}
    return render(request, "people/people.jinja", page | context | {"sees_rates": sees_rates})
