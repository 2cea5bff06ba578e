"""The Goals page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from pilothouse.why.strategy import tree


def goals_page(request: Any, workspace: str) -> HttpResponse:
    """Are we getting the outcomes, and which work carries them?"""
    found = tree.goal_tree(request.viewer)
    page = {"goals": found, "standing": tree.standing(found)}
    context = {"crumbs": [{"label": "Goals", "url": None}], "slug": workspace, "here": request.path}
    return render(request, "strategy/goals.jinja", page | context)
