"""Lending rights for a time: explicit, dated, on record, taken back at any moment, and never lent on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, ClassVar
from uuid import uuid4

from pydantic import Field

from pilothouse.commands import Command, Hint, RefTo, Refused, Scope
from pilothouse.who import clock
from pilothouse.who.decisions.models import Delegation
from pilothouse.who.fields import MemberRef, Minted, UnitRef

LONGEST = timedelta(days=366)
Kinds = Annotated[
    list[Annotated[str, Field(max_length=60)]],
    Hint(label="On what", choices="family", help="On which decisions. Left empty, on all that are yours."),
]


class GiveDelegation(Command, name="delegation.give", permission="member", subject="unit"):
    """Have somebody decide in your place for a time.

    They decide as you would, in the unit you name and below it, and history says for whom. You stay
    accountable, you can decide too, and you can take it back at any moment."""

    id: Minted = Field(default_factory=uuid4)
    to: Annotated[MemberRef, Hint(label="Who decides in your place")]
    first: Annotated[date, Hint(label="From", today=True)]
    last: Annotated[date, Hint(label="To", help="The last day on which it holds.")]
    unit: Annotated[UnitRef | None, Hint(label="Where", help="Left empty, everywhere.")] = None
    kinds: Kinds = []
    reason: Annotated[str, Field(max_length=500)] = ""
    example: ClassVar[dict[str, Any]] = {"to": "Nora", "first": "2027-03-22", "last": "2027-03-26"}

    def apply(self, ctx: Scope) -> None:
        self._refuse_bad_days(ctx)
        to = ctx.get(self.to)
        self._refuse_bad_person(ctx, to)
        self._refuse_rings(ctx, to)
        unknown = sorted(set(self.kinds) - ctx.rights.family_names().keys())
        if unknown:
            ctx.refuse(f"There is no kind of decision {unknown[0]!r}.", "kinds")
        days = {"first": self.first, "last": self.last, "reason": self.reason}
        where = {"unit_id": self.unit, "families": self.kinds}
        ctx.save(Delegation(id=self.id, giver_id=ctx.actor.member, to_id=to.pk, **where, **days))

    def sentence(self, ctx: Scope) -> str:
        where = f" in {ctx.title(self.unit)}" if self.unit else ""
        what = f" on {len(self.kinds)} kinds of decision" if self.kinds else ""
        return (
            f"has {ctx.title(self.to)} decide in their place{where}{what} "
            f"from {self.first:%-d %B} to {self.last:%-d %B}"
        )

    def _refuse_bad_days(self, ctx: Scope) -> None:
        if self.last < self.first:
            ctx.refuse("The last day lies before the first.", "last")
        if self.last < clock.today(ctx.workspace.timezone):
            ctx.refuse("This time has passed. Nobody can decide in your place then.", "last")
        if self.last - self.first > LONGEST:
            ctx.refuse("A year is the longest. For good, give them the role instead.", "last")

    def _refuse_bad_person(self, ctx: Scope, to: Any) -> None:
        if to.pk == ctx.actor.member:
            ctx.refuse("You decide in your own place already.", "to")
        if to.kind != "person" or to.left_on is not None:
            ctx.refuse(f"{to} cannot decide: only people who are members can.", "to")

    def _refuse_rings(self, ctx: Scope, to: Any) -> None:
        """No two may lend to each other, nor in a ring, for the same days: nobody would stay accountable."""
        lent = list(ctx.find(Delegation, first__lte=self.last, last__gte=self.first).select_related("to"))
        reached, line = {to.pk}, [to.pk]
        while line:
            current = line.pop()
            for one in lent:
                if one.giver_id == current and one.to_id == ctx.actor.member:
                    who = "has you decide in their place" if current == to.pk else "does so through others"
                    ctx.refuse(f"{to} {who} in that time, so you would lend in a ring.", "to")
                if one.giver_id == current and one.to_id not in reached:
                    reached.add(one.to_id)
                    line.append(one.to_id)


class RevokeDelegation(Command, name="delegation.revoke", permission="member"):
    """Decide by yourself again.

    Whoever it was lent to may give it back as well."""

    delegation: Annotated[str, RefTo("decisions.delegation")]

    def apply(self, ctx: Scope) -> None:
        lent: Delegation = ctx.get(self.delegation)
        if ctx.actor.member not in (lent.giver_id, lent.to_id):
            raise Refused("Only who lent a right, or has it, can end that.", status=403)
        ctx.delete(lent)

    def sentence(self, ctx: Scope) -> str:
        lent: Delegation = ctx.get(self.delegation)
        if lent.giver_id == ctx.actor.member:
            return f"decides by themselves again, no longer {lent.to}"
        return f"no longer decides for {lent.giver}"
