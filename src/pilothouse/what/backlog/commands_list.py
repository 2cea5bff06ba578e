"""Many features from a pasted list, at once and as one change."""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar
from uuid import uuid4

from pydantic import Field

from pilothouse.commands import Command, Hint, Scope
from pilothouse.what.backlog.commands import ranks_of
from pilothouse.what.backlog.models import Feature
from pilothouse.who.changes import derived
from pilothouse.who.fields import Minted, UnitRef
from pilothouse.who.items.keys import open_item
from pilothouse.who.items.ranks import rank_before
from pilothouse.who.words import counted
from pilothouse.why.strategy.commands import GoalRef

BULLET = re.compile(r"^\s*(?:[-*+\u2022\u2013]|\d+[.)])\s+")
MOST = 200
LONGEST = 500


class AddFeatures(Command, name="feature.add_list", family="feature.request", subject="unit"):
    """Add a list of features.

    Each line is one, at the end of the backlog and in the order of the lines; bullets and numbers before
    them are left out."""

    id: Minted = Field(default_factory=uuid4)
    titles: Annotated[
        str,
        Field(min_length=1, max_length=100_000),
        Hint(label="Features", rows=10, help="One a line, such as pasted from a document or a sheet."),
    ]
    unit: Annotated[UnitRef, Hint(label="Product")]
    goal: GoalRef | None = None
    example: ClassVar[dict[str, Any]] = {"titles": "- Send reminders\n- Export to a sheet"}

    def apply(self, ctx: Scope) -> None:
        unit, goal = ctx.get(self.unit), ctx.get(self.goal) if self.goal else None
        ranks = ranks_of(ctx, unit.pk)
        for place, title in enumerate(self._checked(ctx)):
            ranks.append(rank_before(ranks, None))
            item = open_item(ctx, Feature.kind, derived(self.id, place), unit, title)
            ctx.save(Feature(item=item, rank=ranks[-1], goal=goal))

    def sentence(self, ctx: Scope) -> str:
        return f"added {counted(len(lines(self.titles)), 'feature')} to {ctx.title(self.unit)}"

    def _checked(self, ctx: Scope) -> list[str]:
        found = lines(self.titles)
        if not found:
            ctx.refuse("There is no feature in this list. Write one a line.", "titles")
        if len(found) > MOST:
            ctx.refuse(f"{len(found)} features are too many at a time. Paste {MOST} at most.", "titles")
        if long := next((title for title in found if len(title) > LONGEST), None):
            ctx.refuse(f"\u201c{long[:40]}\u2026\u201d is longer than {LONGEST} characters.", "titles")
        return found


def lines(text: str) -> list[str]:
    """The titles in a pasted list: what stands on each line, less its bullet or number."""
    return [title for line in text.splitlines() if (title := BULLET.sub("", f"{line} ").strip())]
