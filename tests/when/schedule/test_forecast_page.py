"""The Forecast page: dates that hold, a chance for a day and a day for a chance, what it rests on."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.engine.calendar import moment
from pilothouse.how.delivery.models import Assignment, Task
from pilothouse.ui.chance import chance_curve
from pilothouse.when.schedule.models import Forecast
from pilothouse.when.schedule.pages.chance import Curve, odds
from pilothouse.when.schedule.pages.forecast import sentence
from pilothouse.when.schedule.recompute import recompute_now
from pilothouse.who.decisions.gate import guard
from pilothouse.who.people.models import Skill, Workspace
from tests.when.schedule.conftest import World
from tests.when.schedule.test_plan_page import computed, get, sign_in

__all__ = ["computed"]
PAGE = "/acme/forecast"
DAYS = [date(2026, 3, 2 + n) for n in range(10)]
CURVE = Curve([moment(day, "UTC") + 17 * 60 for day in DAYS], "UTC")


def test_a_day_s_chance_counts_what_is_done_when_it_is_over() -> None:
    assert CURVE.chance_by(date(2026, 3, 1)) == 0
    assert CURVE.chance_by(date(2026, 3, 6)) == 50
    assert CURVE.chance_by(date(2027, 1, 1)) == 100


@given(st.floats(1, 100))
def test_the_day_for_a_chance_has_at_least_that_chance(chance: float) -> None:
    assert CURVE.chance_by(CURVE.date_for(chance)) >= chance


def test_what_ends_at_midnight_is_done_on_the_day_before() -> None:
    curve = Curve([moment(date(2026, 3, 7), "UTC")], "UTC")
    assert curve.chance_by(date(2026, 3, 6)) == 100


@pytest.mark.parametrize(
    "chance, words",
    [(0, "almost no chance"), (34, "a one in three chance"), (85, "a chance that is safe to say")],
)
def test_chances_in_words(chance: float, words: str) -> None:
    assert odds(chance) == words


def test_the_sentence_names_both_dates_and_has_a_plain_fallback() -> None:
    row = {"title": "Release 1", "likely": date(2027, 3, 5), "safe": date(2027, 3, 24)}
    assert sentence(row) == "Say 24 March if it must hold, 5 March if you can live with a coin toss"
    assert sentence(row | {"safe": None}) == "Release 1 is likely done by 5 March, and no date is safe to say"
    assert sentence(None) == "There is no forecast yet"


def test_the_curve_rises_to_the_top_and_its_marks_lie_on_it() -> None:
    drawn = chance_curve(
        {"days": DAYS, "likely": DAYS[4], "safe": DAYS[8], "target": DAYS[0], "chance": 10.0}
    )
    points = [tuple(map(float, point.split(","))) for point in drawn["points"].split()]
    assert points == sorted(points, key=lambda point: (point[0], -point[1]))
    assert points[-1] == (100, 0)
    assert [(mark["kind"], mark["y"]) for mark in drawn["marks"]] == [
        ("safe", 10),
        ("likely", 50),
        ("target", 90),
    ]
    assert all((mark["x"], mark["y"]) in points for mark in drawn["marks"])
    assert drawn["table"][3]["day"] == DAYS[4]


def test_the_page_says_the_stored_dates_and_answers_both_questions(computed: World) -> None:
    client = sign_in(computed, "ingrid")
    html = unescape(get(client, f"{PAGE}?by=2030-01-01&chance=85"))
    stored = Forecast.everything.get()
    curve = Curve(stored.result["curves"][computed.id("Release 1")], "Europe/Berlin")
    assert f"Say {curve.date_for(85).day} March" in html
    assert '<b aria-live="polite">over 99%</b>' in html
    assert f"seed {stored.seed}" in html
    assert stored.plan_hash[:12] in html


def test_a_question_that_cannot_be_read_is_answered_with_how_to_ask(computed: World) -> None:
    html = get(sign_in(computed, "ingrid"), f"{PAGE}?by=soon&chance=120")
    assert "Write the day as in 2027-02-26." in html
    assert "Write a chance from 1 to 100." in html


def test_any_release_milestone_or_project_can_be_looked_at(computed: World) -> None:
    client = sign_in(computed, "ingrid")
    links = re.findall(rf'href="({PAGE}\?of=[^"]+)"', get(client, PAGE))
    assert len(links) == 3
    for link in links:
        get(client, link)


def test_before_the_first_forecast_there_is_a_plain_sentence(world: World) -> None:
    assert "There is no forecast yet" in get(sign_in(world, "ingrid"), PAGE)


def test_what_cannot_be_forecast_says_because_of_which_work(world: World) -> None:
    nobody_can = world.add(Skill, "welding", name="Welding")
    with guard.opened():
        Task.everything.filter(pk=world.rows["Layout"].pk).update(skill=nobody_can)
        Assignment.everything.filter(task=world.rows["Layout"]).delete()
    world.snapshot()
    recompute_now(Workspace.objects.get(pk=world.workspace.pk))
    html = unescape(get(sign_in(world, "ingrid"), PAGE))
    assert "Cannot be forecast" in html
    told = html[html.index('id="undated"') :].split("</section>")[0]
    assert all(word in told for word in ("Release 1", "Layout", "Welding"))


def test_when_everything_has_a_date_nothing_is_said_of_what_has_none(computed: World) -> None:
    assert "Cannot be forecast" not in get(sign_in(computed, "ingrid"), PAGE)
