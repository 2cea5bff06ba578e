"""The pages beside the Board: flow, iterations, impediments."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from pilothouse.how.delivery.flow.page import flow_context
from pilothouse.how.delivery.impediments.queries import impediments_context
from pilothouse.how.delivery.iterations.page import iterations_context


def flow(request: Any, workspace: str) -> HttpResponse:
    """How long does work take, and where does it wait?"""
    return _page(request, workspace, "flow", "Flow", flow_context(request.viewer, request.GET))


def iterations(request: Any, workspace: str) -> HttpResponse:
    """Does what a team takes on fit into the time it has?"""
    return _page(
        request, workspace, "iterations", "Iterations", iterations_context(request.viewer, request.GET)
    )


def impediments(request: Any, workspace: str) -> HttpResponse:
    """What is in the way, and who sees to it?"""
    page = impediments_context(request.viewer, request.GET)
    return _page(request, workspace, "impediments", "Impediments", page)


def _page(request: Any, workspace: str, name: str, label: str, page: dict[str, Any]) -> HttpResponse:
    crumbs = [{"label": "Board", "url": f"/{workspace}/boards"}, {"label": label, "url": None}]
    context = {"slug": workspace, "here": request.get_full_path(), "crumbs": crumbs}
    return render(request, f"delivery/{name}.jinja", page | context)
