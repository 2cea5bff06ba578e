"""What a change costs: its size, its impact, and that a stored impact can be computed again to the digit."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from pilothouse.commands import Refused, parse
from pilothouse.commands.lens import plan_lens
from pilothouse.how.delivery.models import Dependency
from pilothouse.when.schedule.impact_lines import recomputed
from pilothouse.when.schedule.models import PlanDocument
from pilothouse.who.decisions.gate.submit import submit, submit_many
from pilothouse.who.decisions.models import ChangeSet, Option
from pilothouse.who.decisions.proposals.commands_deciding import AcceptProposal
from pilothouse.who.decisions.proposals.preview import preview
from pilothouse.who.decisions.proposals.queries import proposal
from pilothouse.who.people.models import Workspace

from .conftest import World, difference


def measured(world: World, command: Any) -> Any:
    world.snapshot()
    seen = preview([command], world.viewer("tomas"), world.id("redesign"))
    assert seen.measured is not None
    return seen.measured.size


def test_two_days_more_on_the_chain_are_two_days_later(world: World, scratch: Any) -> None:
    size = measured(world, scratch.Estimate(task=world.id("Layout"), likely=40))
    assert size.days == pytest.approx(2.0)
    assert size.effort == pytest.approx(16 / 64)
    assert size.cost == pytest.approx(16 / 48)  # the feature without people costs nothing yet


def test_an_estimate_that_shrinks_is_sooner(world: World, scratch: Any) -> None:
    size = measured(world, scratch.Estimate(task=world.id("Layout"), likely=16))
    assert size.days == pytest.approx(-1.0)


def test_work_nobody_can_do_has_no_known_size(world: World) -> None:
    lens = plan_lens()
    assert lens is not None
    before = world.snapshot()
    change = difference(world.rows["Export"], skill_id=str(uuid4()))
    assert not lens.size(before, lens.patched(before, [change]), world.id("redesign")).known


def test_work_that_would_wait_for_itself_is_refused_by_title(world: World) -> None:
    lens = plan_lens()
    assert lens is not None
    before = world.snapshot()
    ring = Dependency(
        workspace=world.workspace, before=world.rows["Layout item"], after=world.rows["Totals item"]
    )
    from pilothouse.commands import Difference
    from pilothouse.who.decisions.gate.rowvalues import label, values_of

    after = lens.patched(before, [Difference(label(Dependency), str(ring.pk), None, values_of(ring))])
    with pytest.raises(Refused, match=r"Totals.*Layout|Layout.*Totals"):
        lens.size(before, after, None)


def test_a_basket_of_new_things_is_priced_whole_and_costs_that_once_accepted(world: World) -> None:
    """A feature, three tasks of Ana's and the links between them."""
    ids = {name: str(uuid4()) for name in ("feature", "one", "two", "three")}
    told: list[tuple[str, dict[str, Any]]] = [
        ("feature.add", {"id": ids["feature"], "title": "Recurring", "unit": world.id("redesign")})
    ]
    for name in ("one", "two", "three"):
        effort = {"optimistic": 8, "likely": 16, "pessimistic": 24}
        told.append(
            ("task.add", {"id": ids[name], "title": name, "feature": ids["feature"], "effort": effort})
        )
        told.append(("task.assign", {"task": ids[name], "members": [world.id("ana")]}))
    told += [
        ("task.link", {"before": ids[a], "after": ids[b]}) for a, b in (("one", "two"), ("two", "three"))
    ]
    told.append(("release.add_feature", {"release": world.id("Release 1"), "feature": ids["feature"]}))
    world.snapshot()
    outcome = submit_many(
        [parse(name, payload) for name, payload in told], world.viewer("ben"), "test", title="Recurring"
    )
    option = Option.everything.get()
    lines = {line["kind"]: line for line in option.impact["lines"] if not line["name"].startswith("Ana")}
    assert outcome.status == "proposed"
    assert lines["p85"]["change"] == pytest.approx(6, abs=2)
    assert lines["cost"]["change"] == pytest.approx(48 * 50, rel=0.25)
    while ChangeSet.everything.get().state == "open":
        row = proposal(world.viewer("ben"), "PR-1")
        assert row is not None
        missing = next(say for say in row.says if say["verdict"] is None)
        who = next(v for v in world.people.values() if str(v.member) == missing["people"][0]["id"])
        submit(AcceptProposal(proposal="PR-1"), who, "test")
    from pilothouse.engine.document import plan_hash

    assert plan_hash(world.snapshot().plan) == option.impact["after_hash"]


def proposed(world: World, scratch: Any, **estimate: Any) -> Option:
    world.snapshot()
    outcome = submit(scratch.Estimate(**estimate), world.viewer("ana"), "test")
    assert outcome.status == "proposed"
    return Option.everything.get()


def test_the_lines_of_an_impact_begin_with_the_release(world: World, scratch: Any) -> None:
    option = proposed(world, scratch, task=world.id("Layout"), likely=60)
    lines = option.impact["lines"]
    assert [line["kind"] for line in lines[:3]] == ["p50", "p85", "chance"]
    assert {line["name"] for line in lines[:3]} == {"Release 1"}
    later = lines[1]
    assert later["before"] < later["after"]
    assert later["change"] > 0
    assert later["better"] is False
    kinds = [line["kind"] for line in lines]
    order = ["p50", "p85", "chance", "cost", "goal", "load", "risk", "moved"]
    assert [order.index(kind) for kind in kinds] == sorted(order.index(kind) for kind in kinds)


def documents(option: Option) -> list[Any]:
    sides = ("before_hash", "after_hash")
    return [PlanDocument.everything.get(hash=option.impact[side]).document for side in sides]


def test_a_stored_impact_is_computed_again_digit_by_digit(world: World, scratch: Any) -> None:
    option = proposed(world, scratch, task=world.id("Layout"), likely=60)
    assert recomputed(option.impact, *documents(option)) == option.impact["lines"]
    assert "documents" not in option.impact


def test_also_after_it_was_accepted(world: World, scratch: Any) -> None:
    option = proposed(world, scratch, task=world.id("Layout"), likely=25)
    hash = option.impact["after_hash"]
    submit(AcceptProposal(proposal=str(option.change_set_id)), world.viewer("tomas"), "test")
    assert ChangeSet.everything.get().state == "accepted"
    assert world.snapshot().hash == hash
    option.refresh_from_db()
    assert recomputed(option.impact, *documents(option)) == option.impact["lines"]


def test_an_item_in_no_release_leaves_proposals_current(world: World) -> None:
    from pilothouse.commands import Difference

    lens = plan_lens()
    assert lens is not None
    assert not lens.touches([Difference("items.item", str(uuid4()), None, {"title": "Idea", "unit_id": "x"})])
    assert not lens.touches(
        [Difference("backlog.feature", str(uuid4()), None, {"release_id": None, "rank": "a"})]
    )
    assert lens.touches([Difference("delivery.task", str(uuid4()), None, {"effort": None})])
    assert Workspace.objects.get().plan_revision == 0
