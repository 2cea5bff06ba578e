"""Importing in the browser: a file is looked at first; the same bytes are brought in when asked for."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from pilothouse.commands import Refused
from pilothouse.entrypoints.importing import Answer, NeedsMapping, import_file
from pilothouse.entrypoints.web import holding
from pilothouse.entrypoints.web.answers import SeeOther, toast_of
from pilothouse.entrypoints.web.mapping import mapping_of, widgets_of
from pilothouse.entrypoints.web.shell import add_toast

MOST_BYTES = 64 * 1024 * 1024
KINDS = (
    "A table (CSV, Excel), issues of Jira or GitHub, a board of Trello (all JSON), MS Project XML "
    "or a plan document."
)


@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: Any, workspace: str) -> HttpResponseBase:
    """The form; what a file would do, and how it is mapped; doing it."""
    if request.method != "POST":
        return _form(request)
    try:
        return _bring_in(request) if "go" in request.POST else _look(request)
    except Refused as refused:
        if refused.status == 403:
            raise
        return _form(request, [refused.message, *(fault.message for fault in refused.faults)], refused.status)


def _look(request: Any) -> HttpResponse:
    if "again" in request.POST:
        held = holding.held(request)
    else:
        sent = request.FILES.get("file")
        if sent is None:
            raise Refused(f"Choose a file first: {KINDS[0].lower()}{KINDS[1:]}")
        if sent.size > MOST_BYTES:
            raise Refused(
                f"This file is larger than {MOST_BYTES // 1024**2} MB. Split it, or leave out what is done."
            )
        prefix = request.POST.get("prefix", "").strip().upper()
        held = holding.hold(request, sent.read(), sent.name, prefix)
    try:
        answer = _import(request, held, dry_run=True)
    except NeedsMapping as asked:
        return _asked(request, held, asked)
    mapped = widgets_of(request.viewer, answer.offer, answer.people)
    return _page(request, {"answer": answer, "mapped": mapped, "name": held.name})


def _asked(request: Any, held: holding.Held, asked: NeedsMapping) -> HttpResponse:
    """The columns of a table that does not say which of them is the title."""
    mapped = widgets_of(request.viewer, asked.offer, [])
    told = [fault.message for fault in asked.faults]
    return _page(request, {"asked": told, "mapped": mapped, "name": held.name}, asked.status)


def _bring_in(request: Any) -> HttpResponseBase:
    held = holding.held(request)
    try:
        answer = _import(request, held)
    except NeedsMapping as asked:
        return _asked(request, held, asked)
    holding.let_go(request)
    if answer.outcome is not None:
        add_toast(request, **toast_of(request, answer.outcome))
    return SeeOther(f"/{request.workspace.slug}/")


def _import(request: Any, held: holding.Held, dry_run: bool = False) -> Answer:
    how: dict[str, Any] = {"prefix": held.prefix, "mapping": mapping_of(request.POST), "dry_run": dry_run}
    return import_file(held.data, held.name, request.viewer, "web", **how)


def _form(request: Any, errors: list[str] | None = None, status: int = 200) -> HttpResponse:
    return _page(request, {"errors": errors or []}, status)


def _page(request: Any, context: dict[str, Any], status: int = 200) -> HttpResponse:
    title = "Error: Import a plan" if status >= 400 else "Import a plan"
    file = {
        "name": "file",
        "kind": "file",
        "label": "File",
        "hint": f"{KINDS} It is looked at first; nothing is stored yet.",
        "required": True,
    }
    prefix = {
        "name": "prefix",
        "kind": "text",
        "label": "Keys begin with",
        "hint": "For a new project, such as LED. Left empty: as in the file, or made of its name.",
    }
    shared = {
        "headline": "Import a plan",
        "title": title,
        "widgets": [file, prefix],
        "action": request.path,
        "crumbs": [{"label": "Import a plan", "url": None}],
    }
    return render(request, "web/import.jinja", shared | context, status=status)
