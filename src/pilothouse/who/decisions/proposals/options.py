"""The options of a proposal, as people name them: A, B, C."""

from __future__ import annotations

from typing import Any

from pilothouse.commands import Fault, Refused, Scope
from pilothouse.who.decisions.models import ChangeSet, Option
from pilothouse.who.decisions.proposals.judging import asked_today, state_of

MOST_OPTIONS = 8


def options_of(ctx: Scope, change: ChangeSet) -> list[Option]:
    """Its options in their order, without those taken back."""
    return list(ctx.find(Option, change_set=change, withdrawn_at=None).order_by("position"))


def open_change(ctx: Scope, ref: str) -> ChangeSet:
    """The proposal while it is open. Refuses one that is decided."""
    change: ChangeSet = ctx.get(ref)
    if change.state != "open":
        raise Refused(f"{change.key} is {change.state} already.", status=409)
    return change


def option_named(ctx: Scope, change: ChangeSet, name: str) -> Option:
    """The option of that letter; without one the option the proposal stands for."""
    found = options_of(ctx, change)
    wanted = next((one for one in found if _is(one, name, change)), None)
    if wanted is None:
        message = f"{change.key} has no option {name!r}. It has {', '.join(one.letter for one in found)}."
        raise Refused(message, faults=(Fault("option", message),), status=404 if name else 409)
    return wanted


def with_those_asked_today(ctx: Scope, option: Option) -> Option:
    """The option, its keys in the hands of those who hold them now."""
    verdicts = asked_today(ctx.rights, option)
    if verdicts is not None:
        told = {**option.verdict, "verdicts": verdicts, "rights": state_of(ctx.rights)}
        ctx.update(option, verdict=told)
    return option


def working(change: ChangeSet, option: Option) -> Option:
    """The option while it can still be carried out."""
    broken: Any = option.verdict.get("broken")
    if broken:
        raise Refused(f"{change.key} no longer works on today's plan: {broken}", status=409)
    return option


def _is(option: Option, name: str, change: ChangeSet) -> bool:
    return option.pk == change.chosen if not name else name.upper() == option.letter or name == str(option.pk)
