"""Files of items, the pages of labels and of the bin, and whom a comment may name."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pilothouse.who.items import lists
from pilothouse.who.items.bin import DAYS
from pilothouse.who.items.parts import stored_file
from pilothouse.who.items.sniffing import SHOWN
from pilothouse.who.items.store import path_of
from pilothouse.who.people.queries import member_names
from pilothouse.who.rows import Viewer

MOST_NAMES = 500


@require_safe
def file(request: Any, workspace: str, id: UUID) -> FileResponse:
    """The bytes of a file."""
    return file_answer(request.viewer, id)


def file_answer(viewer: Viewer, id: UUID) -> FileResponse:
    """The bytes of a file, for whoever sees its item. Only plain pictures open in the browser."""
    row = stored_file(viewer, id)
    if row is None:
        raise Http404
    shown = row.media in SHOWN
    response = FileResponse(
        path_of(row.sha256).open("rb"), as_attachment=not shown, filename=row.name, content_type=row.media
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["ETag"] = f'"{row.sha256}"'
    return response


@require_safe
def mentions(request: Any, workspace: str) -> JsonResponse:
    """Names for the picker that opens at ``@``."""
    names = sorted(member_names(request.viewer).values(), key=str.casefold)
    return JsonResponse({"names": names[:MOST_NAMES]})


@require_safe
def labels(request: Any, workspace: str) -> HttpResponse:
    """All labels, and how many items carry each."""
    context = {"labels": lists.labels(request.viewer, {}), "crumbs": [{"label": "Labels", "url": None}]}
    return render(request, "items/labels.jinja", context | {"slug": workspace, "here": request.path})


@require_safe
def bin(request: Any, workspace: str) -> HttpResponse:
    """What was deleted, by whom and when, and the way back."""
    every = lists.binned(request.viewer, {})
    kind = request.GET.get("kind", "")
    rows = [row for row in every if kind in ("", row["kind"])]
    context = {
        "rows": rows,
        "kinds": sorted({row["kind"] for row in every}),
        "kind": kind,
        "days": DAYS,
        "crumbs": [{"label": "Bin", "url": None}],
        "slug": workspace,
        "here": request.get_full_path(),
    }
    return render(request, "items/bin.jinja", context)
