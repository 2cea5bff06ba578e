"""Scope since the baseline: what came with and without approval, what went, and the outcome first set."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from pilothouse.when.schedule.recompute import recompute_now
from pilothouse.when.schedule.scope_moved import approved, moved, scope_of
from pilothouse.who.decisions.gate.submit import carry_out
from tests.signed_in import Page
from tests.when.schedule.conftest import World
from tests.when.schedule.test_drift import agreed
from tests.when.schedule.test_plan_page import sign_in

__all__ = ["agreed"]


def test_additions_are_split_by_approval_and_what_came_and_went_again_counts_nowhere() -> None:
    then = {f"t{n}": 1.0 for n in range(100)}
    now = {id: size for id, size in then.items() if int(id[1:]) >= 7}
    now |= {f"a{n}": 1.0 for n in range(12)} | {f"u{n}": 1.0 for n in range(5)}
    found = moved(then, now, {f"a{n}" for n in range(12)} | {"gone again"})
    assert (found.approved, found.unapproved, found.removed, found.current) == (12, 5, 7, 110)
    assert found.churn == 0.24


def test_scope_added_and_dropped_since_the_baseline(agreed: World, scratch: Any) -> None:
    carry_out(scratch.Add(id=uuid4(), beside=agreed.id("Totals"), likely=16.0), agreed.workspace)
    carry_out(scratch.Drop(task=agreed.id("Layout")), agreed.workspace)
    carry_out(scratch.Estimate(task=agreed.id("Totals"), likely=32.0), agreed.workspace)
    agreed.snapshot()
    found = scope_of(agreed.viewer("priya"), agreed.id("redesign"))
    assert found
    days = found["days"]
    assert (days.baseline, days.unapproved, days.removed, days.grown) == (8.0, 2.0, 3.0, 1.0)
    assert days.current == 8.0
    assert (found["items"].baseline, found["items"].current) == (3, 3)


def test_only_an_accepted_proposal_approves(agreed: World, scratch: Any) -> None:
    from datetime import date

    from pilothouse.commands import Difference
    from pilothouse.when.schedule.drifted import Change

    came = Difference("delivery.task", "t", None, {"position": "a"})
    alone = Change("scope", date(2026, 3, 2), 1, None, (came,))
    decided = Change("scope", date(2026, 3, 3), 2, uuid4(), (came,))
    assert approved([alone]) == set()
    assert approved([decided]) == {"t"}
    assert approved([decided, alone]) == set(), "brought back without asking"


def test_the_page_of_a_baselined_project_shows_its_scope(agreed: World, scratch: Any) -> None:
    recompute_now(agreed.workspace)
    carry_out(scratch.Add(id=uuid4(), beside=agreed.id("Totals"), likely=16.0), agreed.workspace)
    shown = Page(sign_in(agreed, "priya").get(f"/acme/projects/{agreed.id('redesign')}"))
    assert "Without approval +1 +2" in shown.text
    assert "of it without approval 33%" in shown.text.replace("\xa0", "")
    assert "The outcome first set" in shown.text
    assert shown.links["What has moved since"].endswith(f"compare?from={agreed.id('agreed')}")


def test_a_project_without_a_baseline_has_no_scope_to_compare_with(world: World) -> None:
    assert scope_of(world.viewer("priya"), world.id("redesign")) is None
