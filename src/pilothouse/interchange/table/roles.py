"""What a column can hold, and what columns of tables nobody knows are usually called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

UNITS = {"hours": 1.0, "days": 8.0, "minutes": 1 / 60, "seconds": 1 / 3600}
AMOUNTS = {"estimate": "Estimate", "remaining": "Still to do", "spent": "Time spent"}
ROLES: Mapping[str, str] = {
    "title": "Title",
    "key": "Key",
    "id": "Id that never changes",
    "description": "Description",
    "type": "Type",
    "state": "State",
    "category": "State: to do, in progress or done",
    "resolution": "Resolution",
    "priority": "Priority",
    "rank": "Order",
    "project": "Project",
    "labels": "Labels",
    "components": "Components",
    "assignee": "Assignee",
    "assignee id": "Assignee: id",
    "assignee email": "Assignee: e-mail",
    "reporter": "Reporter",
    "reporter id": "Reporter: id",
    "watcher": "Watcher",
    "watcher id": "Watcher: id",
    "parent": "Parent",
    **{f"{amount} {unit}": f"{label}, in {unit}" for amount, label in AMOUNTS.items() for unit in UNITS},
    "points": "Story points",
    "created": "Created",
    "updated": "Last changed",
    "changed state": "State changed",
    "started": "Started",
    "finished": "Finished",
    "due": "Due",
    "blocks": "Blocks",
    "blocked by": "Blocked by",
    "relates": "Related to",
    "duplicates": "Duplicate of",
    "sprint": "Sprint",
    "version": "Version or milestone",
    "comment": "Comment",
    "log": "Work log",
}
"""What a column can hold and how people call it; a column without a role is left out."""

SEVERAL = frozenset(
    {
        "labels",
        "components",
        "watcher",
        "watcher id",
        "blocks",
        "blocked by",
        "relates",
        "duplicates",
        "sprint",
        "version",
        "comment",
        "log",
    }
)
"""Roles that more than one column may have; of the others the first column counts."""

USUAL: Mapping[str, str] = {
    "title": (
        "title|summary|name|subject|task|task name|story|issue|headline|betreff|titel|"
        "zusammenfassung|nom|titre"
    ),
    "key": "key|issue key|ticket|reference|ref|number|no|nr|#|code|task number|issue number|schlüssel",
    "id": "id|issue id|task id|uid|uuid|identifier",
    "description": "description|details|notes|body|text|beschreibung",
    "type": "type|issue type|kind|category|work type|tracker|typ",
    "state": "status|state|stage|column|list|section|zustand",
    "resolution": "resolution",
    "priority": "priority|severity|importance|prio|priorität",
    "rank": "rank|order|position|sort",
    "project": "project|project name|projekt",
    "labels": "labels|label|tags|tag",
    "components": "component|components|module|area",
    "assignee": (
        "assignee|assigned to|owner|who|responsible|developer|assignees|bearbeiter|"
        "zuständig|person"
    ),
    "assignee email": "assignee email|owner email|email",
    "reporter": "reporter|author|creator|created by|requester|opened by",
    "parent": "parent|parent key|parent id|parent task|epic|epic link|parent issue",
    "estimate hours": (
        "estimate|original estimate|hours estimate|estimated hours|estimate hours|effort|"
        "effort hours|effort h|planned hours|work hours|aufwand"
    ),
    "estimate days": "estimate days|estimated days|effort days|effort d|days|person days",
    "estimate minutes": "estimate minutes|task plan time minutes",
    "estimate seconds": "estimate seconds|time original estimate",
    "remaining hours": "remaining|remaining hours|remaining estimate|hours remaining",
    "remaining days": "remaining days|days remaining",
    "spent hours": "spent|time spent|hours spent|actual hours|hours actual|actual|logged",
    "spent days": "days spent|actual days",
    "spent minutes": "spent minutes|actual minutes|task actual time minutes",
    "spent seconds": "spent seconds",
    "points": "points|story points|story point estimate|sp|size points",
    "created": (
        "created|created at|date created|opened|reported|prioritised|prioritized|"
        "created date|erstellt"
    ),
    "updated": "updated|updated at|modified|last modified|last updated|changed",
    "started": (
        "started|start|started at|start date|dev started|in progress since|actual start|"
        "started on|begin|beginn"
    ),
    "finished": (
        "finished|finished at|finish|done|completed|completed at|closed|closed at|"
        "resolved|end date|end|finish date|finished date|date completed|actual finish|"
        "completion date|ende"
    ),
    "due": "due|due date|deadline|target date|fällig",
    "blocks": "blocks|blocking|successors",
    "blocked by": "blocked by|depends on|predecessors|dependencies|waits for|vorgänger",
    "relates": "related to|relates|related|see also",
    "duplicates": "duplicate of|duplicates",
    "sprint": "sprint|iteration|cycle|sprint name",
    "version": "fix version|version|milestone|release|target release",
    "comment": "comment|comments",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A column: where it stands, what it is called, what it holds."""

    place: int
    name: str
    role: str


def _words() -> dict[str, str]:
    found: dict[str, str] = {}
    for role, names in USUAL.items():
        for name in names.split("|"):
            found.setdefault(name, role)
    return found


WORDS = _words()


def plain(name: str) -> str:
    """A column's name in plain words: ``HoursEstimate`` and ``Hours (estimate)`` alike."""
    parted = re.sub(r"(?<=[a-zß-ÿ])(?=[A-Z])", " ", name)
    return " ".join(re.sub(r"[^\w#]|_", " ", parted).casefold().split())


def usual_role(name: str) -> str:
    """What a column of that name usually holds; empty for a name that says nothing."""
    bare = plain(name)
    return WORDS.get(bare) or WORDS.get(bare.removesuffix(" utc").removesuffix(" date")) or ""
