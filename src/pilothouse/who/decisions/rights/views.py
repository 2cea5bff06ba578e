"""Pages about who decides: the matrix of a unit, its versions, a preset before it is taken."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from pilothouse.commands import Refused
from pilothouse.who.decisions.rights import queries, versions, who_decides
from pilothouse.who.decisions.rights import wheel as reaching
from pilothouse.who.decisions.rights.presets import known_presets, preset


def rights(request: Any, workspace: str) -> HttpResponse:
    """Who decides what, in the unit asked for."""
    matrix = queries.matrix(request.viewer, request.GET.get("unit", ""))
    context = {"tab": "rights", "crumbs": [{"label": "Decisions", "url": None}], "slug": workspace}
    return render(request, "decisions/decisions.jinja", {**context, "matrix": matrix})


def history(request: Any, workspace: str) -> HttpResponse:
    """The versions of a unit's matrix, and the difference between two."""
    asked = (request.GET.get(name, "") for name in ("unit", "a", "b"))
    found = versions.versions(request.viewer, *asked)
    if found is None:
        raise Http404
    return _page(request, workspace, "decisions/versions.jinja", "Versions", found)


def start(request: Any, workspace: str) -> HttpResponse:
    """What starting from a preset would change, before it is chosen."""
    rights = queries.rights_of(request.viewer)
    name = request.GET.get("preset", "") or known_presets()[0]
    unit = queries.unit_named(rights, request.GET.get("unit", "")) if rights else None
    if rights is None or unit is None or name not in known_presets():
        raise Http404
    context = {
        "unit": {"id": str(unit.pk), "name": unit.name},
        "chosen": {"id": name, "title": preset(name)["title"], "about": preset(name)["about"]},
        "presets": queries.presets(request.viewer, {}),
        "changes": versions.preset_differences(rights, unit, name),
        "former": list(preset(name)["former"].values()),
    }
    return _page(request, workspace, "decisions/start.jinja", "Start from a preset", context)


def who(request: Any, workspace: str) -> HttpResponse:
    """Who decides an action, a thing, or the one about the other."""
    command, about = (request.GET.get(name, "").strip() for name in ("command", "about"))
    context: dict[str, Any] = {"asked": command, "about_text": about, "fault": "", "answers": []}
    try:
        context |= who_decides.who_decides(request.viewer, command, about)
    except Refused as refused:
        context["fault"] = refused.message
    steps = [step for answer in context["answers"] for step in answer["steps"]]
    names = {name for step in steps for one in step["decide"] for name in one["names"]}
    context |= {"actions": who_decides.actions(), "deciders": len(names)}
    status = 404 if context["fault"] else 200
    return _page(request, workspace, "decisions/who.jinja", "Who decides?", context, status)


def wheel(request: Any, workspace: str) -> HttpResponse:
    """Where people reach for each other's wheel."""
    found = reaching.wheel(request.viewer)
    if found is None:
        raise Http404
    return _page(request, workspace, "decisions/wheel.jinja", "Wheel report", found)


def _page(
    request: Any, workspace: str, template: str, label: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    crumbs = [
        {"label": "Decisions", "url": f"/{workspace}/decisions"},
        {"label": "Rights", "url": f"/{workspace}/decisions/rights"},
        {"label": label, "url": None},
    ]
    return render(request, template, {"crumbs": crumbs, "slug": workspace, **context}, status=status)
