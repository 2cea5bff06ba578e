"""What is known today of what a decision predicted. The rooms that compute it offer it as a facet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pilothouse.commands.lens import facets
from pilothouse.who.decisions.decision_log.models import Decision
from pilothouse.who.rows import Viewer

FACET = "outlook"
"""``facet(viewer, ids)`` gives for each id, "" meaning all work: likely, finished, cost, chance and met; and
``measures``, by id the value and the day of those that it should move."""
CLAIMS = "claims"
"""``facet(viewer, ids)`` gives for each id what it should do to measures, as lines of prediction."""


def claims_of(viewer: Viewer, ids: Iterable[str]) -> list[dict[str, Any]]:
    """What these items should do to measures, in the order of their keys."""
    lines = [line for facet in facets(CLAIMS) for told in facet(viewer, ids).values() for line in told]
    return sorted(lines, key=lambda line: (line["key"], line["name"]))


def outlook_of(viewer: Viewer, decision: Decision) -> dict[int, Mapping[str, Any]]:
    """By the place of each line of its prediction, what is known now; unknown ones are left out."""
    wanted = sorted({line["subject"] for line in decision.prediction})
    known: dict[str, dict[str, Any]] = {}
    for facet in facets(FACET) if wanted else ():
        for id, told in facet(viewer, wanted).items():
            known.setdefault(id, {}).update(told)
    return {
        place: known[line["subject"]]
        for place, line in enumerate(decision.prediction)
        if line["subject"] in known
    }
