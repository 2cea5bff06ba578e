"""The viewer's basket as pages show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pilothouse.commands import Refused
from pilothouse.who.decisions.proposals.asks import asks
from pilothouse.who.decisions.proposals.baskets import in_words
from pilothouse.who.decisions.proposals.preview import preview
from pilothouse.who.decisions.proposals.pricing import price
from pilothouse.who.decisions.proposals.queries import basket, proposals
from pilothouse.who.decisions.proposals.says import stored_commands
from pilothouse.who.decisions.rights.verdicts import Rights
from pilothouse.who.people.queries import workspace_of
from pilothouse.who.rows import Viewer


@dataclass(frozen=True)
class Forecasted:
    """What suggesting it would do: who decides why, and the impact on the plan; or why it does not work."""

    because: list[str]
    deciders: tuple[str, ...]
    impact: dict[str, Any] | None
    refused: str = ""


def gathered(viewer: Viewer) -> str:
    """ "3 changes, not yet suggested", or nothing."""
    one = basket(viewer)
    return in_words(len(one.option.commands)) if one and one.option.commands else ""


def contents(viewer: Viewer) -> list[dict[str, Any]]:
    """What lies in it, in order: what each would do, its id, and what is wrong with it."""
    one = basket(viewer)
    if one is None:
        return []
    faults = one.option.verdict.get("faults", {})
    told = zip(one.option.commands, asks(viewer, one.change, one.option), strict=True)
    return [{**ask, "id": edit["id"], "fault": faults.get(edit["id"], "")} for edit, ask in told]


def open_proposals(viewer: Viewer) -> list[dict[str, str]]:
    """Those it may become an option of."""
    return [{"key": row.key, "title": row.title} for row in proposals(viewer, state="open")]


def impact_of(viewer: Viewer) -> Forecasted | None:
    """What its edits would do today, computed and rolled back."""
    one = basket(viewer)
    if one is None:
        return None
    try:
        seen = preview(stored_commands(one.option), viewer, None)
    except Refused as refused:
        return Forecasted([], (), None, refused.message)
    rights = Rights(workspace_of(viewer))
    deciders = rights.names_of(m for verdict in seen.verdicts for m in verdict.deciders)
    because = list(dict.fromkeys(verdict.because for verdict in seen.verdicts))
    return Forecasted(because, deciders, price(seen.measured, None)["impact"])
