"""Who answers for what in a project: exactly one is accountable, whatever else changes."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.commands import Refused, parse
from pilothouse.when.projects.models import Involved, Responsibility
from pilothouse.who.decisions.gate.submit import submit
from tests.registry.world import World
from tests.signed_in import Page, browser

HAND_OVER = "exactly one person is"


@pytest.fixture
def manual(world: World) -> Responsibility:
    who = {"accountable": world.ids["Tomas"], "responsible": [world.ids["Jonas"]]}
    told = {"consulted": [world.ids["Maya"]], "informed": [world.ids["Ingrid"]]}
    world.do("raci.add", project=world.ids["Redesign"], title="Printed manual", **who, **told)
    row: Responsibility = Responsibility.everything.get(title="Printed manual")
    return row


def page(world: World, who: str = "Priya") -> Page:
    return Page(browser(world, who).get(f"/acme/projects/{world.ids['Redesign']}/responsibilities"))


def give(world: World, row: Responsibility, name: str, part: str) -> None:
    world.do("raci.set", row=str(row.pk), member=world.ids[name], part=part)


def parts(row: Responsibility) -> dict[str, str]:
    rows = Involved.everything.filter(responsibility=row, deleted_at=None)
    return dict(rows.values_list("member__name", "part"))


def test_the_grid_has_a_row_for_each_and_a_column_for_everybody_in_it(
    world: World, manual: Responsibility
) -> None:
    shown = page(world)
    assert "One responsibility, with one who is accountable." in shown.text
    assert "Jonas, responsible in Printed manual" in shown.html
    assert "Tomas, accountable in Printed manual" in shown.html
    assert "Maya, consulted in Printed manual" in shown.html
    assert 'role="grid"' in shown.html
    assert shown.html.count('tabindex="0"') == 1, "one cell is in the tab order, arrows lead to the others"
    assert any("raci.set" in url and "only=part" in url for url in shown.edits)
    assert "Accountable Tomas Responsible Jonas Consulted Maya Informed Ingrid" in shown.text, "for phones"


def test_a_second_accountable_is_refused_by_name_with_the_way_to_do_it(
    world: World, manual: Responsibility
) -> None:
    with pytest.raises(Refused, match=f"Tomas is accountable for Printed manual already, and {HAND_OVER}"):
        give(world, manual, "Jonas", "accountable")
    with pytest.raises(Refused, match=HAND_OVER):
        give(world, manual, "Jonas", "accountable_and_responsible")
    manual.refresh_from_db()
    assert manual.accountable.name == "Tomas"


def test_the_last_accountable_cannot_be_taken_out(world: World, manual: Responsibility) -> None:
    for part in ("none", "responsible", "consulted"):
        with pytest.raises(Refused, match="nobody who is accountable"):
            give(world, manual, "Tomas", part)
    with pytest.raises(Refused, match="nobody who is accountable"):
        world.do("raci.edit", row=str(manual.pk), accountable=None)


def test_handing_over_leaves_one(world: World, manual: Responsibility) -> None:
    world.do("raci.edit", row=str(manual.pk), accountable=world.ids["Jonas"])
    manual.refresh_from_db()
    assert manual.accountable.name == "Jonas"
    assert "Jonas, accountable and responsible in Printed manual" in page(world).html
    with pytest.raises(Refused, match="Maya is accountable, so being consulted, too, says nothing more"):
        world.do("raci.edit", row=str(manual.pk), accountable=world.ids["Maya"])


def test_whoever_is_accountable_may_do_the_work_too(world: World, manual: Responsibility) -> None:
    give(world, manual, "Tomas", "accountable_and_responsible")
    assert parts(manual)["Tomas"] == "responsible"
    give(world, manual, "Tomas", "accountable")
    assert "Tomas" not in parts(manual)


def test_nobody_who_does_the_work_is_pointed_out_but_allowed(world: World, manual: Responsibility) -> None:
    give(world, manual, "Jonas", "none")
    shown = page(world)
    assert "Nobody does the work of “Printed manual” yet." in shown.text
    assert "nobody does it" in shown.text


@pytest.mark.parametrize(
    "named, words",
    [
        ({"consulted": "Jonas", "informed": "Jonas"}, "Jonas is both consulted and informed"),
        ({"informed": "Tomas"}, "Tomas is accountable, so being informed, too"),
    ],
)
def test_one_person_has_one_part(world: World, named: dict[str, str], words: str) -> None:
    lists: dict[str, Any] = {part: [world.ids[name]] for part, name in named.items()}
    with pytest.raises(Refused, match=words):
        world.do(
            "raci.add", project=world.ids["Redesign"], title="A", accountable=world.ids["Tomas"], **lists
        )
    assert not Responsibility.everything.filter(title="A").exists(), "nothing is half written"


def test_the_project_manager_says_it_and_others_suggest(world: World) -> None:
    payload = {"project": world.ids["Redesign"], "title": "Test report", "accountable": world.ids["Tomas"]}
    assert submit(parse("raci.add", payload), world.viewer("Nora"), "test").status == "proposed"
    assert not Responsibility.everything.filter(title="Test report").exists()


def test_what_is_removed_is_gone_with_everybody_s_part(world: World, manual: Responsibility) -> None:
    world.do("raci.remove", row=str(manual.pk))
    assert parts(manual) == {}
    assert "Nobody has said yet who answers for what." in page(world).text
