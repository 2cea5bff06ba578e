"""The columns of a Jira CSV export, and how it writes comments and work logs into cells."""

from __future__ import annotations

import re

from pilothouse.interchange.table.dialects import Dialect, Parsed

SOURCE = "Jira"
_ROLES = {
    "Summary": "title",
    "Issue key": "key",
    "Issue id": "id",
    "Description": "description",
    "Issue Type": "type",
    "Status": "state",
    "Status Category": "category",
    "Status Category Changed": "changed state",
    "Resolution": "resolution",
    "Priority": "priority",
    "Project name": "project",
    "Labels": "labels",
    "Component/s": "components",
    "Components": "components",
    "Assignee": "assignee",
    "Assignee Id": "assignee id",
    "Reporter": "reporter",
    "Reporter Id": "reporter id",
    "Watchers": "watcher",
    "Watchers Id": "watcher id",
    "Parent": "parent",
    "Parent id": "parent",
    "Parent key": "parent",
    "Original estimate": "estimate seconds",
    "Original Estimate": "estimate seconds",
    "Remaining Estimate": "remaining seconds",
    "Time Spent": "spent seconds",
    "Created": "created",
    "Updated": "updated",
    "Resolved": "finished",
    "Due date": "due",
    "Due Date": "due",
    "Sprint": "sprint",
    "Fix Version/s": "version",
    "Fix versions": "version",
    "Comment": "comment",
    "Comments": "comment",
    "Log Work": "log",
    "Custom field (Rank)": "rank",
    "Custom field (Story Points)": "points",
    "Custom field (Story point estimate)": "points",
    "Custom field (Epic Link)": "parent",
    "Custom field (Actual start)": "started",
    "Custom field (Actual end)": "finished",
}
_QUIET = frozenset(
    {
        "Project key",
        "Project type",
        "Project lead",
        "Project lead id",
        "Project description",
        "Project url",
        "Creator",
        "Creator Id",
        "Last Viewed",
        "Votes",
        "Work Ratio",
        "Security Level",
        "Parent summary",
        "Σ Original Estimate",
        "Σ Remaining Estimate",
        "Σ Time Spent",
        "Custom field (Issue color)",
        "Custom field (Development)",
    }
)
_LINK = re.compile(r"(Inward|Outward) issue link \((.+)\)")
_SPRINT = re.compile(r"Custom field \(Sprint\)")


def role(name: str) -> str:
    """What a column of that name holds."""
    link = _LINK.fullmatch(name)
    if link:
        return link_role(link[2], link[1] == "Inward")
    return "sprint" if _SPRINT.fullmatch(name) else _ROLES.get(name, "")


def link_role(type: str, inward: bool) -> str:
    """What a link of a type is to us: only blocking orders work."""
    word = type.casefold()
    if word in ("blocks", "blocker", "dependency", "depends"):
        waits = inward if word.startswith("block") else not inward
        return "blocked by" if waits else "blocks"
    if word in ("duplicate", "duplicates", "cloners"):
        return "duplicates" if word != "cloners" and not inward else "relates"
    return "relates"


def comment(cell: str) -> Parsed:
    """``20/Nov/25 12:44 PM;712020:ab;What was said``."""
    at, author, text = _three(cell)
    return (at, author, text, "") if at else ("", "", cell, "")


def log(cell: str) -> Parsed:
    """``What was done;20/Nov/25 12:44 PM;712020:ab;3600``."""
    parts = cell.rsplit(";", 3)
    if len(parts) != 4 or not parts[3].strip().isdigit():
        return "", "", cell, ""
    return parts[1].strip(), parts[2].strip(), parts[0].strip(), parts[3].strip()


def _three(cell: str) -> tuple[str, str, str]:
    parts = cell.split(";", 2)
    return (parts[0].strip(), parts[1].strip(), parts[2]) if len(parts) == 3 else ("", "", cell)


JIRA = Dialect(
    SOURCE,
    marks=frozenset(("Summary", "Issue key")),
    role=role,
    parts="\n",
    comment=comment,
    log=log,
    quiet=_QUIET,
)
