"""Who is asked today for what a proposal does: roles, delegations and matrices move while it waits.

How large it is was measured and frozen; who holds the keys to something that large is looked up again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from pilothouse.commands.lens import Size
from pilothouse.who import clock
from pilothouse.who.decisions.models import Option
from pilothouse.who.decisions.rights.verdicts import Rights, Verdict

Json = dict[str, Any]


def state_of(rights: Rights) -> list[Any]:
    """What who decides depends on: rights as they stand, and the day."""
    workspace = rights.workspace
    return [workspace.rights_revision, clock.today(workspace.timezone).isoformat()]


def told(verdict: Verdict, unit: Any, team: tuple[UUID, ...], asked: str = "") -> Verdict:
    """The verdict with what was asked and where it was judged, so that it can be judged again."""
    where = str(unit.pk) if unit else None
    return replace(verdict, unit=where, team=tuple(map(str, team)), asked=asked or verdict.family)


def asked_today(rights: Rights, option: Option) -> list[Json] | None:
    """The option's verdicts with those who hold the keys today; None when they are the same people."""
    if option.verdict.get("rights") == state_of(rights):
        return None
    kept = option.verdict.get("verdicts", [])
    today = [_again(rights, verdict) for verdict in kept]
    return today if list(map(_people, today)) != list(map(_people, kept)) else None


def _again(rights: Rights, kept: Json) -> Json:
    if not kept["family"]:
        return kept
    unit = rights.standing.units.get(UUID(kept["unit"])) if kept.get("unit") else None
    team = tuple(UUID(member) for member in kept.get("team", ()))
    size = Size(**kept["size"]) if kept.get("size") else Size()
    return told(rights.judge(kept["family"], unit, size, team), unit, team).to_json()


def _people(verdict: Json) -> Any:
    keys = [(k["asked_as"], k["role"], *map(str, k["members"]), str(k.get("lent"))) for k in verdict["keys"]]
    return verdict["family"], verdict["alone"], sorted(keys)
