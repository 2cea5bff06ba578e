"""A decision about a feature predicts what the feature is said to do to its measures, and is scored by it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pilothouse.commands import lens, parse
from pilothouse.who import clock
from pilothouse.who.decisions.decision_log import queries
from pilothouse.who.decisions.decision_log.models import Decision
from pilothouse.who.decisions.gate.submit import submit
from tests.registry.world import World
from tests.small_world import built as built
from tests.small_world import world as world


@pytest.fixture
def decided(world: World) -> Decision:
    """A suggestion about the first feature, which should bring Days to pay from 28 to 25, at least to 27."""
    command = parse("feature.edit", {"feature": world.ids["First feature"], "problem": "Customers pay late"})
    key = submit(command, world.viewer("Stella"), "test", suggest=True).proposal
    submit(parse("proposal.accept", {"proposal": key}), world.viewer("Maya"), "test")
    found: Decision = Decision.everything.get(change_set__number=key.partition("-")[2])
    return found


def looked_back(world: World, decided: Decision, value: float, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The line and the score once the feature is finished and the measure was taken again a week later."""
    finish = (clock.now() + timedelta(days=20)).isoformat()
    done = {world.ids["First feature"]: {"likely": finish, "finished": True}}
    monkeypatch.setitem(lens._facets, "outlook", [*lens.facets("outlook"), lambda viewer, ids: done])
    world.do("measure.record", measure=world.ids["Days to pay"], on="2027-04-20", value=value)
    said = {"decision": decided.item.key, "verdict": "as expected"}
    submit(parse("decision.review", said), world.viewer("Stella"), "test")
    row = queries.decision(world.viewer("Maya"), decided.item.key) or {}
    return row["lines"][0], row["score"]


def test_the_prediction_is_frozen_with_the_decision(world: World, decided: Decision) -> None:
    world.do("measure.record", measure=world.ids["Days to pay"], on="2027-03-09", value=22)
    (line,) = decided.prediction
    assert (line["name"], line["before"], line["likely"], line["safe"]) == ("Days to pay", 28, 25, 27)
    row = queries.decision(world.viewer("Maya"), decided.item.key) or {}
    assert (row["lines"][0]["now"], row["lines"][0]["held"]) == (22, None), "the feature is not finished"
    assert "Days to pay: from 28.00 to likely 25.00" in next(
        text for name, text in queries.documents(world.viewer("Maya"), decided.item.key)
    )


@pytest.mark.parametrize("value, held", [(26.5, True), (27.5, False)])
def test_looking_back_scores_it_once_the_feature_is_finished(
    world: World, decided: Decision, value: float, held: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    line, score = looked_back(world, decided, value, monkeypatch)
    assert (line["now"], line["held"], line["known"]) == (value, held, True)
    assert (score["held"], score["judged"]) == (int(held), 1)
