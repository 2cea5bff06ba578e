"""The demo story: what it promises to show is there, computed, wherever the day it is loaded on falls."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pilothouse.demo.days import holidays, in_week, weekdays_ago, weekdays_on
from pilothouse.demo.story import load
from pilothouse.how.delivery.models import Task
from pilothouse.when.schedule.models import Baseline, Forecast
from pilothouse.who.decisions.models import ChangeSet, Option, Voice
from pilothouse.who.decisions.proposals.says import waits_for
from tests.frozen import forget


@pytest.mark.parametrize("day", ["2026-11-23T08:00:00+00:00", "2027-01-02T20:00:00+00:00"])
def test_the_story_holds_on_any_day(db: Any, monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    monkeypatch.setenv("PILOTHOUSE_NOW", day)
    forget()
    workspace = load()
    tasks = Task.everything.filter(workspace=workspace)
    assert 55 <= tasks.count() <= 70
    assert all(t.finished.isoformat() <= day for t in tasks if t.finished), (
        "nothing is finished in the future"
    )
    assert Baseline.everything.filter(workspace=workspace).count() == 1

    newest = Forecast.everything.filter(workspace=workspace).order_by(*Forecast.NEWEST).first()
    release = newest.result["releases"][0]
    assert 0.5 < release["chance_of_target"] < 0.9, "the target is neither safe nor lost"
    loads = [week["percent"] for week in newest.result["load"] if week["percent"] is not None]
    assert max(loads) <= 200, "nobody would need more than two weeks in one"
    assert sum(load > 150 for load in loads) <= len(loads) * 0.15, "weeks over 150 % are rare"

    within, beyond = (_open(number) for number in (1, 2))
    assert within["band"] == "baselined"
    assert beyond["band"] == "beyond"
    assert within["waits"] == ["Priya Raman"]
    assert "Ingrid Sørensen" in beyond["waits"]
    assert (within["idle"], beyond["idle"]) == (["Nadia Haddad"], ["Lena Fischer"]), "both hold somebody up"


def _open(number: int) -> dict[str, Any]:
    change = ChangeSet.everything.get(number=number)
    option = Option.everything.get(pk=change.chosen)
    voices = list(Voice.everything.filter(change_set=change))
    from pilothouse.who.people.models import Member

    names = {str(pk): name for pk, name in Member.everything.values_list("pk", "name")}
    assert option.impact is not None
    return {
        "band": option.verdict["verdicts"][0]["band"],
        "idle": [person["name"] for person in option.impact["waiting"]["people"]],
        "waits": [names[m] for say in waits_for(option, voices) for m in say.members],
    }


def test_days_count_from_the_monday_of_the_week() -> None:
    wednesday = date(2026, 11, 25)
    assert in_week(wednesday, 0) == date(2026, 11, 23)
    assert in_week(wednesday, 2, 4) == date(2026, 12, 11)
    assert weekdays_ago(wednesday, 3) == date(2026, 11, 20)
    assert weekdays_on(date(2026, 11, 26), 3) == date(2026, 11, 30)


def test_holidays_fall_inside_the_plan_and_run_over_the_month() -> None:
    told = [{"name": "Closed", "from": [12, 30], "days": 3}]
    found = list(holidays(told, date(2026, 12, 1), date(2027, 2, 1)))
    assert [day.isoformat() for day, _ in found] == ["2026-12-30", "2026-12-31", "2027-01-01"]
