"""What is known today of what a decision predicted. The rooms that compute it offer it as a facet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pilothouse.commands.lens import facets
from pilothouse.who.decisions.decision_log.models import Decision
from pilothouse.who.rows import Viewer

FACET = "outlook"
"""``facet(viewer, ids)`` gives for each id, "" meaning all work: likely, finished, cost, chance and met."""


def outlook_of(viewer: Viewer, decision: Decision) -> dict[int, Mapping[str, Any]]:
    """By the place of each line of its prediction, what is known now; unknown ones are left out."""
    wanted = sorted({line["subject"] for line in decision.prediction})
    known: dict[str, Mapping[str, Any]] = {}
    for facet in facets(FACET) if wanted else ():
        known |= facet(viewer, wanted)
    return {
        place: known[line["subject"]]
        for place, line in enumerate(decision.prediction)
        if line["subject"] in known
    }
