"""The Goals page, and the page of a goal."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from pilothouse.who.items.parts import item_parts
from pilothouse.who.narrowing import Narrowing
from pilothouse.why.strategy import tree
from pilothouse.why.strategy.goal_page import goal_context

AT_ONCE = 50
FEW = 8
"""So many of the features that carry a goal are listed with it; its own page has them all."""


def goals_page(request: Any, workspace: str) -> HttpResponse:
    """Are we getting the outcomes, and which work carries them?"""
    every = tree.goal_tree(request.viewer)
    pages = Narrowing.read(request.path, request.GET, (), page="1").page(len(every), AT_ONCE)
    shown = tree.carried(request.viewer, every[pages.start : pages.end])
    page = {"goals": shown, "total": len(every), "standing": tree.standing(every), "pages": pages, "few": FEW}
    context = {"crumbs": [{"label": "Goals", "url": None}], "slug": workspace, "here": request.path}
    return render(request, "strategy/goals.jinja", page | context)


def goal(request: Any, workspace: str, key: str) -> HttpResponse:
    """Is it reached, and what carries it further?"""
    page = goal_context(request.viewer, key)
    if page is None:
        raise Http404
    crumbs = [{"label": "Goals", "url": f"/{workspace}/goals"}, {"label": key, "url": None}]
    hanging = item_parts(request.viewer, page["goal"]["id"], workspace)
    context = {"crumbs": crumbs, "slug": workspace, "here": request.path, "hanging": hanging}
    return render(request, "strategy/goal.jinja", page | context | {"currency": request.workspace.currency})
