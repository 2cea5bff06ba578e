"""The log of decisions, and one decision from its grounds to what came of it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from pilothouse.who.decisions.decision_log import queries
from pilothouse.who.decisions.decision_log.log_page import log_page
from pilothouse.who.decisions.decision_log.record import activity
from pilothouse.who.documents import sent, zipped
from pilothouse.who.items.parts import item_parts
from pilothouse.who.items.views_bar import views_bar

PROSE = ("context", "choice", "consequences", "evidence", "happened")
"""Texts of a decision in which keys become links."""


def log(request: Any, workspace: str) -> HttpResponseBase:
    """What did we decide, and did it turn out as we thought?"""
    page = log_page(request.viewer, request.path, request.GET)
    here = page["filters"].url()
    if "add" in request.GET:
        return redirect(here)
    context = {"tab": "log", "crumbs": [{"label": "Decisions", "url": None}], "slug": workspace, "here": here}
    context |= {"saved": views_bar(request.viewer, "decisions-log", page["filters"])}
    return render(request, "decisions/decisions.jinja", page | context | _money(request))


def decision(request: Any, workspace: str, key: str) -> HttpResponse:
    """Why was it decided so, what was it to do, and what came of it?"""
    row = queries.decision(request.viewer, key)
    if row is None:
        raise Http404
    crumbs = [
        {"label": "Decisions", "url": f"/{workspace}/decisions"},
        {"label": "Log", "url": f"/{workspace}/decisions/log"},
        {"label": row["key"], "url": None},
    ]
    context = {
        "decision": row,
        "entries": activity(request.viewer, [row["id"]]),
        "hanging": item_parts(request.viewer, row["id"], workspace, texts=tuple(row[name] for name in PROSE)),
        "crumbs": crumbs,
        "slug": workspace,
        "here": request.path,
    }
    return render(request, "decisions/decision.jinja", context | _money(request))


def record(request: Any, workspace: str, key: str) -> HttpResponse:
    """One decision as a Markdown file."""
    name, text = next(queries.documents(request.viewer, key), ("", ""))
    if not name:
        raise Http404
    return sent(name, text.encode(), "text/markdown; charset=utf-8")


def records(request: Any, workspace: str) -> HttpResponse:
    """The whole log as Markdown files in one archive."""
    return sent(f"{workspace}-decisions.zip", zipped(queries.documents(request.viewer)), "application/zip")


def _money(request: Any) -> dict[str, str]:
    return {"currency": request.workspace.currency}
