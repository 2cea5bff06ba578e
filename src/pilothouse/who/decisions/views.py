"""The Decisions pages: inbox, log, rights, and one proposal from suggestion to decision."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from pilothouse.who.decisions.decision_log.queries import decision_of
from pilothouse.who.decisions.decision_log.record import activity_of_proposal
from pilothouse.who.decisions.proposals import queries, queries_basket
from pilothouse.who.decisions.proposals.holding import by_waiting, holdings
from pilothouse.who.decisions.proposals.pace import pace


def decisions(request: Any, workspace: str, tab: str = "waiting") -> HttpResponse:
    """What is being decided: waiting for me, mine, all open."""
    viewer = request.viewer
    open_rows = queries.proposals(viewer, state="open")
    held = holdings(viewer, open_rows)
    open_rows = by_waiting(open_rows, held)
    waiting = [row for row in open_rows if row.waits]
    rows = {"waiting": waiting, "mine": [row for row in open_rows if row.mine], "open": open_rows}[tab]
    snoozed = [row for row in open_rows if row.snoozed] if tab == "waiting" else []
    shown = {"rows": rows, "held": held, "waiting": waiting, "snoozed": snoozed}
    shown["pace"] = pace(viewer) if tab == "open" else []
    shown["currency"] = request.workspace.currency
    return _page(request, workspace, tab, open_count=len(open_rows), **shown)


def proposal(request: Any, workspace: str, number: int) -> HttpResponse:
    """One proposal, its figures, and what it still needs."""
    row = queries.proposal(request.viewer, f"PR-{number}")
    if row is None:
        raise Http404
    entries = activity_of_proposal(request.viewer, row.id)
    asks = queries.what_it_asks(request.viewer, row.key)
    context = {
        "proposal": row,
        "held": holdings(request.viewer, [row])[row.key],
        "currency": request.workspace.currency,
        "asks": asks,
        "gathered": queries_basket.gathered(request.viewer),
        "entries": entries,
        "decided": None if row.state == "open" else decision_of(request.viewer, row.id),
        "crumbs": _crumbs(workspace, row.key),
        "slug": workspace,
    }
    return render(request, "decisions/proposal.jinja", context)


def _page(request: HttpRequest, workspace: str, tab: str, **context: Any) -> HttpResponse:
    crumbs = [{"label": "Decisions", "url": None}]
    return render(
        request, "decisions/decisions.jinja", {"tab": tab, "crumbs": crumbs, "slug": workspace, **context}
    )


def _crumbs(workspace: str, key: str) -> list[dict[str, Any]]:
    return [{"label": "Decisions", "url": f"/{workspace}/decisions"}, {"label": key, "url": None}]
