"""The sentence on top of the Roadmap: one for every case, the plainest where little is known."""

from __future__ import annotations

from datetime import date

import pytest

from pilothouse.when.schedule.pages.roadmap_rows import chance_by
from pilothouse.when.schedule.pages.roadmap_words import Told, headline, stages

TARGET = date(2027, 2, 26)
EARLY, LATE = date(2027, 2, 10), date(2027, 3, 10)


def ready(title: str = "Editor", *, likely: date | None = EARLY, safe: date | None = EARLY) -> Told:
    return Told(title, likely, safe)


OVER = Told("Shell", EARLY, EARLY, over=True)
SLOW = ready("Staged rollout", likely=LATE, safe=LATE)
UNSAFE = ready(safe=LATE)


@pytest.mark.parametrize(
    "features, target, later, sentence",
    [
        ([], TARGET, 0, "Nothing is on the roadmap yet"),
        ([], TARGET, 1, "One feature may come later, none has a date"),
        ([OVER, OVER], TARGET, 3, "All that was planned is done: two features"),
        ([ready(), Told("New")], TARGET, 0, "Two features are planned, their dates are being computed"),
        ([Told("New")], TARGET, 0, "One feature is planned, its date is being computed"),
        ([ready(), SLOW], None, 0, "Two features, the last one likely ready by 10 March"),
        ([ready(), OVER], TARGET, 0, "Both features are safe to say by 26 February"),
        ([ready(), UNSAFE, OVER], TARGET, 0, "All three features are likely ready by 26 February"),
        (
            [ready(), SLOW],
            TARGET,
            0,
            "One of two features is likely ready by 26 February, staged rollout is not",
        ),
        (
            [ready(), ready(), SLOW, ready("CSV export", likely=LATE)],
            TARGET,
            0,
            "Two of four features are likely ready by 26 February, staged rollout and CSV export are not",
        ),
        (
            [ready(), SLOW, SLOW, SLOW],
            TARGET,
            0,
            "One of four features is likely ready by 26 February, three are not",
        ),
        ([SLOW], TARGET, 0, "The one feature is not likely ready by 26 February"),
        ([SLOW, SLOW], TARGET, 0, "Neither feature is likely ready by 26 February"),
        ([SLOW] * 14, TARGET, 0, "None of the 14 features is likely ready by 26 February"),
    ],
)
def test_the_headline_says_what_is_ready_and_what_is_not(
    features: list[Told], target: date | None, later: int, sentence: str
) -> None:
    assert headline(features, target, later) == sentence


@pytest.mark.parametrize(
    "counts, sentence",
    [
        ((2, 3, 1), "Two being worked on, three next, one later"),
        ((0, 1, 0), "One next"),
        ((0, 0, 0), "Nothing is on the roadmap yet"),
    ],
)
def test_readers_who_are_told_no_dates_are_told_the_order(
    counts: tuple[int, int, int], sentence: str
) -> None:
    assert stages(*counts) == sentence


@pytest.mark.parametrize("end, chance", [(50, 0.0), (100, 10), (150, 30.0), (200, 50), (300, 90), (400, 100)])
def test_a_chance_lies_between_the_known_percentiles(end: int, chance: float) -> None:
    assert chance_by([(10, 100), (50, 200), (90, 300), (95, 350)], end) == chance
