"""Who decides is data: rows, the nearest unit that says something, and edits of them that count at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from pilothouse.commands import Refused
from pilothouse.commands.lens import Size
from pilothouse.who.decisions.gate import guard
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.decisions.models import MatrixRow, MatrixVersion
from pilothouse.who.decisions.rights.commands import (
    InheritRow,
    SetDuties,
    SetMatrixRow,
    SetTolerance,
    SetUpMatrix,
)
from pilothouse.who.decisions.rights.verdicts import Rights
from pilothouse.who.people.models import Member, RoleHolder, Workspace

from .conftest import World


def _row(family: str, band: str = "normal") -> MatrixRow:
    newest = MatrixVersion.everything.filter(unit__kind="organisation").order_by("-number").first()
    return MatrixRow.everything.get(version=newest, family=family, band=band)


def _rights(world: World) -> Rights:
    return Rights(Workspace.objects.get(pk=world.workspace.pk))


def _project(world: World) -> str:
    return str(world.project.pk)


def test_editing_one_row_changes_who_is_asked(world: World, scratch: Any, plan_lens: Any) -> None:
    row = _row("estimate.set")
    submit(SetMatrixRow(row=str(row.pk), decides="stakeholder"), world.sofia, "web")
    outcome = submit(scratch.Estimate(task="ACM-1", hours=17), world.sven, "web")
    assert outcome.status == "applied"
    assert submit(scratch.Estimate(task="ACM-1", hours=18), world.tomas, "web").deciders == ("Sven",)


def test_a_threshold_decides_alone_below_and_asks_above(world: World, scratch: Any, plan_lens: Any) -> None:
    submit(SetMatrixRow(row=str(_row("estimate.set").pk), alone_days=1.0), world.sofia, "web")
    assert submit(scratch.Estimate(task="ACM-1", hours=24), world.tomas, "web").status == "applied"
    assert submit(scratch.Estimate(task="ACM-1", hours=33), world.tomas, "web").status == "proposed"


def test_a_project_may_differ_in_one_row_and_inherits_the_others(
    world: World, scratch: Any, plan_lens: Any
) -> None:
    row = str(_row("estimate.set").pk)
    near = SetMatrixRow(row=row, unit=_project(world), decides="product_owner", consults=[])
    submit(near, world.sofia, "web")
    assert submit(scratch.Estimate(task="ACM-1", hours=17), world.jonas, "web").status == "applied"
    assert MatrixRow.everything.filter(version__unit=world.project).count() == 1
    rights = _rights(world)
    assert rights.judge("estimate.set", world.organisation, Size()).deciders == (str(world.tomas.member),)
    assert rights.judge("task.assign", world.project, Size()).deciders == (str(world.tomas.member),)


def test_what_the_organisation_changes_later_reaches_a_project_that_differs_elsewhere(world: World) -> None:
    row = str(_row("estimate.set").pk)
    submit(
        SetMatrixRow(row=row, unit=_project(world), decides="product_owner", consults=[]), world.sofia, "web"
    )
    submit(SetMatrixRow(row=str(_row("task.assign").pk), decides="sponsor"), world.sofia, "web")
    verdict = _rights(world).judge("task.assign", world.project, Size())
    assert verdict.deciders == (str(world.ingrid.member),)


def test_a_row_of_its_own_can_be_given_back_to_the_unit_above(world: World) -> None:
    row = str(_row("estimate.set").pk)
    submit(SetMatrixRow(row=row, unit=_project(world), decides="sponsor"), world.sofia, "web")
    own = MatrixRow.everything.get(version__unit=world.project)
    submit(InheritRow(row=str(own.pk)), world.sofia, "web")
    verdict = _rights(world).judge("estimate.set", world.project, Size())
    assert verdict.deciders == (str(world.tomas.member),)


def test_the_organisation_has_nothing_to_inherit_from(world: World) -> None:
    with pytest.raises(Refused, match="nothing above Acme"):
        submit(InheritRow(row=str(_row("estimate.set").pk)), world.sofia, "web")


def test_rows_at_the_tolerance_follow_it_and_others_stay(world: World) -> None:
    submit(SetMatrixRow(row=str(_row("backlog.order").pk), alone_days=1.0), world.sofia, "web")
    submit(SetTolerance(unit=_project(world), days=10), world.sofia, "web")
    rights = _rights(world)
    six = Size(days=6)
    assert rights.judge("task.assign", world.project, six).alone
    assert not rights.judge("task.assign", world.organisation, six).alone
    assert not rights.judge("backlog.order", world.project, Size(days=2)).alone
    assert rights.judge("schedule.change", world.project, six).band == "normal"
    assert rights.judge("schedule.change", world.organisation, six).band == "beyond"


def test_without_any_tolerance_nothing_would_be_within_it(world: World) -> None:
    with pytest.raises(Refused, match="Leave one above 0"):
        submit(SetTolerance(unit=_project(world), days=0, cost=0, effort=0), world.sofia, "web")


@pytest.mark.parametrize(
    "change",
    [{"decides": "emperor"}, {"approves": ["engineering_manager"]}, {"consults": ["team"]}],
)
def test_a_row_that_would_not_say_who_decides_is_refused(world: World, change: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        submit(SetMatrixRow(row=str(_row("estimate.set").pk), **change), world.sofia, "web")
    assert refused.value.faults
    assert MatrixVersion.everything.count() == 1


def test_an_old_row_cannot_be_edited_over_a_newer_version(world: World) -> None:
    old = _row("estimate.set")
    submit(SetMatrixRow(row=str(old.pk), alone_days=2.0), world.sofia, "web")
    with pytest.raises(Refused) as stale:
        submit(SetMatrixRow(row=str(old.pk), alone_days=3.0), world.sofia, "web")
    assert stale.value.status == 409


def test_editing_who_decides_is_itself_a_decision(world: World) -> None:
    outcome = submit(SetUpMatrix(unit=str(world.organisation.pk), preset="gitlab"), world.maya, "web")
    assert (outcome.status, outcome.deciders) == ("proposed", ("Sofia",))
    assert Workspace.objects.get(pk=world.workspace.pk).preset == "seed-default"


@pytest.mark.parametrize(
    "preset, family, deciders",
    [
        ("seed-default", "estimate.set", {"Tomas"}),
        ("scrum", "estimate.set", {"Tomas"}),
        ("gitlab", "backlog.order", {"Maya"}),
        ("startup", "backlog.order", {"Maya", "Jonas"}),
        ("gitlab", "milestone.date", {"Tomas"}),
        ("startup", "milestone.date", {"Tomas", "Priya"}),
        ("predictive", "schedule.change", {"Ingrid"}),
        ("scrum", "schedule.change", {"Tomas"}),
    ],
)
def test_another_preset_asks_others_about_the_same_edit(
    world: World, preset: str, family: str, deciders: set[str]
) -> None:
    submit(SetUpMatrix(unit=str(world.organisation.pk), preset=preset), world.sofia, "web")
    rights = _rights(world)
    verdict = rights.judge(family, world.project, Size())
    assert set(rights.names_of(verdict.deciders)) == deciders
    assert rights.workspace.preset == preset


def test_in_scrum_the_team_of_the_task_estimates_it(world: World) -> None:
    submit(SetUpMatrix(unit=str(world.organisation.pk), preset="scrum"), world.sofia, "web")
    verdict = _rights(world).judge("estimate.set", world.project, Size(), [world.sven.member])
    assert verdict.deciders == (str(world.sven.member),)


def test_one_project_may_work_by_another_preset(world: World) -> None:
    submit(SetUpMatrix(unit=_project(world), preset="gitlab"), world.sofia, "web")
    rights = _rights(world)
    here, there = (
        rights.names_of(rights.judge("milestone.date", unit, Size()).deciders)
        for unit in (world.project, world.organisation)
    )
    assert (here, there) == (("Tomas",), ("Priya",))
    own = set(MatrixRow.everything.filter(version__unit=world.project).values_list("family", flat=True))
    assert "product.vision" in own, "the product owner is no longer asked"
    assert "promotion.approve" not in own, "it reads the same in both presets"


def test_a_preset_nobody_knows_is_refused_by_name(world: World) -> None:
    with pytest.raises(Refused, match="Choose one of: seed-default"):
        submit(SetUpMatrix(unit=_project(world), preset="kanban"), world.sofia, "web")


def test_families_that_came_after_a_matrix_are_ruled_by_its_preset(world: World) -> None:
    with guard.opened():
        MatrixRow.everything.filter(family="risk.product").delete()
        Workspace.objects.update(rights_revision=99)
    verdict = _rights(world).judge("risk.product", world.project, Size())
    assert verdict.deciders == (str(world.maya.member),)
    submit(SetMatrixRow(row=str(_row("estimate.set").pk), alone_days=2.0), world.sofia, "web")
    assert _row("risk.product"), "the next version has them"


def test_what_a_role_answers_for_is_kept_with_the_version(world: World) -> None:
    submit(SetDuties(role="sponsor", answers_for="The money, and the tea"), world.sofia, "web")
    duties = _rights(world).duties()
    assert duties["sponsor"]["answers_for"] == "The money, and the tea"
    assert duties["sponsor"]["not_theirs"] == "Daily decisions of product and delivery."
    first = MatrixVersion.everything.get(number=1)
    assert first.duties == {}


def test_with_two_active_people_nobody_else_is_ever_asked(world: World) -> None:
    with guard.opened():
        RoleHolder.everything.exclude(member__in=[world.maya.member, world.tomas.member]).delete()
        Workspace.objects.update(rights_revision=99)
    rights = _rights(world)
    for found in rights.in_force(world.project).values():
        for size in (Size(), Size(days=90, cost=1, effort=1), Size(known=False)):
            verdict = rights.judge(found.rule.family, world.project, size)
            if verdict.deciders:
                assert verdict.alone, (found.rule.key, size)
                assert not [key for key in verdict.keys if verdict.needs(key) and key.asked_as != "decide"]
                assert verdict.lets(UUID(verdict.deciders[0]))


def test_guests_and_those_who_left_do_not_make_a_pair_a_crowd(world: World) -> None:
    kept = [world.maya.member, world.tomas.member]
    with guard.opened():
        RoleHolder.everything.exclude(member__in=[*kept, world.sven.member]).delete()
        Member.everything.filter(pk=world.sven.member).update(kind="guest")
        Workspace.objects.update(rights_revision=98)
    assert _rights(world).judge("product.vision", world.project, Size()).alone
