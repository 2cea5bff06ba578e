"""The definition of done: the nearest unit says it, and nothing is finished while it is open."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.commands import Outcome, Refused, parse
from pilothouse.how.delivery.models import Task
from pilothouse.how.engineering.models import DoneCheck, DoneMark, Waiver
from pilothouse.who.decisions.decision_log.models import Decision
from pilothouse.who.decisions.gate.submit import submit
from tests.registry.world import World, head
from tests.signed_in import Page, browser

pytestmark = pytest.mark.usefixtures("upkeep")


def does(world: World, who: str, name: str, **payload: Any) -> Outcome:
    return submit(parse(name, payload), world.viewer(who), "test")


def finish(world: World, name: str = "Next report", who: str = "Jonas") -> None:
    does(world, who, "task.finish", task=world.ids[name])


def tick(world: World, check: str, item: str = "Next report") -> None:
    does(world, "Jonas", "done.mark", item=world.ids[item], done_check=world.ids[check])


def test_a_task_is_not_done_while_checks_are_open_and_is_told_which(world: World) -> None:
    with pytest.raises(Refused, match="Tests pass and Somebody else has read it are still open"):
        finish(world)
    tick(world, "Tests pass")
    with pytest.raises(Refused, match="Somebody else has read it is still open"):
        finish(world)
    tick(world, "Somebody else has read it")
    finish(world)
    assert Task.everything.get(pk=world.ids["Next report"]).finished


def test_a_tick_is_taken_back(world: World) -> None:
    tick(world, "Tests pass")
    named = {"item": world.ids["Next report"], "done_check": world.ids["Tests pass"]}
    does(world, "Jonas", "done.mark", holds="no", **named)
    assert not DoneMark.everything.filter(deleted_at=None).exists()


def test_only_those_who_do_or_lead_the_work_say_that_a_check_holds(world: World) -> None:
    named = {"item": world.ids["Next report"], "done_check": world.ids["Tests pass"]}
    with pytest.raises(Refused, match="for those who do the work or lead it"):
        does(world, "Stella", "done.mark", **named)


def test_a_waiver_of_whoever_decides_is_on_the_log_and_lets_the_task_be_done(world: World) -> None:
    before = Decision.everything.count()
    outcome = does(world, "Tomas", "done.waive", item=world.ids["Next report"], reason="It is a draft")
    assert outcome.status == "applied"
    decision = Decision.everything.latest("at")
    assert Decision.everything.count() == before + 1
    assert (decision.family, decision.item.title) == (
        "definition_of_done.set",
        "Waived all open checks of the definition of done for Next report: It is a draft".replace(
            "Next report", str(head(world, "Next report"))
        ),
    )
    finish(world)


def test_from_anybody_else_a_waiver_is_a_proposal_and_the_task_stays_open(world: World) -> None:
    outcome = does(world, "Jonas", "done.waive", item=world.ids["Next report"], reason="No time")
    assert outcome.status == "proposed"
    assert outcome.deciders == ("Tomas",)
    with pytest.raises(Refused, match="are still open"):
        finish(world)
    does(world, "Tomas", "proposal.accept", proposal=outcome.proposal)
    assert Waiver.everything.filter(item=world.ids["Next report"], deleted_at=None).count() == 2
    finish(world)


def test_what_is_waived_already_is_not_waived_again_and_comes_back_when_withdrawn(world: World) -> None:
    after = {"item": world.ids["Report after"], "done_check": world.ids["Somebody else has read it"]}
    with pytest.raises(Refused, match="nothing to waive"):
        does(world, "Tomas", "done.waive", reason="Again", **after)
    tick(world, "Tests pass", "Report after")
    waiver = Waiver.everything.get(item=world.ids["Report after"])
    does(world, "Tomas", "waiver.withdraw", waiver=str(waiver.pk))
    with pytest.raises(Refused, match="is still open"):
        finish(world, "Report after")


def test_the_nearest_unit_says_all_of_it(world: World) -> None:
    world.do("done.define", unit="Acme", checks="Written down")
    with pytest.raises(Refused, match="Written down is still open"):
        finish(world, "First task")
    with pytest.raises(Refused, match="Tests pass and Somebody else has read it"):
        finish(world)
    world.do("done.define", unit="Upkeep", checks="")
    with pytest.raises(Refused, match="Written down is still open"):
        finish(world)


def test_a_line_that_stays_keeps_its_ticks(world: World) -> None:
    tick(world, "Tests pass")
    world.do("done.define", unit="Upkeep", checks="Documented\nTests pass\nTests pass\n")
    said = DoneCheck.everything.filter(unit__name="Upkeep", deleted_at=None).order_by("position")
    assert [check.text for check in said] == ["Documented", "Tests pass"]
    with pytest.raises(Refused, match="Documented is still open"):
        finish(world)


def test_the_definition_is_set_by_whoever_decides_it(world: World) -> None:
    assert does(world, "Jonas", "done.define", unit="Upkeep", checks="One").status == "proposed"
    assert does(world, "Tomas", "done.define", unit="Upkeep", checks="One").status == "applied"


def test_pages_show_what_is_open_who_waived_it_and_why(world: World) -> None:
    page = Page(browser(world, "Jonas").get(f"/acme/tasks/{head(world, 'Report after').key}"))
    assert "Before it is done 1 of 2" in page.text
    assert "waived by Sam: Nobody else can" in page.text
    said = Page(browser(world, "Jonas").get("/acme/engineering/done"))
    assert "Two checks before work in Upkeep is done" in said.text
    assert "Somebody else has read it waived for" in said.text
