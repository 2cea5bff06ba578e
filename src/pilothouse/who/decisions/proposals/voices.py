"""What those who are asked say to a proposal."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pilothouse.commands import Scope
from pilothouse.who.decisions.gate.granted import PROPOSE
from pilothouse.who.decisions.models import ChangeSet, Option, Voice
from pilothouse.who.decisions.proposals.says import says

STRENGTH = ("decide", "approve", "consult")
"""Somebody with several roles speaks as the strongest of them."""


def voices_of(ctx: Scope, change: ChangeSet) -> list[Voice]:
    """All that was said to it."""
    return list(ctx.find(Voice, change_set=change))


def asked_as(member: Any, option: Option) -> str | None:
    """As what that member is asked for their say on an option."""
    mine = {say.asked_as for say in says(option, ()) if str(member) in say.members}
    return next((name for name in STRENGTH if name in mine), None)


def speak(
    ctx: Scope,
    change: UUID,
    verdict: str,
    words: str,
    option: Option,
    *,
    consult: bool = False,
    whatever: bool = False,
    member: Any = None,
) -> None:
    """Record a voice, if that member is asked at all. ``whatever``: to every option there is.

    A program that may only suggest gives no yes in the name of whom it acts as."""
    if ctx.actor.grant == PROPOSE:
        return
    who = member or ctx.actor.member
    asked = asked_as(who, option)
    if asked is not None:
        said = {"asked_as": "consult" if consult else asked, "verdict": verdict, "words": words}
        to = None if whatever else option.pk
        ctx.save(Voice(change_set_id=change, option_id=to, member_id=who, at=ctx.now, **said))
