"""The Desk: what needs the viewer now, and what moved, in the order of their roles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from pilothouse.how.delivery.worklogs.queries import running_timer
from pilothouse.together.overview import since, standing, work
from pilothouse.together.overview.blocks import Arranged, arranged
from pilothouse.together.overview.sentences import Facts, Outlook, headline, lede
from pilothouse.together.overview.waiting import Waiting, waiting
from pilothouse.who.decisions.decision_log.queries import to_look_back
from pilothouse.who.decisions.proposals.queries import proposals
from pilothouse.who.rows import Viewer

Context = dict[str, Any]


def desk(viewer: Viewer) -> Context:
    """Everything the page shows: only the blocks that are on it are asked for."""
    blocks = arranged(viewer)
    rows = waiting(viewer)
    context: Context = {"blocks": blocks, "waiting": rows, "timer": running_timer(viewer)}
    for name in blocks.names():
        if name in _ASKED:
            context |= _ASKED[name](viewer)
    release = context.get("release") or standing.the_release(viewer)
    context["headline"] = headline(_facts(rows, blocks, context))
    context["lede"] = lede(_outlook(release), standing.today_of(viewer))
    context["next_expected"] = _expected(viewer) if not rows else None
    return context


def _since(viewer: Viewer) -> Context:
    release = standing.the_release(viewer)
    moved = since.forecast_moved(viewer, release["id"]) if release else None
    return {
        "since": since.happened(viewer),
        "since_word": since.since_word(viewer),
        "moved": moved and moved | {"title": release["title"] if release else ""},
    }


def _today(viewer: Viewer) -> Context:
    return {"away": standing.away(viewer), "milestones": standing.near_milestones(viewer)}


def _mine(viewer: Viewer) -> Context:
    return {"mine": [row for row in proposals(viewer, state="open") if row.mine]}


_ASKED: Mapping[str, Callable[[Viewer], Context]] = {
    "reviews": lambda viewer: {"reviews": to_look_back(viewer)},
    "work": lambda viewer: {"work": work.next_work(viewer)},
    "unready": lambda viewer: {"unready": work.unready(viewer)},
    "blocked": lambda viewer: {"stuck": work.stuck(viewer)},
    "since": _since,
    "mine": _mine,
    "release": lambda viewer: {"release": standing.the_release(viewer)},
    "dates": lambda viewer: {"dates": standing.dated(viewer)},
    "people": lambda viewer: {"over": standing.over(viewer)},
    "goals": lambda viewer: {"measures": standing.measures(viewer)},
    "risks": lambda viewer: {"risks": standing.due_risks(viewer)},
    "today": _today,
}


def _facts(rows: list[Waiting], blocks: Arranged, context: Context) -> Facts:
    mine = context.get("work") or []
    first = mine[0] if mine else None
    return Facts(
        waiting=len(rows),
        blocking=sum(one.held.blocks for one in rows),
        late=sum(one.row.late for one in rows),
        work=first["title"] if first else "",
        under_way=bool(first and first["started"]),
        works=blocks.names()[:1] == ["work"],
    )


def _outlook(release: Context | None) -> Outlook | None:
    if release is None:
        return None
    return Outlook(release["title"], release["target"], release["chance"], release["was"], release["safe"])


def _expected(viewer: Viewer) -> Any:
    """The decision that they put off and that comes back first."""
    asked = [row for row in proposals(viewer, state="open") if row.asked_as and not row.said]
    return min(
        asked, key=lambda row: row.decide_by or datetime.max.replace(tzinfo=row.made_at.tzinfo), default=None
    )
