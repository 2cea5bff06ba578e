"""On what grounds somebody decides when they do not hold the role themselves: lent to them, or vacant."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import dateformat

from pilothouse.commands import Scope
from pilothouse.who.decisions.models import Option
from pilothouse.who.decisions.proposals.says import keys_of
from pilothouse.who.decisions.rights.verdicts import Key, Rights


def in_whose_place(ctx: Scope, option: Option) -> str:
    """What history adds to a say on an option, or nothing."""
    return standing_in(ctx.rights, ctx.actor.member, keys_of(option))


def standing_in(rights: Rights, member: Any, keys: Iterable[Key]) -> str:
    """ ", for Maya, who delegated until 3 March", or ", as nobody is product owner here", or nothing."""
    mine = [key for key in keys if str(member) in key.members]
    own = next((key for key in mine if key.asked_as == "decide"), next(iter(mine), None))
    return f", {words}" if own is not None and (words := grounds_of(rights, member, own)) else ""


def grounds_of(rights: Rights, member: Any, key: Key) -> str:
    """By what a member holds that key, if not by their role."""
    if (loan := key.lent.get(str(member))) is not None:
        until = dateformat.format(date.fromisoformat(loan["until"]), "j F")
        return f"for {' '.join(rights.names_of([loan['of']]))}, who delegated until {until}"
    return f"as {key.because}" if key.because.startswith("nobody is ") else ""
