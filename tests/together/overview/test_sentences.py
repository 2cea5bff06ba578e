"""Every case of the Desk's sentences, the plain ones too."""

from __future__ import annotations

from datetime import date

import pytest

from pilothouse.together.overview.sentences import Facts, Outlook, headline, lede

DAY, TARGET = date(2026, 11, 24), date(2027, 2, 26)


@pytest.mark.parametrize(
    "facts, expected",
    [
        (Facts(), "Nothing waits for you"),
        (Facts(waiting=1), "One decision is yours"),
        (Facts(waiting=3), "Three decisions are yours"),
        (Facts(waiting=13), "13 decisions are yours"),
        (Facts(waiting=3, blocking=1), "Three decisions are yours, one is holding up work"),
        (Facts(waiting=3, blocking=2, late=1), "Three decisions are yours, two are holding up work"),
        (Facts(waiting=1, blocking=1), "One decision is yours, it is holding up work"),
        (Facts(waiting=2, late=2), "Two decisions are yours, two are late"),
        (Facts(waiting=1, late=1), "One decision is yours, it is late"),
        (Facts(works=True), "Nothing waits for you"),
        (Facts(works=True, work="Live preview"), "Next for you: Live preview"),
        (Facts(works=True, work="Live preview", under_way=True), "Live preview is under way"),
        (
            Facts(works=True, work="Live preview", under_way=True, waiting=1),
            "Live preview is under way, and one decision is yours",
        ),
        (Facts(works=True, work="Live preview", waiting=1, late=1), "One decision is yours, it is late"),
    ],
)
def test_the_headline_says_what_is_needed(facts: Facts, expected: str) -> None:
    assert headline(facts) == expected


@pytest.mark.parametrize(
    "outlook, expected",
    [
        (None, "Tuesday 24 November."),
        (Outlook("Everyone"), "Tuesday 24 November."),
        (Outlook("Everyone", safe=TARGET), "Tuesday 24 November. 26 February is safe to say for Everyone."),
        (
            Outlook("Everyone", TARGET, 34, 41),
            "Tuesday 24 November. Everyone is more likely than not to miss 26 February: 34%, was 41%.",
        ),
        (
            Outlook("Everyone", TARGET, 50.2, 50.4),
            "Tuesday 24 November. Everyone has the chance of a coin toss for 26 February: 50%.",
        ),
        (
            Outlook("Everyone", TARGET, 70),
            "Tuesday 24 November. Everyone is likely to keep 26 February: 70%.",
        ),
        (Outlook("Everyone", TARGET, 90), "Tuesday 24 November. Everyone is safe for 26 February: 90%."),
    ],
)
def test_the_lede_says_how_the_release_stands(outlook: Outlook | None, expected: str) -> None:
    assert lede(outlook, DAY) == expected
