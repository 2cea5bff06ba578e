"""What a state of a tracker means: not begun, begun, done, or dropped without being done."""

from __future__ import annotations

from collections.abc import Mapping

from pilothouse.interchange.issues.values import Stage

OPEN = (
    "to do|todo|open|new|backlog|selected for development|triage|reopened|unstarted|"
    "planned|created|opened|idea|ideas"
)
STARTED = (
    "in progress|in review|review|doing|started|in development|development|testing|"
    "in test|in qa|qa|blocked|waiting|on hold|ready for release"
)
DONE = (
    "done|closed|resolved|complete|completed|finished|fixed|merged|released|shipped|"
    "verified|accepted|delivered"
)
DROPPED = (
    "canceled|cancelled|won't do|wont do|won't fix|wontfix|duplicate|rejected|"
    "declined|invalid|not planned|abandoned|archived"
)
_STAGES: tuple[tuple[str, Stage], ...] = (
    (OPEN, "open"),
    (STARTED, "started"),
    (DONE, "done"),
    (DROPPED, "dropped"),
)
WORDS: Mapping[str, Stage] = {word: stage for words, stage in _STAGES for word in words.split("|")}
DROPPING = frozenset(DROPPED.split("|")) | {"not_planned", "cannot reproduce", "incomplete", "not a bug"}


def stage_of(state: str) -> Stage | None:
    """What a state usually means, or None for a word that nobody knows."""
    return WORDS.get(" ".join(state.casefold().replace("_", " ").split()))


def is_dropped(resolution: str) -> bool:
    """Whether a resolution says that nothing was made."""
    return resolution.strip().casefold() in DROPPING
