"""What is wrong with a matrix is said in words, and no save adds to it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db.models import F

from pilothouse.who.decisions.gate import guard
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.decisions.models import MatrixRow
from pilothouse.who.decisions.rights.commands import SetMatrixRow, SetUpMatrix
from pilothouse.who.decisions.rights.lint import advice, families_used, faults, grave
from pilothouse.who.decisions.rights.matrix import Rule, matrix_of
from pilothouse.who.decisions.rights.presets import known_presets, preset
from pilothouse.who.decisions.rights.verdicts import Rights
from pilothouse.who.people.models import RoleHolder, Workspace

from .conftest import World

NAMES = {"boss": "boss", "maker": "maker", "guide": "guide"}
LIMIT = {"days": 5.0, "cost": 0.05, "effort": 0.05}
GOOD = Rule("work", "normal", "boss", ("maker",), ("guide",), (), LIMIT, 2, True)


def _rights(world: World) -> Rights:
    with guard.opened():
        Workspace.objects.update(rights_revision=F("rights_revision") + 1)
    return Rights(Workspace.objects.get(pk=world.workspace.pk))


def _words(world: World) -> str:
    return " ".join(remark.words for remark in advice(_rights(world), world.project))


@pytest.mark.parametrize("name", known_presets())
def test_every_preset_is_clear_and_says_something_of_every_family(name: str) -> None:
    rules = matrix_of(name).rules
    assert faults(rules.values(), preset(name)["roles"]) == []
    assert families_used() <= {family for family, _ in rules}
    assert len(rules) == 57


@pytest.mark.parametrize(
    "rule, words",
    [
        (replace(GOOD, decides=""), "Say who decides."),
        (replace(GOOD, decides="king"), "There is no role 'king'. Choose one of: boss, maker, guide."),
        (replace(GOOD, informs=("ghost",)), "There is no role 'ghost'. Choose one of: boss, maker, guide."),
        (replace(GOOD, approves=("boss",)), "The boss decides already. Take them off this list."),
        (replace(GOOD, consults=("maker",)), "The maker stands on two lists. Keep the stronger one."),
        (replace(GOOD, band="beyond"), "Nobody decides work below its limit. Add its usual row."),
    ],
)
def test_faults_are_named_with_the_way_to_mend_them(rule: Rule, words: str) -> None:
    assert [remark.words for remark in faults([rule], NAMES)] == [words]


def test_a_clear_row_has_none() -> None:
    assert faults([GOOD], NAMES) == []


def test_a_vacant_decider_is_told_with_who_stands_in(world: World) -> None:
    with guard.opened():
        RoleHolder.everything.filter(role="product_owner").delete()
    words = _words(world)
    assert "Nobody is product owner here: the product manager, Maya, stands in and decides" in words


def test_where_nobody_stands_in_it_is_grave(world: World) -> None:
    with guard.opened():
        RoleHolder.everything.all().delete()
    assert any("nobody can decide" in words for words in grave(_rights(world)))


def test_a_matrix_as_it_is_set_up_is_not_grave(world: World) -> None:
    assert grave(_rights(world)) == []


def test_a_limit_under_which_nobody_is_ever_asked_is_told(world: World) -> None:
    row = str(MatrixRow.everything.get(family="schedule.change", band="normal").pk)
    wide = {"alone_days": 6, "alone_cost": 0.1, "alone_effort": 0.1}
    submit(SetMatrixRow(row=row, **wide), world.sofia, "web")
    assert "are never asked about dependencies, dates and limits of the plan" in _words(world)


def test_families_a_matrix_says_nothing_of_are_told(world: World) -> None:
    with guard.opened():
        MatrixRow.everything.filter(family="risk.product").delete()
    assert "This matrix says nothing of product risks so the preset's rows hold." in _words(world)


def test_a_role_the_preset_lacks_is_refused_by_name(world: World) -> None:
    submit(SetUpMatrix(unit=str(world.organisation.pk), preset="gitlab"), world.sofia, "web")
    rows = MatrixRow.everything.filter(family="backlog.order", version__number=2)
    with pytest.raises(Exception, match="would not say clearly"):
        submit(SetMatrixRow(row=str(rows.get().pk), decides="product_owner"), world.sofia, "web")
