"""The log: every decision with its grounds, what it predicted, and what came of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pilothouse.commands import Refused, parse
from pilothouse.commands import lens as lenses
from pilothouse.who import clock
from pilothouse.who.decisions.decision_log import queries
from pilothouse.who.decisions.decision_log.log_page import log_page
from pilothouse.who.decisions.decision_log.models import Decision
from pilothouse.who.decisions.decision_log.predicting import compared, predicted, scored, within
from pilothouse.who.decisions.decision_log.reminding import remind_due
from pilothouse.who.decisions.gate import guard
from pilothouse.who.decisions.gate.commands_undo import Undo
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.decisions.models import MatrixRow
from pilothouse.who.decisions.proposals.commands_deciding import AcceptProposal, DeclineProposal

from .conftest import World

RELEASE = "11111111-1111-4111-8111-111111111111"
IMPACT = {
    "lines": [
        {
            "kind": "p50",
            "measure": "p50",
            "subject": RELEASE,
            "name": "1.0",
            "after": "2027-02-20T17:00:00+01:00",
        },
        {
            "kind": "p85",
            "measure": "p85",
            "subject": RELEASE,
            "name": "1.0",
            "after": "2027-03-04T17:00:00+01:00",
        },
        {"kind": "chance", "measure": "chance_of_target", "subject": RELEASE, "name": "1.0", "after": 80.0},
        {"kind": "cost", "measure": "cost_p50", "subject": None, "name": "", "after": 1000.0},
        {"kind": "cost", "measure": "cost_p85", "subject": None, "name": "", "after": 1200.0},
        {"kind": "load", "measure": "peak_load", "subject": "p", "name": "Ana", "after": 110.0},
    ]
}


@pytest.fixture
def priced(plan_lens: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every proposal is priced with the same figures."""
    monkeypatch.setattr(type(plan_lens), "impact", lambda *_: dict(IMPACT))


def do(world: World, who: str, name: str, /, **payload: Any) -> Any:
    return submit(parse(name, payload), world.people[who], "web")


def the_decision() -> Decision:
    found: Decision = Decision.everything.select_related("item").get()
    return found


def told(world: World, key: str) -> dict[str, Any]:
    row = queries.decision(world.sven, key)
    assert row is not None
    return row


def accepted(world: World, scratch: Any, who: str = "tomas") -> Decision:
    """A suggestion of Sven's, accepted by who decides, in its decider's small tolerance."""
    submit(scratch.Estimate(task="ACM-1", hours=17), world.sven, "web", why="It is larger than we thought")
    submit(AcceptProposal(proposal="PR-1"), world.people[who], "web")
    return the_decision()


def test_an_accepted_proposal_stands_in_the_log_with_its_grounds(
    world: World, scratch: Any, priced: Any
) -> None:
    decision = accepted(world, scratch)
    row = told(world, decision.item.key)
    assert (row["state"], row["by"], row["proposal"]) == ("accepted", "Tomas", "PR-1")
    assert row["context"] == "It is larger than we thought"
    assert row["matrix_version"] == 1
    assert row["chosen"]["impact"]["lines"]
    assert [item["key"] for item in row["about"]] == ["ACM-1"]
    assert row["owner"] == "Sven"


def test_what_it_predicts_is_frozen_with_it(world: World, scratch: Any, priced: Any) -> None:
    lines = {line["what"]: line for line in accepted(world, scratch).prediction}
    assert lines["date"]["likely"].startswith("2027-02-20")
    assert lines["date"]["safe"].startswith("2027-03-04")
    assert lines["chance"]["chance"] == 0.8
    assert (lines["cost"]["likely"], lines["cost"]["safe"]) == (1000, 1200)


def test_small_decisions_are_looked_back_on_sooner(world: World, scratch: Any, priced: Any) -> None:
    decision = accepted(world, scratch)
    assert decision.review_on == (decision.at + timedelta(days=30)).date()


def test_a_declined_proposal_is_on_record_too_and_predicts_nothing(
    world: World, scratch: Any, priced: Any
) -> None:
    submit(scratch.Estimate(task="ACM-1", hours=17), world.sven, "web")
    submit(DeclineProposal(proposal="PR-1", words="Too dear"), world.tomas, "web")
    decision = the_decision()
    assert (decision.state, decision.prediction, decision.review_on) == ("declined", [], None)
    assert decision.voices[-1]["words"] == "Too dear"


