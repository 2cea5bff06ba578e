"""The Risks page, those of issues, assumptions and dependencies beside it, and the page of a risk."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from pilothouse.when.risks.dependencies import dependencies_context
from pilothouse.when.risks.issues import assumptions_context, issues_context
from pilothouse.when.risks.register import register_context
from pilothouse.when.risks.risk_page import risk_page
from pilothouse.who.items.parts import item_parts
from pilothouse.who.items.views_bar import views_bar


def risks(request: Any, workspace: str) -> HttpResponseBase:
    """What could hurt, how much, who acts by when?"""
    page = register_context(request.viewer, request.path, request.GET)
    here = page["filters"].url()
    if "add" in request.GET:
        return redirect(here)
    context = {"crumbs": [{"label": "Risks", "url": None}], "slug": workspace, "here": here}
    context |= {"saved": views_bar(request.viewer, "risks", page["filters"])}
    return render(request, "risks/risks.jinja", page | context | {"currency": request.workspace.currency})


def risk(request: Any, workspace: str, key: str) -> HttpResponse:
    """What could happen, how much would it hurt, and what is done about it?"""
    page = risk_page(request.viewer, key)
    if page is None:
        raise Http404
    crumbs = [{"label": "Risks", "url": f"/{workspace}/risks"}, {"label": key, "url": None}]
    hanging = item_parts(request.viewer, page["risk"]["id"], workspace)
    context = {"crumbs": crumbs, "slug": workspace, "here": request.path, "hanging": hanging}
    return render(request, "risks/risk.jinja", page | context | {"currency": request.workspace.currency})


def issues(request: Any, workspace: str) -> HttpResponse:
    """What has gone wrong, and who sees to it?"""
    return _beside(request, workspace, "issues", "Issues", issues_context(request.viewer))


def assumptions(request: Any, workspace: str) -> HttpResponse:
    """What do we take for granted, and who finds out whether it is so?"""
    return _beside(request, workspace, "assumptions", "Assumptions", assumptions_context(request.viewer))


def dependencies(request: Any, workspace: str) -> HttpResponse:
    """What does one unit wait for from another?"""
    return _beside(request, workspace, "dependencies", "Dependencies", dependencies_context(request.viewer))


def _beside(request: Any, workspace: str, name: str, label: str, page: dict[str, Any]) -> HttpResponse:
    crumbs = [{"label": "Risks", "url": f"/{workspace}/risks"}, {"label": label, "url": None}]
    context = {"slug": workspace, "here": request.get_full_path(), "crumbs": crumbs}
    return render(request, f"risks/{name}.jinja", page | context)
