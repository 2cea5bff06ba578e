"""What the program does with proposals that wait: it asks the next in line, and who holds the keys now."""

from __future__ import annotations

from typing import Annotated, Any

from pilothouse.commands import Command, RefTo, Scope
from pilothouse.who.changes import listed
from pilothouse.who.decisions.models import Option
from pilothouse.who.decisions.proposals.commands_deciding import ProposalRef
from pilothouse.who.decisions.proposals.judging import asked_today, state_of
from pilothouse.who.decisions.proposals.options import open_change, options_of
from pilothouse.who.decisions.rights.escalating import next_in_line


class EscalateProposal(Command, name="proposal.escalate", permission="system"):
    """Ask the next in line too.

    Who should have decided stays accountable, and can still decide."""

    proposal: ProposalRef

    def apply(self, ctx: Scope) -> None:
        change = open_change(ctx, self.proposal)
        for option in options_of(ctx, change):
            step = next_in_line(ctx.rights, option)
            if step is not None:
                steps = [*option.verdict.get("escalated", []), {**step, "at": ctx.now.isoformat()}]
                ctx.update(option, verdict={**option.verdict, "escalated": steps})

    def sentence(self, ctx: Scope) -> str:
        change = ctx.get(self.proposal)
        option = ctx.find(Option, pk=change.chosen).get()
        steps = option.verdict.get("escalated", [])
        if not steps:
            return f"found nobody else to ask about {change.key}"
        names = ctx.rights.names_of
        late = listed(names(steps[-1]["of"])) or "nobody"
        return (
            f"asked {listed(names(steps[-1]['members']))} to decide {change.key} too, as {late} had until "
            f"{change.decide_by:%-d %B} and stays accountable"
        )


class AskToday(Command, name="proposal.reassign", permission="system"):
    """Ask those who hold the keys now."""

    option: Annotated[str, RefTo("decisions.option")]

    def apply(self, ctx: Scope) -> None:
        option: Option = ctx.get(self.option)
        verdicts = asked_today(ctx.rights, option)
        told: dict[str, Any] = {"rights": state_of(ctx.rights)} | ({"verdicts": verdicts} if verdicts else {})
        ctx.update(option, verdict={**option.verdict, **told})

    def sentence(self, ctx: Scope) -> str:
        return f"looked up again who is asked about {ctx.get(self.option).change_set.key}"
