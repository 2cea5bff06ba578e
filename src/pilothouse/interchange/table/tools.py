"""Tools whose tables are told by their columns alone: Linear, GitLab, Asana."""

from __future__ import annotations

from pilothouse.interchange.table.dialects import Dialect, role_by_name

LINEAR = Dialect(
    "Linear",
    marks=frozenset(("ID", "Team", "Title", "Status", "Estimate")),
    role=role_by_name(
        {
            "ID": "key",
            "UUID": "id",
            "Title": "title",
            "Description": "description",
            "Status": "state",
            "Estimate": "points",
            "Priority": "priority",
            "Project": "components",
            "Creator": "reporter",
            "Assignee": "assignee",
            "Labels": "labels",
            "Cycle Name": "sprint",
            "Created": "created",
            "Updated": "updated",
            "Started": "started",
            "Completed": "finished",
            "Canceled": "finished",
            "Due Date": "due",
            "Parent issue": "parent",
            "Project Milestone": "version",
            "Related to": "relates",
            "Blocked by": "blocked by",
            "Duplicate of": "duplicates",
        }
    ),
    parts=",",
    quiet=frozenset(("Team", "Project ID", "Project Milestone ID", "Time in status (minutes)", "SLA Status")),
)
GITLAB = Dialect(
    "GitLab",
    marks=frozenset(("Title", "Issue ID", "State", "Author", "Milestone")),
    role=role_by_name(
        {
            "Title": "title",
            "Description": "description",
            "Issue ID": "key",
            "State": "state",
            "Author": "reporter",
            "Author Username": "reporter id",
            "Assignee": "assignee",
            "Assignee Username": "assignee id",
            "Due Date": "due",
            "Created At (UTC)": "created",
            "Updated At (UTC)": "updated",
            "Closed At (UTC)": "finished",
            "Milestone": "version",
            "Labels": "labels",
            "Time Estimate": "estimate seconds",
            "Time Spent": "spent seconds",
            "Weight": "points",
        }
    ),
    parts=",",
    quiet=frozenset(("URL", "Confidential", "Locked")),
)
ASANA = Dialect(
    "Asana",
    marks=frozenset(("Task ID", "Name", "Section/Column", "Created At")),
    role=role_by_name(
        {
            "Task ID": "id",
            "Name": "title",
            "Notes": "description",
            "Section/Column": "state",
            "Assignee": "assignee",
            "Assignee Email": "assignee email",
            "Start Date": "started",
            "Due Date": "due",
            "Created At": "created",
            "Completed At": "finished",
            "Last Modified": "updated",
            "Tags": "labels",
            "Parent task": "parent",
            "Blocked By (Dependencies)": "blocked by",
            "Blocking (Dependencies)": "blocks",
        }
    ),
    parts=",",
)
