"""Sprints in Jira's answers: objects of the cloud, texts of older servers."""

from __future__ import annotations

import re
from typing import Any

from pilothouse.interchange.fields import Fields
from pilothouse.interchange.issues.values import Sprint
from pilothouse.interchange.json_items import word

_OLD = re.compile(r"com\.atlassian\.greenhopper\.service\.sprint\.Sprint@[^\[]*\[(.*)\]", re.DOTALL)
_PAIR = re.compile(r"(\w+)=(.*?)(?=,\w+=|$)", re.DOTALL)


def sprint_of(value: Any, read: Fields) -> Sprint | None:
    """The sprint a value of a custom field is, or None for anything else."""
    if isinstance(value, str):
        found = _OLD.fullmatch(value)
        said: Any = {k: v for k, v in _PAIR.findall(found[1]) if v != "<null>"} if found else None
    else:
        said = (
            value
            if isinstance(value, dict) and "state" in value and ("boardId" in value or "startDate" in value)
            else None
        )
    id = word(said, "id")
    if not id:
        return None
    start, finish = (read.parsed(word(said, name), "sprint") for name in ("startDate", "endDate"))
    return Sprint(id, word(said, "name") or id, start, finish, word(said, "goal"))
