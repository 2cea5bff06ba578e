"""What people are asked for, and who does what today."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from pilothouse.when.schedule.pages.capacity import capacity_context
from pilothouse.when.schedule.pages.leveling import leveling_context
from pilothouse.when.schedule.pages.today import today_context


def capacity(request: Any, workspace: str) -> HttpResponse:
    """Where are people short, and until when must somebody be hired?"""
    around = _around(request, workspace, "Capacity")
    asked = {name: request.GET.get(name, "") for name in ("skill", "for")}
    return render(request, "schedule/capacity.jinja", capacity_context(request.viewer, asked) | around)


def leveling(request: Any, workspace: str, member: UUID) -> HttpResponse:
    """What would take weeks over 100 % from somebody?"""
    around = _around(request, workspace, "Capacity")
    context = leveling_context(request.viewer, member)
    if context is None:
        raise Http404
    around["crumbs"][-1]["url"] = f"/{workspace}/people/capacity"
    around["crumbs"].append({"label": context["name"], "url": None})
    return render(request, "schedule/leveling.jinja", context | around)


def today(request: Any, workspace: str) -> HttpResponse:
    """Who does what today, and on the next working day?"""
    around = _around(request, workspace, "Today")
    context = today_context(request.viewer, request.GET.get("day", ""))
    return render(request, "schedule/today.jinja", context | around)


def _around(request: Any, workspace: str, label: str) -> dict[str, Any]:
    if request.viewer.kind == "guest":  # how busy people are is told to nobody from outside
        raise Http404
    crumbs = [{"label": "People", "url": f"/{workspace}/people"}, {"label": label, "url": None}]
    return {"slug": workspace, "here": request.path, "crumbs": crumbs}
