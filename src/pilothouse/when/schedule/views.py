"""The Plan, the Roadmap, the Forecast, why a date is what it is, and a row's details."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from pilothouse.when.schedule.pages.earlier import earlier_context
from pilothouse.when.schedule.pages.filters import Filters, offered
from pilothouse.when.schedule.pages.forecast import forecast_context
from pilothouse.when.schedule.pages.long import MOST, WINDOW
from pilothouse.when.schedule.pages.peek import peek_context
from pilothouse.when.schedule.pages.plan import Place, place_named, plan_context
from pilothouse.when.schedule.pages.roadmap import roadmap_context
from pilothouse.when.schedule.pages.staffing import staffing_context
from pilothouse.when.schedule.pages.why import why_context
from pilothouse.who.items.views_bar import views_bar


def plan(request: Any, workspace: str, project: str = "") -> HttpResponseBase:
    """What sets the date and who carries it?"""
    place = place_named(request.viewer, project) if project else Place()
    if place is None:
        raise Http404
    filters = Filters.read(request.GET, request.path, offered(request.viewer))
    if "add" in request.GET:
        return redirect(filters.kept.url())
    context = plan_context(request.viewer, place, filters, _rows_wanted(request))
    context |= {"filters": filters, "path": request.path, "here": request.get_full_path(), "slug": workspace}
    if request.headers.get("X-Window") and not request.headers.get("X-Live"):
        return render(request, "schedule/plan_window.jinja", context)
    context |= {"saved": views_bar(request.viewer, "plan", filters.to_save)}
    crumbs = _crumbs(workspace, place.name) if place.name else [{"label": "Plan", "url": None}]
    return render(request, "schedule/plan.jinja", context | {"crumbs": crumbs})


def _rows_wanted(request: Any) -> int:
    """As many as the page's script asks for, who knows how tall the screen is."""
    wanted = request.headers.get("X-Window", "")
    return min(int(wanted), MOST) if wanted.isdecimal() and int(wanted) > WINDOW else WINDOW


def forecast(request: Any, workspace: str) -> HttpResponse:
    """When, how sure, and what does it rest on?"""
    context = forecast_context(request.viewer, request.GET, request.GET.getlist("with"))
    context |= {"slug": workspace, "path": request.path, "currency": request.workspace.currency}
    return render(
        request, "schedule/forecast.jinja", context | {"crumbs": [{"label": "Forecast", "url": None}]}
    )


def roadmap(request: Any, workspace: str) -> HttpResponseBase:
    """What comes when, how sure, for which goal?"""
    context = roadmap_context(request.viewer, request.path, request.GET)
    if "add" in request.GET:
        return redirect(context["filters"].url())
    context |= {"slug": workspace, "here": context["filters"].url()}
    context |= {"saved": views_bar(request.viewer, "roadmap", context["filters"])}
    crumbs = [{"label": "Roadmap", "url": None}]
    return render(request, "schedule/roadmap.jinja", context | {"crumbs": crumbs})


def why(request: Any, workspace: str, key: str) -> HttpResponse:
    """Why is this the date?"""
    context = why_context(request.viewer, key)
    return _page_or_panel(request, workspace, context, "schedule/why")


def earlier(request: Any, workspace: str, key: str) -> HttpResponse:
    """What would make it earlier?"""
    context = earlier_context(request.viewer, key)
    return _page_or_panel(request, workspace, context, "schedule/earlier")


def staffing(request: Any, workspace: str, key: str) -> HttpResponse:
    """Who could do it, and what does each choice cost?"""
    context = staffing_context(request.viewer, key)
    return _page_or_panel(request, workspace, context, "schedule/staffing")


def peek(request: Any, workspace: str, key: str) -> HttpResponse:
    """A row's details, and all that can be changed about it."""
    context = peek_context(request.viewer, key)
    return _page_or_panel(request, workspace, context, "schedule/peek")


def _page_or_panel(request: Any, workspace: str, context: dict[str, Any] | None, name: str) -> HttpResponse:
    """The panel beside the plan when a script asks for it, else a page of its own."""
    if context is None:
        raise Http404
    head = context["head"]
    context |= {"slug": workspace, "here": f"/{workspace}/plan", "crumbs": _crumbs(workspace, head.key)}
    if _wants_panel(request):
        return render(request, "schedule/panel.jinja", context | {"part": f"{name}_part.jinja"})
    return render(request, f"{name}.jinja", context | {"here": request.path})


def _wants_panel(request: Any) -> bool:
    return bool(request.headers.get("HX-Request")) and not request.headers.get("X-Live")


def _crumbs(workspace: str, label: str) -> list[dict[str, Any]]:
    return [{"label": "Plan", "url": f"/{workspace}/plan"}, {"label": label, "url": None}]
