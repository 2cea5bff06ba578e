"""Matrices a workspace can start from, kept as data; all but one are told as differences from another."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

DEFAULT = "seed-default"
NAMED = ("roles", "duties", "fallbacks", "permissions", "desk", "families", "questions", "change_control")
LISTS = ("approves", "consults", "informs")
"""From the strongest to the weakest: a role stands on one of them."""


@cache
def known_presets() -> tuple[str, ...]:
    """Their names, the usual one first."""
    files = (file.name for file in resources.files(__package__).iterdir())
    names = sorted(name.removesuffix(".toml") for name in files if name.endswith(".toml"))
    return (DEFAULT, *(name for name in names if name != DEFAULT))


@cache
def preset(name: str) -> dict[str, Any]:
    """The preset of that name, such as ``seed-default``, whole. ``joined`` says which roles are one."""
    told = tomllib.loads((resources.files(__package__) / f"{name}.toml").read_text("utf-8"))
    if "base" not in told:
        return {"joined": {}, "former": {}, **told, "row": [_row(row, told) for row in told["row"]]}
    base = preset(told["base"])
    joined = told.get("joined", {})
    merged = {**base, "title": told["title"], "about": told["about"], "joined": joined}
    for part in NAMED:
        merged[part] = {**base[part], **told.get(part, {})}
    merged["tolerance"] = {**base["tolerance"], **told.get("tolerance", {})}
    merged = _without(merged, {**told.get("instead", {}), **joined})
    own = {(row["family"], row["band"]): row for row in (_row(r, merged) for r in told.get("row", []))}
    merged["row"] = [own.get((row["family"], row["band"]), row) for row in merged["row"]]
    return merged


def limit_of(row: Mapping[str, Any], tolerance: Mapping[str, float]) -> dict[str, float]:
    """What the row's decider settles alone: the tolerance, or nothing."""
    return dict.fromkeys(tolerance, 0.0) if row.get("alone") == "always ask" else dict(tolerance)


def _row(row: dict[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """A row with all its columns."""
    usual = {"band": "normal", "alone": "tolerance", "consult_days": 2}
    return {**usual, **{name: [] for name in LISTS}, **row}


def _without(data: dict[str, Any], instead: Mapping[str, str]) -> dict[str, Any]:
    """The data where others stand in for the roles a preset lacks. ``former`` still names those."""
    kept = {part: {k: v for k, v in data[part].items() if k not in instead} for part in ("roles", "desk")}
    return {
        **data,
        **kept,
        "former": {role: data["roles"][role] for role in instead},
        "duties": _answering(data, instead),
        "fallbacks": {
            role: [r for r in _each_once(line, instead) if r != role]
            for role, line in data["fallbacks"].items()
            if role not in instead
        },
        "permissions": {k: _each_once(v, instead) for k, v in data["permissions"].items()},
        "row": [_handed_over(row, instead) for row in data["row"]],
    }


def _answering(data: Mapping[str, Any], instead: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """What each role answers for, with what came to it from those it stands in for."""
    kept = {role: dict(told) for role, told in data["duties"].items() if role not in instead}
    for role, other in instead.items():
        kept[other]["answers_for"] += f" As {data['roles'][role]}: {data['duties'][role]['answers_for']}"
    return kept


def _handed_over(row: dict[str, Any], instead: Mapping[str, str]) -> dict[str, Any]:
    """The row with those who stand in, each in the strongest place they come to."""
    decides = instead.get(row["decides"], row["decides"])
    taken, lists = {decides}, {}
    for name in LISTS:
        lists[name] = [role for role in _each_once(row[name], instead) if role not in taken]
        taken.update(lists[name])
    return {**row, "decides": decides, **lists}


def _each_once(roles: Iterable[str], instead: Mapping[str, str]) -> list[str]:
    return list(dict.fromkeys(instead.get(role, role) for role in roles))