def test_what_a_holder_decides_alone_makes_no_row_and_is_shown_as_such(
    world: World, scratch: Any, plan_lens: Any
) -> None:
    submit(scratch.Estimate(task="ACM-1", hours=17), world.tomas, "web")
    assert not Decision.everything.exists()
    (row,) = log_page(world.sven, "/acme/decisions/log", {})["entries"]
    assert row["alone"]
    assert row["who"] == "Tomas"


def test_undoing_the_acceptance_takes_the_decision_off_the_record(
    world: World, scratch: Any, priced: Any
) -> None:
    submit(scratch.Estimate(task="ACM-1", hours=17), world.sven, "web")
    group = submit(AcceptProposal(proposal="PR-1"), world.tomas, "web").group
    submit(Undo(group=group), world.tomas, "web")
    assert not Decision.everything.exists()


def test_a_decision_made_elsewhere_says_who_when_where_and_why(world: World) -> None:
    do(world, "priya", "decision.record", title="Move to one region", deciders="The board", on="2026-10-01",
       place="Steering meeting", context="Costs", options="+ One region\nTwo regions", about=["ACM-1"],
       dissent="Latency will suffer")  # fmt: skip
    row = told(world, "D-1")
    assert (row["by"], row["place"], row["state"]) == ("The board", "Steering meeting", "recorded")
    assert row["chosen"]["label"] == "One region"
    assert row["dissent"][0]["words"] == "Latency will suffer"
    assert row["recorded_by"] == "Priya"
    assert queries.decided_about(world.sven, [str(world.tasks["editor"].pk)])[0]["key"] == "D-1"


def test_it_cannot_have_been_decided_tomorrow(world: World) -> None:
    tomorrow = (clock.now() + timedelta(days=2)).date().isoformat()
    with pytest.raises(Refused, match="cannot lie ahead"):
        do(world, "priya", "decision.record", title="Move", on=tomorrow)


def test_a_decision_that_replaces_another_is_linked_from_both(world: World) -> None:
    do(world, "priya", "decision.record", title="One region")
    do(world, "priya", "decision.record", title="Two regions after all", supersedes="D-1")
    first, second = told(world, "D-1"), told(world, "D-2")
    assert (first["superseded_by"], second["supersedes"]) == ("D-2", "D-1")
    with pytest.raises(Refused, match="itself replaces"):
        do(world, "priya", "decision.supersede", decision="D-1", earlier="D-2")


