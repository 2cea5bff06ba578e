"""Baskets: edits gathered, also of things that do not exist yet, and suggested as one."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from pilothouse.commands import Refused, parse
from pilothouse.how.delivery.models import Dependency, Task
from pilothouse.what.backlog.models import Feature
from pilothouse.who.decisions.gate.submit import carry_out, submit
from pilothouse.who.decisions.models import ChangeSet, Entry, Option
from pilothouse.who.decisions.proposals.baskets import add_to_basket, kept_by
from pilothouse.who.decisions.proposals.queries import basket, proposal, proposals

from .conftest import World

EFFORT = {"optimistic": 8, "likely": 16, "pessimistic": 24}


def gather(world: World, who: str, name: str, /, **payload: Any) -> Any:
    return add_to_basket([parse(name, payload)], world.people[who], "web")


@pytest.fixture
def whole(world: World) -> dict[str, str]:
    """Sven's basket: a feature, three tasks in it, and the links between them."""
    ids = {name: str(uuid4()) for name in ("feature", "one", "two", "three", "first", "second")}
    gather(
        world, "sven", "feature.add", id=ids["feature"], title="Recurring", unit=str(world.organisation.pk)
    )
    for name in ("one", "two", "three"):
        told = {"title": name, "feature": ids["feature"], "effort": EFFORT}
        gather(world, "sven", "task.add", id=ids[name], **told)
    gather(world, "sven", "task.link", id=ids["first"], before=ids["one"], after=ids["two"])
    gather(world, "sven", "task.link", id=ids["second"], before=ids["two"], after=ids["three"])
    return ids


def test_what_is_gathered_changes_nothing_and_nobody_else_knows(world: World, whole: dict[str, str]) -> None:
    assert not Feature.everything.filter(pk=whole["feature"]).exists()
    assert basket(world.sven) is not None
    assert basket(world.maya) is None
    assert not proposals(world.maya)
    assert not Option.objects.seen_by(world.maya).exists()
    assert not Entry.objects.seen_by(world.maya).filter(command="basket.keep").exists()


def test_a_basket_of_new_things_is_suggested_and_accepted_whole(world: World, whole: dict[str, str]) -> None:
    outcome = submit(parse("proposal.suggest", {"title": "Recurring", "why": "Asked"}), world.sven, "web")
    assert outcome.status == "proposed"
    assert basket(world.sven) is None
    assert not Feature.everything.filter(pk=whole["feature"]).exists()

    while ChangeSet.everything.get().state == "open":
        row = proposal(world.sven, "PR-1")
        assert row is not None
        missing = next(say for say in row.says if say["verdict"] is None)
        who = next(v for v in world.people.values() if str(v.member) == missing["people"][0]["id"])
        name = "proposal.answer" if missing["asked_as"] == "consult" else "proposal.accept"
        payload = {"proposal": "PR-1"} | ({"verdict": "fine"} if missing["asked_as"] == "consult" else {})
        done = submit(parse(name, payload), who, "web")

    assert Feature.everything.get(pk=whole["feature"]).item.title == "Recurring"
    assert Task.everything.filter(feature=whole["feature"]).count() == 3
    assert Dependency.everything.filter(pk__in=[whole["first"], whole["second"]]).count() == 2
    groups = set(Entry.everything.filter(change_set__number=1).values_list("group", flat=True))
    assert {str(group) for group in groups} == {done.group}, "accepted as one history group"

    carry_out(parse("history.undo", {"group": done.group}), world.workspace)
    assert not Feature.everything.filter(pk=whole["feature"]).exists()


def test_whoever_is_asked_for_several_reasons_is_named_once(world: World, whole: dict[str, str]) -> None:
    submit(parse("proposal.suggest", {"title": "Recurring", "why": "Asked"}), world.sven, "web")
    done = submit(parse("proposal.accept", {"proposal": "PR-1"}), world.maya, "web")
    names = done.sentence.partition("it waits for ")[2].replace(" and ", ", ").split(", ")
    assert len(names) > 1
    assert len(names) == len(set(names))


def test_what_does_not_work_on_top_of_the_others_is_not_kept(world: World, whole: dict[str, str]) -> None:
    with pytest.raises(Refused):
        gather(world, "sven", "task.link", before=whole["two"], after=whole["one"])
    kept = kept_by(world.sven)
    assert kept is not None
    assert len(kept.commands) == 6


def test_taking_out_what_others_stand_on_says_so(world: World, whole: dict[str, str]) -> None:
    submit(parse("basket.remove", {"edit": "1"}), world.sven, "web")
    kept = kept_by(world.sven)
    assert kept is not None
    assert len(kept.commands) == 5
    assert "that you can see" in next(iter(kept.verdict["faults"].values()))
    with pytest.raises(Refused):
        submit(parse("proposal.suggest", {}), world.sven, "web")
    assert ChangeSet.everything.get().state == "draft"


def test_an_empty_basket_says_how_to_fill_it(world: World) -> None:
    for name in ("proposal.suggest", "basket.discard"):
        with pytest.raises(Refused, match="Put a change into it first"):
            submit(parse(name, {}), world.sven, "web")


def test_what_is_discarded_comes_back_by_undo(world: World, whole: dict[str, str]) -> None:
    done = submit(parse("basket.discard", {}), world.sven, "web")
    assert basket(world.sven) is None
    submit(parse("history.undo", {"group": done.group}), world.sven, "web")
    assert basket(world.sven) is not None


def test_a_basket_becomes_an_option_beside_what_somebody_else_suggests(world: World, scratch: Any) -> None:
    submit(scratch.Estimate(task="ACM-1", hours=17), world.sven, "web")
    gather(world, "jonas", "scratch.estimate", task="ACM-1", hours=20)
    submit(parse("option.add", {"proposal": "PR-1", "label": "More"}), world.jonas, "web")
    row = proposal(world.maya, "PR-1")
    assert row is not None
    assert [option.label for option in row.options] == ["As suggested", "More"]
    assert basket(world.jonas) is None


def test_facts_and_secrets_never_wait_in_a_basket(world: World) -> None:
    with pytest.raises(Refused, match="nobody's decision"):
        gather(world, "sven", "comment.add", item="ACM-1", text="Hello")
