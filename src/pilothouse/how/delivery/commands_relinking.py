"""Changing links once they stand."""

from __future__ import annotations

from typing import Annotated, Any

from pilothouse.commands import Command, Hint, Scope
from pilothouse.how.delivery.commands_plan import DependencyRef, Elapsed, Lag, LinkType, place_of
from pilothouse.how.delivery.models import Dependency
from pilothouse.how.delivery.rings import refuse_ring_through
from pilothouse.who.changes import columns, in_words


class EditLink(Command, name="task.relink", family="schedule.change"):
    """Change how work waits for other work."""

    link: Annotated[DependencyRef, Hint(label="Link")]
    type: LinkType = "FS"
    lag_h: Lag = 0.0
    elapsed: Elapsed = False

    def unit_of_decision(self, ctx: Scope) -> Any:
        return place_of(ctx, ctx.get(self.link).after)

    def apply(self, ctx: Scope) -> None:
        link: Dependency = ctx.get(self.link)
        ctx.update(link, **columns(self, "type", "lag_h", "elapsed"))
        refuse_ring_through(ctx, link.after_id, "link")

    def sentence(self, ctx: Scope) -> str:
        link: Dependency = ctx.get(self.link)
        return f"changed {in_words(self)} of how {link.after} waits for {link.before}"
