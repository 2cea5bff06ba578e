"""Who decides is data: the rows, the nearest unit, and edits of them that count at once."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from pilothouse.commands import Refused
from pilothouse.who.decisions.commands_rights import SetMatrixRow, SetUpMatrix
from pilothouse.who.decisions.models import MatrixRow, MatrixVersion
from pilothouse.who.decisions.presets import preset
from pilothouse.who.decisions.submit import carry_out, submit

from .conftest import World


def _row(family: str, band: str = "normal") -> MatrixRow:
    newest = MatrixVersion.everything.order_by("-number").first()
    return MatrixRow.everything.get(version=newest, family=family, band=band)


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


def test_the_nearest_matrix_wins(world: World, scratch: Any, plan_lens: Any) -> None:
    carry_out(SetUpMatrix(id=uuid4(), unit=str(world.project.pk)), world.workspace)
    near = MatrixRow.everything.get(version__unit=world.project, family="estimate.set")
    submit(SetMatrixRow(row=str(near.pk), decides="product_owner", consults=[]), world.sofia, "web")
    assert submit(scratch.Estimate(task="ACM-1", hours=17), world.jonas, "web").status == "applied"


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


def test_every_preset_row_has_one_decider_on_no_other_list() -> None:
    rows = preset("seed-default")["row"]
    names = set(preset("seed-default")["roles"])
    assert len({(r["family"], r.get("band", "normal")) for r in rows}) == len(rows)
    for row in rows:
        others = [*row.get("approves", []), *row.get("consults", []), *row.get("informs", [])]
        assert row["decides"] not in others, row
        assert len(set(others)) == len(others), row
        assert {row["decides"], *others} <= names, row
        assert row["family"] in preset("seed-default")["families"], row
