"""The areas of the sidebar, by the question each answers; one shows once a room has a page of that name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from pilothouse.commands.lens import facets
from pilothouse.who.rows import Viewer


@dataclass(frozen=True)
class Area:
    """``name`` is the name of its address in a room's ``urls.py``, of its key and of its icon."""

    name: str
    label: str
    icon: str = ""
    dock: bool = False


GROUPS: tuple[tuple[str, tuple[Area, ...]], ...] = (
    ("", (Area("desk", "Desk", dock=True), Area("decisions", "Decisions", "decide", dock=True))),
    ("Why", (Area("goals", "Goals", "goal"), Area("market", "Market"), Area("feedback", "Feedback"))),
    (
        "What",
        (
            Area("backlog", "Backlog"),
            Area("roadmap", "Roadmap"),
            Area("products", "Products", "product"),
            Area("releases", "Releases", "release"),
        ),
    ),
    ("How", (Area("boards", "Boards", "board"), Area("engineering", "Engineering"))),
    (
        "When",
        (
            Area("plan", "Plan", dock=True),
            Area("forecast", "Forecast", dock=True),
            Area("scenarios", "Scenarios", "branch"),
            Area("projects", "Projects", "project"),
            Area("risks", "Risks", "risk"),
            Area("budget", "Budget"),
        ),
    ),
    ("Who", (Area("people", "People"),)),
    ("Together", (Area("rituals", "Rituals", "ritual"), Area("reports", "Reports", "report"))),
    ("", (Area("history", "All changes", "history"), Area("labels", "Labels", "label"), Area("bin", "Bin"))),
)
KEYED = {"desk": "go.desk", "decisions": "go.decisions", "goals": "go.goals", "feedback": "go.feedback"}
_SAME = ("backlog", "roadmap", "boards", "plan", "forecast", "risks", "people", "history")
KEYED |= {name: f"go.{name}" for name in _SAME}


def areas(viewer: Viewer, workspace: str, path: str = "") -> list[dict[str, Any]]:
    """Groups of links as the sidebar takes them; counts come from facets of "area": {name: {count, hot}}."""
    counts: dict[str, Any] = {}
    for facet in facets("area"):
        counts |= facet(viewer, ())
    groups = []
    for label, members in GROUPS:
        links = [_link(area, url, path, counts) for area in members if (url := address(area.name, workspace))]
        if links:
            groups.append({"label": label, "links": links})
    return groups


def address(name: str, workspace: str) -> str | None:
    """The address of an area, None while no room has it."""
    try:
        return reverse(name, kwargs={"workspace": workspace})
    except NoReverseMatch:
        return None


def first_page(workspace: str) -> str | None:
    """Where a workspace opens: the Desk, which is the first area there is."""
    names = [area.name for _, members in GROUPS for area in members]
    return next((url for name in names if (url := address(name, workspace))), None)


def _link(area: Area, url: str, path: str, counts: dict[str, Any]) -> dict[str, Any]:
    return {
        "label": area.label,
        "url": url,
        "icon": area.icon or area.name,
        "action": KEYED.get(area.name),
        "current": path == url or path.startswith(url if url.endswith("/") else f"{url}/"),
        "dock": area.dock,
        **counts.get(area.name, {}),
    }
