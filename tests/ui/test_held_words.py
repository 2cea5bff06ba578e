"""What a proposal holds up, in words."""

from __future__ import annotations

from pilothouse.ui.held import held_words
from pilothouse.who.decisions.proposals.holding import Holding


def test_people_come_first_then_money_then_dates() -> None:
    held = Holding(people=(("Aria Lind", 2.5),), money=1400.0, later=("Release 1", 0.6), tasks=2)
    assert held_words(held) == (
        "holds up 2.5 days a week of Aria; €1.4k a day of time that stands idle; "
        "each day of waiting moves Release 1 0.6 days"
    )


def test_two_are_named_and_the_others_counted() -> None:
    two = Holding(people=(("Aria Lind", 5.0), ("Ben Roth", 1.0)))
    assert held_words(two) == "holds up 5 days a week of Aria and 1 of Ben"
    many = Holding(people=tuple((f"{name} Roth", 1.0) for name in ("Aria", "Ben", "Cleo", "Dag")))
    assert held_words(many) == "holds up 1 day a week of Aria, 1 of Ben and 2 others"


def test_what_holds_up_nothing_says_so_and_what_is_not_known_says_nothing() -> None:
    assert held_words(Holding()) == "holds up nothing that is planned"
    assert held_words(Holding(tasks=3)) == "3 tasks could start, and nobody is idle meanwhile"
    assert held_words(Holding(known=False)) == held_words(None) == ""
