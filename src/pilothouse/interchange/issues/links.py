"""What waits for what: links to issues that exist, each once, without rings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from pilothouse.engine.plan import Group, Link, Milestone, Plan, Task
from pilothouse.engine.precedence import find_cycles
from pilothouse.interchange.issues.outline import Outline, in_a_ring
from pilothouse.interchange.issues.values import IssueLink
from pilothouse.interchange.values import Ledger, ReadErrors

Linked = TypeVar("Linked", Task, Group, Milestone)
MOST_ROUNDS = 40
"""So often rings are looked for anew after a link of each was taken out."""


class Links:
    """``waits`` gives for each issue those it waits for; ``others`` are links that order nothing."""

    def __init__(self, outline: Outline, ledger: Ledger) -> None:
        self.outline, self.ledger = outline, ledger
        self.waits: dict[str, dict[str, None]] = {}
        self.others: dict[str, dict[str, str]] = {}
        for id, issue in outline.issues.items():
            for link in issue.links:
                self._take(id, link)

    def _take(self, id: str, link: IssueLink) -> None:
        other = self.outline.find(link.other)
        if other is None:
            example = f"{self.outline.label(id)} → {link.other}"
            self.ledger.loss("links", "Link to an issue that is not in the file", "left out", example)
        elif other == id:
            self.ledger.loss("links", "Link of an issue to itself", "left out", self.outline.label(id))
        elif link.kind == "blocks":
            self.waits.setdefault(other, {})[id] = None
        elif link.kind == "blocked by":
            self.waits.setdefault(id, {})[other] = None
        else:
            self._relate(id, other, link.kind)

    def _relate(self, id: str, other: str, kind: str) -> None:
        """Links that order nothing are seen from both ends, so they are kept once."""
        if id not in self.others.get(other, {}):
            self.others.setdefault(id, {}).setdefault(other, kind)

    def without_rings(self, plan: Plan) -> Plan:
        """The plan with a link of each ring taken out: it is kept as a relation, and the ring is named.

        Raises ``ReadErrors`` when there are too many rings to mend."""
        for _ in range(MOST_ROUNDS):
            rings = find_cycles(plan)
            if not rings:
                return plan
            plan = _without(plan, [self._closing(ring) for ring in rings])
        rings = find_cycles(plan)
        if rings:
            named = in_a_ring([self._called(id) for id in rings[0]])
            raise ReadErrors.single(
                f"too many issues wait for each other in rings, such as {named}.", path="links"
            )
        return plan

    def _closing(self, ring: Sequence[str]) -> tuple[str, str]:
        """The last link of a ring: (waiting, waited for). Rings are closed by links, as parents have none."""
        steps = zip(ring, (*ring[1:], ring[0]), strict=True)
        waiting, on = [step for step in steps if step[1] in self.waits.get(step[0], ())][-1]
        named = in_a_ring([self._called(id) for id in ring])
        kept = "the link that closes the ring only says that the two are related"
        self.ledger.loss("links", "Issues that wait for each other in a ring", kept, named)
        del self.waits[waiting][on]
        self._relate(waiting, on, "relates")
        return waiting, on

    def _called(self, id: str) -> str:
        return self.outline.label(id) if id in self.outline.issues else id

    def of(self, id: str) -> tuple[Link, ...]:
        """What an issue waits for."""
        return tuple(Link(on) for on in self.waits.get(id, ()))


def _without(plan: Plan, links: Sequence[tuple[str, str]]) -> Plan:
    gone: dict[str, set[str]] = {}
    for waiting, on in links:
        gone.setdefault(waiting, set()).add(on)
    return replace(
        plan,
        tasks=tuple(_less(row, gone) for row in plan.tasks),
        groups=tuple(_less(row, gone) for row in plan.groups),
        milestones=tuple(_less(row, gone) for row in plan.milestones),
    )


def _less(row: Linked, gone: Mapping[str, set[str]]) -> Linked:
    if row.id not in gone:
        return row
    return replace(row, depends_on=tuple(link for link in row.depends_on if link.on not in gone[row.id]))
