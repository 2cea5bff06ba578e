"""Whose decision a risk is: by its class, and above the threshold one family for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pilothouse.commands import Scope
from pilothouse.commands.fields import HOURS_PER_DAY
from pilothouse.when.risks.models import Risk

ABOVE = "risk.any"
ASSESSED = frozenset({"probability", "delay", "cost", "category", "state"}) | {
    *("response", "response_kind", "response_cost", "residual", "residual_delay", "residual_cost")
}
"""What accepting a risk consists of; the rest describes it."""


def families_of(ctx: Scope, risk: Risk, changed: Mapping[str, Any]) -> tuple[str, ...]:
    """The families of a change: its class and the one it gets, or the one above the threshold.

    The threshold is the tolerance in days where the risk belongs: at it stands a risk whose probability times
    likely delay is that many working days, before the change or after it."""
    now = {name: getattr(risk, name) for name in ("probability", "delay", "category")}
    after = {**now, **{name: changed[name] for name in now if name in changed}}
    threshold = ctx.rights.tolerance(risk.item.unit).get("days", 0.0)
    if ASSESSED & changed.keys() and max(expected_days(now), expected_days(after)) >= threshold:
        return (ABOVE,)
    return tuple(dict.fromkeys(f"risk.{values['category']}" for values in (now, after)))


def expected_days(risk: Mapping[str, Any]) -> float:
    """By how many working days a risk delays on average: how likely it is times its likely delay."""
    delay = risk["delay"] or {}
    return float(risk["probability"] or 0.0) * float(delay.get("likely", 0.0)) / HOURS_PER_DAY
