"""Who is asked next when whoever decides has let the day pass: along the fallbacks, one step at a time."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pilothouse.who import clock
from pilothouse.who.decisions.models import ChangeSet, Option
from pilothouse.who.decisions.proposals.says import keys_of
from pilothouse.who.decisions.rights.verdicts import Key, Rights

PATIENCE = 2
"""So many working days after the day it should have been decided, and again after each step."""


def overdue(change: ChangeSet, option: Option) -> bool:
    """Whether it is time for the next step."""
    steps = option.verdict.get("escalated", [])
    since = datetime.fromisoformat(steps[-1]["at"]) if steps else change.decide_by
    return since is not None and clock.now() >= clock.working_days_from(since, PATIENCE)


def next_in_line(rights: Rights, option: Option) -> dict[str, Any] | None:
    """Who may decide beside those asked so far: ``role`` is the key they get, ``of`` whom it was first."""
    for key in keys_of(option):
        if key.asked_as == "decide" and (found := _after(rights, option, key)):
            return {"role": key.role, "members": list(found), "of": list(_first_asked(option, key))}
    return None


def _after(rights: Rights, option: Option, key: Key) -> tuple[str, ...]:
    """Holders of the nearest fallback role, and so on, of whom none is asked yet."""
    verdict: dict[str, Any] = next(
        (v for v in option.verdict["verdicts"] if v["keys"][0]["role"] == key.role), {}
    )
    unit = rights.standing.units.get(UUID(verdict["unit"])) if verdict.get("unit") else None
    held, line, seen = rights.holders(unit), [key.role], {key.role}
    while line:
        for role in rights.fallbacks(line.pop(0)):
            if role in seen:
                continue
            seen.add(role)
            line.append(role)
            if new := tuple(m for m in held.get(role, ()) if m not in key.members):
                return new
    return ()


def _first_asked(option: Option, key: Key) -> tuple[str, ...]:
    added = {m for step in option.verdict.get("escalated", []) for m in step["members"]}
    return tuple(member for member in key.members if member not in added)