def test_looking_back_scores_what_was_predicted(
    world: World, scratch: Any, priced: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    decision = accepted(world, scratch)
    now = {RELEASE: {"likely": "2027-03-02T12:00:00+01:00", "finished": True, "met": False, "chance": 0.0},
           "": {"cost": 1300.0, "likely": None}}  # fmt: skip
    monkeypatch.setitem(lenses._facets, "outlook", [lambda viewer, ids: {id: now[id] for id in ids}])
    do(world, "sven", "decision.review", decision=decision.item.key, verdict="worse", happened="Dearer")
    decision.refresh_from_db()
    held = {line["what"]: line["held"] for line in decision.actual}
    assert held == {"date": True, "cost": False, "chance": None}
    assert decision.score == {"brier": 0.64, "chances": 1, "held": 1, "judged": 2}
    assert decision.within is False
    page = log_page(world.sven, "/acme/decisions/log", {})
    assert page["sentence"] == "The one decision looked back on came out outside of what was predicted"


def test_only_those_whose_decision_it_is_look_back_on_it(world: World, scratch: Any, priced: Any) -> None:
    key = accepted(world, scratch).item.key
    with pytest.raises(Refused) as refused:
        do(world, "ingrid", "decision.review", decision=key, verdict="better")
    assert refused.value.status == 403


def test_what_was_expected_is_fixed_once_somebody_looked_back(world: World) -> None:
    do(world, "priya", "decision.record", title="Hire", expects="Two join by May", chance=0.7)
    do(world, "priya", "decision.review", decision="D-1", verdict="as expected", came_true="yes")
    assert told(world, "D-1")["score"]["brier"] == pytest.approx(0.09)
    with pytest.raises(Refused, match="fixed"):
        do(world, "priya", "decision.edit", decision="D-1", chance=0.9)


def test_what_was_decided_here_cannot_be_deleted(world: World, scratch: Any, priced: Any) -> None:
    key = accepted(world, scratch).item.key
    with pytest.raises(Refused, match="stays on record"):
        do(world, "sven", "decision.delete", decision=key)


def test_the_log_is_narrowed_by_person_kind_state_and_words(world: World, scratch: Any, priced: Any) -> None:
    accepted(world, scratch)
    do(world, "priya", "decision.record", title="Move to one region", context="Costs")

    def keys(**query: str) -> list[str]:
        found = log_page(world.sven, "/acme/decisions/log", query)["entries"]
        return [row.get("key", "alone") for row in found]

    assert keys() == ["D-1", "D-2"]  # D-2 was decided today, at the start of the day
    assert keys(state="recorded") == ["D-2"]
    assert keys(state="not:recorded,alone") == ["D-1"]
    assert keys(family="estimate.set") == ["D-1"]
    assert keys(person=str(world.tomas.member)) == ["D-1"]
    assert keys(q="region costs") == ["D-2"]
    assert keys(since="30") == ["D-1", "D-2"]


def test_a_record_goes_out_as_markdown_and_comes_back(world: World) -> None:
    said = {"context": "Costs", "choice": "Cheaper.", "consequences": "Latency", "deciders": "The board"}
    options = "+ One region\nTwo regions"
    do(
        world,
        "priya",
        "decision.record",
        title="Move to one region",
        on="2026-10-01",
        options=options,
        **said,
    )
    ((name, text),) = queries.documents(world.sven, "D-1")
    assert name == "0001-move-to-one-region.md"
    assert "status: accepted" in text
    assert 'Chosen option: "One region".' in text
    do(world, "priya", "decision.read_record", text=text)
    first, second = told(world, "D-1"), told(world, "D-2")
    same = ("title", "by", "at", "context", "consequences")
    assert [first[name] for name in same] == [second[name] for name in same]
    assert [(o["label"], o["chosen"]) for o in second["options"]] == [
        ("One region", True),
        ("Two regions", False),
    ]


def test_a_record_without_a_title_is_refused_in_words(world: World) -> None:
    with pytest.raises(Refused, match="has no title"):
        do(world, "priya", "decision.read_record", text="Some words")


def test_dates_hold_within_what_is_safe_to_say_and_chances_are_scored() -> None:
    lines = predicted(IMPACT)
    now = {"likely": "2027-03-05T09:00:00+01:00", "cost": 1100, "met": True, "chance": 100}
    came = {line["what"]: compared(line, now) for line in lines}
    assert (came["date"]["held"], came["cost"]["held"]) == (False, True)
    score = scored(came.values(), 0.5, None)
    assert score == {"brier": 0.04, "chances": 1, "held": 1, "judged": 2}
    assert within(score, "better") is False
    assert within(scored([], None, None), "better") is True
    assert within(scored([], None, None), "cannot say") is None


def test_an_item_shows_what_was_decided_about_it(world: World, scratch: Any, priced: Any) -> None:
    key = accepted(world, scratch).item.key
    (row,) = queries.decided_about(world.sven, [world.tasks["editor"].pk])
    assert (row["key"], row["state"]) == (key, "accepted")
    assert queries.decided_about(world.sven, [world.tasks["import"].pk]) == []


def test_whoever_keeps_it_is_asked_once_when_the_day_has_come(
    world: World, scratch: Any, priced: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    decision = accepted(world, scratch)
    assert remind_due() == 0
    assert queries.to_look_back(world.sven) == []
    monkeypatch.setenv("PILOTHOUSE_NOW", (decision.at + timedelta(days=31)).isoformat())
    assert (remind_due(), remind_due()) == (1, 0)
    assert [row["key"] for row in queries.to_look_back(world.sven)] == [decision.item.key]
    assert queries.to_look_back(world.tomas) == []
    do(world, "sven", "decision.review", decision=decision.item.key, verdict="as expected")
    assert queries.to_look_back(world.sven) == []


def test_a_decider_who_holds_every_key_decides_at_once_and_on_record(
    world: World, scratch: Any, plan_lens: Any
) -> None:
    """Above the limit, with nobody else to ask: the change takes effect and is entered with it."""
    with guard.opened():
        MatrixRow.everything.filter(family="estimate.set").update(approves=[], consults=[])
    outcome = submit(scratch.Estimate(task="ACM-1", hours=900), world.tomas, "web")
    assert outcome.status == "applied"
    decision = the_decision()
    assert (decision.family, decision.by_id) == ("estimate.set", world.tomas.member)
    (row,) = log_page(world.sven, "/acme/decisions/log", {})["entries"]
    assert row["key"] == "D-1", "it is not told a second time as decided alone"
    assert [item["key"] for item in row["about"]] == ["ACM-1"]
    submit(Undo(group=outcome.group), world.tomas, "web")
    assert world.task("editor").effort["likely"] == 16
    assert not Decision.everything.exists()
