"""What somebody is told after a suggestion: who decides it, whom it waits for, and until when."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from pilothouse.commands import Outcome
from pilothouse.entrypoints.web.answers import whose_say
from pilothouse.ui.filters import day

BY = datetime(2027, 3, 12, 17, tzinfo=UTC)


def proposed(*deciders: str, **more: Any) -> Outcome:
    return Outcome("proposed", "suggested it", 3, deciders=deciders, decide_by=BY, **more)


@pytest.mark.parametrize(
    "outcome, told",
    [
        (proposed("Priya"), "Priya decides."),
        (proposed("Priya", "Sam"), "Priya and Sam decide."),
        (proposed("Priya", waits_for=("Dario",)), "Priya decides; it also waits for Dario until DAY."),
        (
            proposed("Priya", agreed=True, waits_for=("Ana or Ben", "Dario")),
            "You agree; it waits for Ana or Ben and Dario until DAY.",
        ),
        (proposed("Priya", agreed=True), "You decide it there."),
        (proposed(), "Nobody holds the role that decides this yet: ask the steward."),
    ],
)
def test_it_names_whom_the_suggestion_waits_for(outcome: Outcome, told: str) -> None:
    assert whose_say(outcome) == told.replace("DAY", day(BY))
