"""What those who are asked say to a proposal."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pilothouse.commands import Scope
from pilothouse.who.decisions.models import ChangeSet, Option, Voice
from pilothouse.who.decisions.says import says


def voices_of(ctx: Scope, change: ChangeSet) -> list[Voice]:
    return list(ctx.find(Voice, change_set=change))


def asked_as(member: Any, option: Option) -> str | None:
    order = ("decide", "approve", "consult")
    mine = {say.asked_as for say in says(option, ()) if str(member) in say.members}
    return next((name for name in order if name in mine), None)


def speak(
    ctx: Scope,
    change: UUID,
    verdict: str,
    words: str,
    option: Option,
    *,
    consult: bool = False,
    member: Any = None,
) -> None:
    """Record a voice, if that member is asked at all."""
    who = member or ctx.actor.member
    asked = asked_as(who, option)
    if asked is not None:
        asked = "consult" if consult else asked
        ctx.save(
            Voice(
                change_set_id=change, member_id=who, asked_as=asked, verdict=verdict, words=words, at=ctx.now
            )
        )
