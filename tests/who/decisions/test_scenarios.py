"""What people rely on in scenarios: they are private, change nothing, and are applied as one."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.commands import Refused, parse
from pilothouse.entrypoints.perform import Order, perform
from pilothouse.together.notices.finding import Finder
from pilothouse.what.backlog.models import Feature
from pilothouse.who.decisions.gate import guard
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.decisions.models import ChangeSet, Entry, Option, Scenario, ScenarioFigures
from pilothouse.who.items.models import Binned, Item
from pilothouse.who.people.models import Account, Member
from tests.registry.conftest import _cast, _still, _worlds, cast, db, tables
from tests.registry.world import EFFORT, World

__all__ = ["_cast", "_still", "_worlds", "cast", "db"]
"""One small world for all tests of this file, which each roll back what they did."""

FEATURE = "0b9c1a52-6a0e-4d6e-9a1c-3f0d9e1d2c11"
TASK = "0b9c1a52-6a0e-4d6e-9a1c-3f0d9e1d2c12"


def _do(world: World, who: str, name: str, **payload: Any) -> Any:
    return submit(parse(name, payload), world.viewer(who), "test")


def _edit(name: str, **payload: Any) -> dict[str, Any]:
    return {"name": name, "payload": payload}


def _started(world: World, who: str, *edits: dict[str, Any], title: str = "Two more") -> str:
    _do(world, who, "scenario.start", title=title)
    pk = str(Scenario.everything.get(title=title).pk)
    if edits:
        _do(world, who, "scenario.put", scenario=pk, commands=list(edits))
    return pk


def _new_feature(world: World) -> list[dict[str, Any]]:
    unit = world.ids["Invoices"]
    return [
        _edit("feature.add", id=FEATURE, title="Tentative", unit=unit, effort=EFFORT),
        _edit("task.add", id=TASK, title="Its task", feature=FEATURE, effort=EFFORT),
        _edit("task.assign", task=TASK, members=[world.ids["Jonas"]]),
    ]


def _house() -> dict[str, Any]:
    return {k: v for k, v in tables().items() if not k.startswith("decisions.")}


def test_edits_of_what_does_not_exist_yet_change_no_row(cast: World) -> None:
    before = _house()
    pk = _started(cast, "Maya", *_new_feature(cast))
    assert _house() == before
    told = [edit["sentence"] for edit in Option.everything.get(change_set=pk).commands]
    assert len(told) == 3
    assert "Tentative" in told[0]


def test_nobody_else_knows_of_it_until_it_is_shared(cast: World) -> None:
    pk, jonas = _started(cast, "Maya"), cast.viewer("Jonas")
    assert not Scenario.objects.seen_by(jonas).filter(pk=pk).exists()
    assert not ChangeSet.objects.seen_by(jonas).filter(pk=pk).exists()
    assert not Option.objects.seen_by(jonas).filter(change_set=pk).exists()
    assert not Entry.objects.seen_by(jonas).filter(command__startswith="scenario.").exists()
    for name in ("scenario.put", "scenario.copy", "scenario.apply", "scenario.delete"):
        payload: dict[str, Any] = {"commands": _new_feature(cast)} if name == "scenario.put" else {}
        payload |= {"title": "Mine"} if name == "scenario.copy" else {}
        with pytest.raises(Refused) as refused:
            _do(cast, "Jonas", name, scenario=pk, **payload)
        assert refused.value.status == 404
    _do(cast, "Maya", "scenario.share", scenario=pk, members=[cast.ids["Jonas"]])
    assert Scenario.objects.seen_by(jonas).filter(pk=pk).exists()
    assert not Scenario.objects.seen_by(cast.viewer("Tomas")).filter(pk=pk).exists()
    with pytest.raises(Refused, match="Only its author"):
        _do(cast, "Jonas", "scenario.put", scenario=pk, commands=_new_feature(cast))
    _do(cast, "Maya", "scenario.share", scenario=pk, members=[], everybody=True)
    assert Scenario.objects.seen_by(cast.viewer("Tomas")).filter(pk=pk).exists()
    assert not Scenario.objects.seen_by(cast.viewer("Gast")).filter(pk=pk).exists()


def test_a_copy_is_ones_own_and_leaves_out_what_is_private(cast: World) -> None:
    rate = _edit("rate.set", member=cast.ids["Jonas"], per_hour="80")
    pk = _started(cast, "Maya", *_new_feature(cast), rate)
    _do(cast, "Maya", "scenario.share", scenario=pk, everybody=True)
    _do(cast, "Jonas", "scenario.copy", scenario=pk, title="Jonas tries")
    copied = Option.everything.get(change_set=Scenario.everything.get(title="Jonas tries"))
    assert [edit["name"] for edit in copied.commands] == ["feature.add", "task.add", "task.assign"]


def test_what_is_no_decision_stays_outside(cast: World) -> None:
    pk = _started(cast, "Maya")
    comment = _edit("comment.add", item=cast.ids["First task"], text="Hm")
    for edit, why in ((comment, "nobody's decision"), (_edit("nonsense.do"), "no command")):
        with pytest.raises(Refused, match=why):
            _do(cast, "Maya", "scenario.put", scenario=pk, commands=[edit])
    gone = _edit("task.assign", task=TASK, members=[])
    with pytest.raises(Refused, match="There is no task"):
        _do(cast, "Maya", "scenario.put", scenario=pk, commands=[gone])


def test_applying_what_one_decides_is_one_group_and_one_undo(cast: World) -> None:
    first, third = cast.ids["First feature"], cast.ids["Third feature"]
    order = _edit("backlog.order", feature=third, before=first)
    again = _edit("backlog.order", feature=first, before=None)
    pk = _started(cast, "Jonas", order, again)
    before = tables()
    outcome = _do(cast, "Jonas", "scenario.apply", scenario=pk)
    assert outcome.status == "applied"
    assert Entry.everything.filter(group=outcome.group).count() == 3
    assert Scenario.everything.get(pk=pk).state == "accepted"
    assert Feature.everything.get(pk=third).rank != before["backlog.feature"][third]["rank"]
    with pytest.raises(Refused, match="applied already"):
        _do(cast, "Jonas", "scenario.apply", scenario=pk)
    _do(cast, "Jonas", "history.undo", group=outcome.group)
    assert tables() == before


def test_applying_what_others_decide_is_one_proposal(cast: World) -> None:
    pk = _started(cast, "Stella", *_new_feature(cast))
    outcome = _do(cast, "Stella", "scenario.apply", scenario=pk, why="We need it")
    assert outcome.status == "proposed"
    assert Scenario.everything.get(pk=pk).state == "draft"
    option = Option.everything.get(change_set=ChangeSet.everything.get(number=3))
    names = [stored["name"] for stored in option.commands]
    assert names == ["feature.add", "task.add", "task.assign", "scenario.close"]
    assert not Item.everything.filter(pk=FEATURE).exists()


def test_what_no_longer_works_is_named_and_can_be_taken_out(cast: World) -> None:
    spare = cast.ids["Third feature"]
    edits = [
        _edit("feature.estimate", feature=spare, effort=EFFORT | {"pessimistic": 90}),
        *_new_feature(cast),
    ]
    pk = _started(cast, "Maya", *edits)
    cast.do("feature.delete", feature=spare)
    with pytest.raises(Refused, match="There is no feature"):
        _do(cast, "Maya", "scenario.apply", scenario=pk)
    first = Option.everything.get(change_set=pk).commands[0]
    _do(cast, "Maya", "scenario.take_out", scenario=pk, edits=[first["id"]])
    option = Option.everything.get(change_set=pk)
    assert [edit["name"] for edit in option.commands] == ["feature.add", "task.add", "task.assign"]
    assert ScenarioFigures.everything.get(scenario=pk).told["broken"] == {}


def test_a_deleted_one_is_seen_in_the_bin_by_its_author_alone(cast: World) -> None:
    pk = _started(cast, "Maya", title="Quiet plan")
    _do(cast, "Maya", "scenario.delete", scenario=pk)
    assert Binned.objects.seen_by(cast.viewer("Maya")).filter(title="Quiet plan").exists()
    assert not Binned.objects.seen_by(cast.viewer("Sam")).filter(title="Quiet plan").exists()


def test_who_it_is_shared_with_is_told(cast: World) -> None:
    with guard.opened():
        account = Account.objects.create(email="jonas@example.org")
        Member.everything.filter(pk=cast.ids["Jonas"]).update(account=account)
    pk = _started(cast, "Maya", title="For Jonas")
    outcome = _do(cast, "Maya", "scenario.share", scenario=pk, members=[cast.ids["Jonas"]], everybody=True)
    entries = list(Entry.everything.filter(group=outcome.group))
    drafts = Finder(cast.workspace, entries).drafts()
    told = [(draft.kind, draft.path, draft.text) for draft in drafts]
    assert told == [("shared", f"/cast/scenarios/{pk}", "Maya shared the scenario “For Jonas” with you.")]


def test_a_program_puts_edits_into_it_by_its_name(cast: World) -> None:
    pk = _started(cast, "Maya", title="By a program")
    order = Order([(edit["name"], edit["payload"]) for edit in _new_feature(cast)], scenario="by a program")
    perform(order, cast.viewer("Maya"), "rest")
    assert len(Option.everything.get(change_set=pk).commands) == 3
