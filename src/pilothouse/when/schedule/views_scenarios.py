"""Scenarios: their list, one of them, several side by side; and which one this browser works in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from pilothouse.when.schedule.scenarios.pages import compare_context, list_context, one_context
from pilothouse.who.decisions.scenarios.queries import scenario
from pilothouse.who.decisions.scenarios.trying import enter, leave


def scenarios(request: Any, workspace: str) -> HttpResponse:
    """What is being tried out?"""
    return _page(request, workspace, "scenarios", list_context(request.viewer), [])


def one(request: Any, workspace: str, scenario: UUID) -> HttpResponse:
    """What would it do, and what does it hold?"""
    context = one_context(request.viewer, scenario)
    if context is None:
        raise Http404
    return _page(request, workspace, "scenario", context, [(context["row"].title, "")])


def compare(request: Any, workspace: str) -> HttpResponse:
    """Which of these is best?"""
    wanted = [id for text in request.GET.getlist("with") for id in text.split(",") if id]
    context = compare_context(request.viewer, wanted, request.GET.get("of", ""))
    context["wanted"] = [each.row.id for each in context["options"]]
    return _page(request, workspace, "compare", context, [("Compare", "")])


@require_POST
def enter_scenario(request: Any, workspace: str, scenario: UUID) -> HttpResponseBase:
    """From here on, edits made in this browser go into it."""
    row = _mine(request, scenario)
    enter(request, row.id)
    return redirect(_next(request) or f"/{workspace}/scenarios/{row.id}")


@require_POST
def leave_scenario(request: Any, workspace: str) -> HttpResponseBase:
    """From here on, edits are meant."""
    leave(request)
    return redirect(_next(request) or f"/{workspace}/scenarios")


def _mine(request: Any, id: UUID) -> Any:
    row = scenario(request.viewer, id)
    if row is None or not row.mine or not row.draft:
        raise Http404
    return row


def _next(request: Any) -> str:
    url = request.POST.get("next", "")
    ours = url.startswith("/") and url_has_allowed_host_and_scheme(url, {request.get_host()})
    return url if ours else ""


def _page(
    request: Any, workspace: str, name: str, context: dict[str, Any], crumbs: list[tuple[str, str]]
) -> HttpResponse:
    home = f"/{workspace}/scenarios"
    trail = [{"label": "Scenarios", "url": home if crumbs else None}]
    trail += [{"label": label, "url": url or None} for label, url in crumbs]
    more = {"crumbs": trail, "slug": workspace, "here": request.get_full_path(), "home": home}
    more["currency"] = request.workspace.currency
    return render(request, f"schedule/{name}.jinja", context | more)
