"""Issues: from raised to verified, passed on past their day; what a risk becomes; its work in the plan."""

from __future__ import annotations

import pytest

from pilothouse.commands import Refused, parse
from pilothouse.how.delivery.models import Task
from pilothouse.when.risks.escalating import escalate_issues
from pilothouse.when.risks.models import Issue, Risk
from pilothouse.who.decisions.gate.submit import submit
from tests.registry.world import EFFORT, World
from tests.signed_in import Page, browser


def page(world: World) -> Page:
    return Page(browser(world, "Priya").get("/acme/risks/issues"))


def issue(world: World, name: str) -> Issue:
    return Issue.everything.get(pk=world.ids[name])


def test_the_page_says_what_is_open_and_what_waits_for_triage(world: World) -> None:
    text = page(world).text
    assert "Two issues are open, one to be triaged" in text
    assert text.index("Invoices bounce") < text.index("Mail is late"), "the most severe first"
    assert "Slow payments A second bank" in text


def test_an_issue_goes_from_raised_to_verified(world: World) -> None:
    mail = {"issue": world.ids["Mail is late"]}
    world.do("issue.triage", **mail, severity="low", owner=world.ids["Jonas"], due="2027-04-01")
    world.do("issue.start", **mail)
    world.do("issue.resolve", **mail, resolution="A new server")
    world.do("issue.verify", **mail)
    assert issue(world, "Mail is late").state == "verified"
    world.do("issue.reopen", **mail)
    assert (issue(world, "Mail is late").state, issue(world, "Mail is late").resolved_at) == ("in work", None)


def test_a_step_out_of_turn_is_refused(world: World) -> None:
    with pytest.raises(Refused, match="is raised: only what is resolved can be verified"):
        world.do("issue.verify", issue=world.ids["Mail is late"])
    with pytest.raises(Refused, match="is resolved already"):
        world.do("issue.resolve", issue=world.ids["Slow payments"])
    with pytest.raises(Refused, match="This day has passed"):
        world.do("issue.edit", issue=world.ids["Mail is late"], due="2027-03-09")


def test_past_its_day_it_goes_to_whoever_decides_about_such_risks(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PILOTHOUSE_NOW", "2027-03-22T09:00:00+00:00")
    assert escalate_issues() == 1
    (step,) = issue(world, "Invoices bounce").escalated
    assert step["members"] == [world.ids["Priya"]]
    assert escalate_issues() == 0
    assert "then Priya" in page(world).text
    monkeypatch.setenv("PILOTHOUSE_NOW", "2027-03-24T09:00:00+00:00")
    assert escalate_issues() == 1
    assert issue(world, "Invoices bounce").escalated[1]["members"] == [world.ids["Tomas"]]


def test_a_risk_that_happens_becomes_an_issue_and_leaves_the_plan(world: World) -> None:
    risk = world.ids["Provider changes"]
    world.do("risk.edit", risk=risk, owner=world.ids["Jonas"], effect="Nobody can pay")
    outcome = submit(parse("risk.happened", {"risk": risk}), world.viewer("Jonas"), "test")
    assert outcome.status == "applied", "whoever owns a risk says that it happened"
    found = Issue.everything.get(risk=risk)
    assert (found.item.title, found.effect, found.owner_id) == (
        "Provider changes",
        "Nobody can pay",
        Risk.everything.get(pk=risk).owner_id,
    )
    assert Risk.everything.get(pk=risk).state == "happened"
    with pytest.raises(Refused, match="only an open risk can happen"):
        world.do("risk.happened", risk=risk)


def test_its_work_enters_the_plan_beside_what_the_risk_delays(world: World) -> None:
    risk = world.ids["Provider changes"]
    world.do("risk.happened", risk=risk)
    found = Issue.everything.get(risk=risk)
    world.do("issue.plan", issue=str(found.pk), title="Follow the provider", effort=EFFORT)
    task = Task.everything.get(item__title="Follow the provider")
    assert str(task.feature_id) == world.ids["First feature"]
    assert "in the plan as Follow the provider" in page(world).text
    with pytest.raises(Refused, match="in the plan already"):
        world.do("issue.plan", issue=str(found.pk), effort=EFFORT)


def test_whoever_does_not_decide_how_work_is_built_suggests_it(world: World) -> None:
    command = parse("issue.plan", {"issue": world.ids["Invoices bounce"], "effort": EFFORT})
    assert submit(command, world.viewer("Stella"), "test").status == "proposed"
