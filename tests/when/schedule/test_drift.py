"""What moved a project's date since a baseline: told by cause and by change, adding up."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from pilothouse.when.schedule.commands_forecasts import TakeBaseline
from pilothouse.when.schedule.drifted import followed, moment_of, plan_at
from pilothouse.when.schedule.models import Baseline, PlanDocument
from pilothouse.when.schedule.pages.drift import drift_context
from pilothouse.when.schedule.recompute import recompute_now
from pilothouse.who.decisions.gate import guard
from pilothouse.who.decisions.gate.submit import carry_out
from pilothouse.who.people.models import Workspace
from tests.signed_in import Page
from tests.when.schedule.conftest import World
from tests.when.schedule.test_plan_page import sign_in


@pytest.fixture
def agreed(world: World) -> World:
    world.snapshot()
    carry_out(TakeBaseline(id=uuid4(), project=world.id("redesign"), name="Agreed"), world.workspace)
    world.rows["agreed"] = Baseline.everything.get(name="Agreed")
    return world


def since(world: World, end: str = "now") -> Any:
    viewer = world.viewer("priya")
    begin, until = moment_of(viewer, world.id("agreed")), moment_of(viewer, end)
    assert begin
    assert until
    return drift_context(viewer, world.id("redesign"), begin, until)


def causes(told: Any) -> dict[str, float]:
    return {each["cause"]: each["days"] for each in told["causes"] if each["days"]}


def test_nothing_has_moved_right_after_a_baseline(agreed: World) -> None:
    told = since(agreed)
    assert (told["days"], causes(told), told["lines"]) == (0, {}, [])
    assert told["sentence"] == "The date has not moved since Agreed"


def test_days_are_told_to_estimate_scope_and_slip_and_add_up(
    agreed: World, scratch: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    carry_out(scratch.Estimate(task=agreed.id("Totals"), likely=40.0), agreed.workspace)
    carry_out(scratch.Retitle(task=agreed.id("Totals"), title="All totals"), agreed.workspace)
    carry_out(scratch.Add(id=uuid4(), beside=agreed.id("Layout"), likely=160.0), agreed.workspace)
    monkeypatch.setenv("PILOTHOUSE_NOW", "2026-03-05T10:00:00+00:00")
    told = since(agreed)
    found = causes(told)
    assert set(found) == {"estimate", "scope", "slip"}
    assert round(sum(found.values()), 1) == told["days"]
    assert round(sum(line["days"] for line in told["lines"]), 1) == told["days"]
    assert found["slip"] == pytest.approx(3, abs=0.2), "three working days went by with nothing done"
    words = [line["words"] for line in told["lines"]]
    assert words[0].endswith("estimated Totals")
    assert words[-1] == "Days went by with less done than planned"
    assert told["lines"][0]["link"].startswith("history?before=")


def test_the_plan_of_a_baseline_is_read_back_out_of_history(agreed: World, scratch: Any) -> None:
    then = agreed.snapshot().plan
    taken = Workspace.objects.get(pk=agreed.workspace.pk).revision
    carry_out(scratch.Estimate(task=agreed.id("Totals"), likely=40.0), agreed.workspace)
    carry_out(scratch.Drop(task=agreed.id("Layout")), agreed.workspace)
    carry_out(scratch.Add(id=uuid4(), beside=agreed.id("Totals"), likely=160.0), agreed.workspace)
    moment = moment_of(agreed.viewer("priya"), agreed.id("agreed"))
    assert moment
    assert moment.revision == taken > 0, "what came before the baseline is not taken back"
    assert plan_at(agreed.viewer("priya"), moment) == then


def test_what_no_history_tells_of_is_told_by_kind_from_the_kept_plan(agreed: World) -> None:
    """As after an import of rows: the document the baseline kept differs from what history leads back to."""
    from pilothouse.how.delivery.models import Task

    with guard.opened():
        Task.everything.filter(pk=agreed.id("Totals")).update(
            effort={"optimistic": 80, "likely": 80, "pessimistic": 80}
        )
    agreed.snapshot()
    told = since(agreed)
    assert set(causes(told)) == {"estimate"}
    assert told["lines"][0]["words"] == "What the baseline's plan had otherwise, which no history tells of"
    assert PlanDocument.everything.count() == 1


def test_a_day_to_come_or_nonsense_names_no_moment(agreed: World) -> None:
    viewer = agreed.viewer("priya")
    assert moment_of(viewer, "2026-03-03") is None
    assert moment_of(viewer, "soon") is None
    assert moment_of(viewer, str(uuid4())) is None
    assert moment_of(viewer, "2026-03-02") is not None


def test_a_past_end_leaves_out_what_came_later(
    agreed: World, scratch: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    carry_out(scratch.Estimate(task=agreed.id("Totals"), likely=40.0), agreed.workspace)
    monkeypatch.setenv("PILOTHOUSE_NOW", "2026-03-05T10:00:00+00:00")
    carry_out(scratch.Add(id=uuid4(), beside=agreed.id("Layout"), likely=160.0), agreed.workspace)
    assert "scope" not in causes(since(agreed, "2026-03-04"))
    assert "scope" in causes(since(agreed))


def test_an_answer_is_kept_until_the_plan_moves(agreed: World, scratch: Any) -> None:
    viewer = agreed.viewer("priya")
    begin, end = moment_of(viewer, agreed.id("agreed")), moment_of(viewer, "now")
    assert begin
    assert end
    first = followed(viewer, agreed.id("redesign"), begin, end)
    assert followed(viewer, agreed.id("redesign"), begin, end) is first


def test_a_page_compares_two_moments_with_counts_and_the_old_value_struck_through(
    agreed: World, scratch: Any
) -> None:
    recompute_now(agreed.workspace)
    carry_out(scratch.Estimate(task=agreed.id("Totals"), likely=40.0), agreed.workspace)
    carry_out(scratch.Drop(task=agreed.id("Layout")), agreed.workspace)
    carry_out(scratch.Add(id=uuid4(), beside=agreed.id("Totals"), likely=80.0), agreed.workspace)
    client, path = sign_in(agreed, "priya"), f"/acme/projects/{agreed.id('redesign')}/compare"
    shown = Page(client.get(path))
    assert shown.status == 200
    assert "1 added, 1 removed" in shown.text
    assert "<del>3 d</del>" in shown.html.replace("\xa0", " "), "the old effort is struck through"
    assert "<del>Layout</del>" in shown.html
    assert "since Agreed" in shown.text
    assert shown.links["Pilothouse estimated Totals"].startswith("/acme/history?before=")
    fault = Page(client.get(path, {"from": "2030-01-01"}))
    assert "Write a day up to today" in fault.text
    assert client.get("/acme/projects/nothing/compare").status_code == 404


def test_the_forecast_tells_what_moved_it_since_a_baseline(agreed: World, scratch: Any) -> None:
    recompute_now(agreed.workspace)
    carry_out(scratch.Estimate(task=agreed.id("Totals"), likely=80.0), agreed.workspace)
    client, of = sign_in(agreed, "priya"), agreed.id("redesign")
    shown = Page(client.get("/acme/forecast", {"of": of}))
    assert "What moved it since Agreed" in shown.text
    told = Page(client.get("/acme/forecast", {"of": of, "since": agreed.id("agreed")}))
    assert "later since Agreed" in told.text
    assert "Pilothouse estimated Totals" in told.links
    odd = Page(client.get("/acme/forecast", {"of": of, "since": "whenever"}))
    assert "There is no such baseline" in odd.text
