"""Tasks: where they lie, what they wait for, who does them, what happened."""

from __future__ import annotations

import pytest

from pilothouse.commands import Refused, parse
from pilothouse.how.delivery.feature_page import feature_page
from pilothouse.how.delivery.models import Assignment, Dependency, Task
from pilothouse.how.delivery.queries import tasks
from pilothouse.when.risks.models import RiskTask
from pilothouse.who.decisions.gate.submit import submit
from tests.registry.world import EFFORT, World


def task(world: World, name: str) -> Task:
    return Task.everything.get(pk=world.ids[name])  # type: ignore[no-any-return]


def link(world: World, after: str, before: str) -> None:
    world.do("task.link", after=world.ids[after], before=world.ids[before])


def test_a_ring_is_named_step_by_step(world: World) -> None:
    link(world, "Second task", "First task")
    ring = ("First task", "Third task", "Inner task", "Second task", "First task")
    with pytest.raises(Refused, match=" waits for ".join(ring)):
        link(world, "First task", "Third task")


def test_a_ring_through_a_group_is_found(world: World) -> None:
    with pytest.raises(Refused, match="wait for itself"):
        link(world, "Inner task", "Third task")
    link(world, "Second feature", "First task")
    with pytest.raises(Refused, match="wait for itself"):
        link(world, "First feature", "Second feature")


def test_moving_into_what_waits_for_it_is_refused(world: World) -> None:
    with pytest.raises(Refused, match="Second task"):
        world.do("task.move", task=world.ids["Second task"], parent=world.ids["Third task"])


def test_a_goal_waits_for_nothing(world: World) -> None:
    with pytest.raises(Refused, match="Only tasks, features and milestones wait"):
        link(world, "Get paid sooner", "First task")


def test_a_link_set_again_changes_it(world: World) -> None:
    world.do("task.link", after=world.ids["Third task"], before=world.ids["Second task"], type="SS", lag_h=-4)
    (row,) = Dependency.everything.all()
    assert (row.type, row.lag_h) == ("SS", -4)


def test_tasks_move_above_one_another_and_keep_their_places(world: World) -> None:
    world.do("task.move", task=world.ids["Third task"], before=world.ids["First task"])
    titles = [row["title"] for row in tasks(world.viewer("Maya"), {"feature": world.ids["First feature"]})]
    assert titles.index("Third task") < titles.index("First task") < titles.index("Second task")


def test_a_group_takes_its_tasks_along(world: World) -> None:
    world.do("task.move", task=world.ids["Third task"], feature=world.ids["Third feature"])
    assert str(task(world, "Inner task").feature_id) == world.ids["Third feature"]


def test_a_group_has_no_estimate_of_its_own(world: World) -> None:
    with pytest.raises(Refused, match="Estimate those"):
        world.do("task.estimate", task=world.ids["Third task"], effort=EFFORT)


def test_somebody_taken_off_can_be_put_on_again(world: World) -> None:
    for members in ([], [world.ids["Jonas"], world.ids["Tomas"]]):
        world.do("task.assign", task=world.ids["First task"], members=members)
    assert Assignment.everything.filter(deleted_at=None).count() == 2
    assert task(world, "First task").people_needed == 2


def test_progress_is_for_those_who_do_the_work_or_lead_it(world: World) -> None:
    start = parse("task.start", {"task": world.ids["First task"]})
    with pytest.raises(Refused, match="those who do the work or lead it"):
        submit(start, world.viewer("Maya"), "test")
    submit(start, world.viewer("Jonas"), "test")
    submit(parse("task.finish", {"task": world.ids["Second task"]}), world.viewer("Tomas"), "test")
    assert (task(world, "First task").state, task(world, "Second task").state) == ("started", "done")


@pytest.fixture
def team(world: World) -> World:
    """Nora and Stella belong to the project; only Nora can be given work. Maya belongs to another team."""
    members = [world.ids["Nora"], world.ids["Stella"]]
    world.do("unit.members", unit="Redesign", members=members)
    for name in ("Nora", "Maya"):
        world.do("member.edit", member=world.ids[name], plannable=True)
    world.do("member.edit", member=world.ids["Stella"], plannable=False)
    return world


def test_who_starts_work_of_their_project_that_nobody_is_on_takes_it(team: World) -> None:
    start = parse("task.start", {"task": team.ids["Second task"]})
    for name in ("Maya", "Stella"):
        with pytest.raises(Refused, match="those who do the work or lead it"):
            submit(start, team.viewer(name), "test")
    assert task(team, "Second task").team_ids() == ()
    outcome = submit(start, team.viewer("Nora"), "test")
    assert outcome.sentence == "took and started Second task"
    assert [str(id) for id in task(team, "Second task").team_ids()] == [team.ids["Nora"]]
    submit(parse("history.undo", {"group": outcome.group}), team.viewer("Nora"), "test")
    assert task(team, "Second task").team_ids() == ()


def test_the_work_of_others_is_not_taken_by_starting_it(team: World) -> None:
    start = parse("task.start", {"task": team.ids["First task"]})
    with pytest.raises(Refused, match="those who do the work or lead it"):
        submit(start, team.viewer("Nora"), "test")
    assert submit(start, team.viewer("Jonas"), "test").sentence == "started First task"


def test_only_starting_takes_work(team: World) -> None:
    with pytest.raises(Refused, match="those who do the work or lead it"):
        submit(parse("task.finish", {"task": team.ids["Second task"]}), team.viewer("Nora"), "test")


def test_who_leads_the_work_starts_it_for_others(team: World) -> None:
    outcome = submit(parse("task.start", {"task": team.ids["Second task"]}), team.viewer("Tomas"), "test")
    assert outcome.sentence == "started Second task"
    assert task(team, "Second task").team_ids() == ()


@pytest.mark.parametrize(
    "name,moment,says",
    [
        ("task.start", "2027-03-11T09:00:00+00:00", "still to come"),
        ("task.finish", "2027-03-01T09:00:00+00:00", "before it started"),
    ],
)
def test_what_cannot_have_happened_is_refused(world: World, name: str, moment: str, says: str) -> None:
    if name == "task.finish":
        world.do("task.start", task=world.ids["First task"], at="2027-03-02T09:00:00+00:00")
    with pytest.raises(Refused, match=says):
        world.do(name, task=world.ids["First task"], at=moment)


def test_a_moment_without_a_zone_is_meant_where_the_workspace_is(world: World) -> None:
    world.do("task.limits", task=world.ids["First task"], not_before="2027-03-15T09:00")
    found = task(world, "First task").not_before
    assert found is not None
    assert found.isoformat() == "2027-03-15T08:00:00+00:00"


def test_deleting_a_feature_takes_all_that_hangs_on_it(world: World) -> None:
    world.do("feature.delete", feature=world.ids["First feature"])
    assert not Task.everything.filter(deleted_at=None).exists()
    for model in (Assignment, Dependency, RiskTask):
        assert not model.everything.filter(deleted_at=None).exists()
    assert feature_page(world.viewer("Maya"), world.ids["First feature"]) is None  # type: ignore[arg-type]


def test_the_project_that_delivers_the_release_decides_about_its_tasks(world: World) -> None:
    assert str(task(world, "First task").unit_of_decision().pk) == world.ids["Redesign"]
