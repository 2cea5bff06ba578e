"""Finding and doing from anywhere: what the palette fetches, and the same as a page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from pilothouse.entrypoints.web.palette import FEW, SOME, offer_of, offers
from pilothouse.together.overview.search import MOST, grouped, search, types

PLURALS = {"person": "People"}


def find(request: Any, workspace: str) -> HttpResponse:
    """The lines of the palette for what was typed."""
    groups = offers(request.viewer, workspace, request.GET.get("q", "")[:200], request.GET.get("on", "")[:30])
    return render(request, "web/find.jinja", {"groups": groups})


def search_page(request: Any, workspace: str) -> HttpResponse:
    """What was found, by kind, with what can be done."""
    text = request.GET.get("q", "").strip()[:200]
    hits = [] if text.startswith(">") else search(request.viewer, text)
    said = [(label, rows) for label, rows in offers(request.viewer, workspace, text) if label != "People"]
    context = {
        "headline": _headline(text, len(hits)),
        "title": f"{text} · Search" if text else "Search",
        "crumbs": [{"label": "Search", "url": None}],
        "q": text,
        "found": [
            (PLURALS.get(kind, f"{kind.capitalize()}s"), [offer_of(hit, workspace) for hit in rows])
            for kind, rows in grouped(hits)
        ],
        "do": [
            (label, rows[: SOME if label == "Do" else FEW * 3])
            for label, rows in said
            if label.startswith("Do")
        ]
        if text
        else said,
        "most": len(hits) >= MOST,
        "types": types(),
    }
    return render(request, "web/search.jinja", context)


def _headline(text: str, count: int) -> str:
    if not text:
        return "Find anything, or do it"
    if not count:
        return f"Nothing is called “{text}”"
    more = "More than " if count >= MOST else ""
    return f"{more}{count} {'thing' if count == 1 else 'things'} for “{text}”"
