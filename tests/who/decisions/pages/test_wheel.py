"""The wheel report: advice about roles and kinds of decisions, silent about few and about persons."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.commands import parse
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.decisions.rights.wheel import Doubt, Reach, advice, doubtful, summed
from tests.registry.world import World
from tests.signed_in import Page, browser

NAMES = {"estimate.set": "estimates"}
ROLES = {"engineer": "engineers"}
WHEEL = "/acme/decisions/wheel"


def reaches(accepted: int, declined: int, *, days: float = 1.5, hours: float = 3) -> list[Reach]:
    yes = [Reach("estimate.set", "engineer", "accepted", days, hours)] * accepted
    return yes + [Reach("estimate.set", "engineer", "declined", 0, hours)] * declined


@pytest.mark.parametrize(
    "some, sentences",
    [
        (
            reaches(13, 1),
            [
                "Engineers suggested estimates 14 times in 90 days and 13 of 14 were accepted: "
                "consider letting them decide up to 2 days later."
            ],
        ),
        (
            reaches(6, 0, days=0),
            [
                "Engineers suggested estimates 6 times in 90 days and 6 of 6 were accepted: "
                "consider letting them decide."
            ],
        ),
        (
            reaches(1, 5),
            [
                "Engineers suggested estimates 6 times in 90 days and 5 of 6 were declined: "
                "say beforehand what would be accepted, or talk about the goal behind it."
            ],
        ),
        (
            reaches(3, 3, hours=24 * 9),
            [
                "Half of what engineers suggest about estimates waits more than 9 days: "
                "consider a stand-in, or a wider limit."
            ],
        ),
        (reaches(3, 3), []),
        (reaches(4, 0), []),
    ],
)
def test_it_advises_in_sentences(some: list[Reach], sentences: list[str]) -> None:
    assert advice(summed(some), NAMES, ROLES) == sentences


def test_the_advised_limit_covers_four_of_five_accepted_ones() -> None:
    some = [Reach("estimate.set", "engineer", "accepted", days, 1) for days in (1, 1, 2, 3, 40)]
    (one,) = summed(some)
    assert one.days == 3


def test_doubt_is_told_with_its_signs() -> None:
    doubts = [Doubt("estimate.set", asked=3, not_mine=1), Doubt("rates.set", undone=2)]
    assert doubtful(doubts, NAMES) == [
        "Who decides estimates seems unclear: asked about 3 times, declined as somebody else's once "
        "in 90 days. Read its row together."
    ]


def suggested(world: World, who: str, count: int, **values: Any) -> list[str]:
    found = []
    for number in range(count):
        command = parse("goal.edit", {"goal": world.ids["Spare goal"], "period": f"Q{number}", **values})
        found.append(submit(command, world.viewer(who), "test").proposal or "")
    return found


def test_what_is_suggested_and_accepted_shows_on_the_page_by_role(world: World) -> None:
    for number in range(6):
        (key,) = suggested(world, "Tomas", 1, title=f"Get paid, attempt {number}")
        submit(parse("proposal.accept", {"proposal": key}), world.viewer("Maya"), "test")
    page = Page(browser(world, "Sam").get(WHEEL))
    assert "Engineering managers suggested goals 6 times in 90 days and 6 of 6 were accepted" in page.text
    assert "One rule of who decides is worth a talk" in page.text
    assert "Tomas" not in page.part("main").text


def test_a_few_are_not_spoken_of(world: World) -> None:
    suggested(world, "Tomas", 4)
    page = Page(browser(world, "Sam").get(WHEEL))
    assert "Nobody reaches for another's wheel often enough to say anything" in page.text


def test_declining_as_not_mine_makes_a_doubt(world: World) -> None:
    for key in suggested(world, "Stella", 3):
        words = {"proposal": key, "words": "This is not mine to decide"}
        submit(parse("proposal.decline", words), world.viewer("Maya"), "test")
    page = Page(browser(world, "Sam").get(WHEEL))
    assert "Who decides goals seems unclear: declined as somebody else's 3 times" in page.text


def test_guests_see_no_report(world: World) -> None:
    assert browser(world, "Gast").get(WHEEL).status_code == 404
