"""Public holidays: a country fills a calendar, years ahead, and takes nothing that somebody set by hand."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from pilothouse.commands import Refused
from pilothouse.who import clock
from pilothouse.who.decisions.gate.guard import opened
from pilothouse.who.people.holidays import Unknown, checked, days_off
from pilothouse.who.people.holidays_due import extend_holidays
from pilothouse.who.people.models import Calendar, CalendarDay
from tests.registry.world import World
from tests.signed_in import Page, browser


def of(world: World, **where: object) -> dict[date, str]:
    rows = CalendarDay.everything.filter(calendar=world.ids["Berlin"], deleted_at=None, **where)
    return dict(rows.values_list("date", "name"))


def test_days_are_those_of_the_country_and_its_region() -> None:
    germany, bavaria = days_off("de", "", [2026]), days_off("DE", "by", [2026])
    assert germany[date(2026, 4, 3)] == "Good Friday"
    assert date(2026, 1, 6) not in germany
    assert bavaria[date(2026, 1, 6)] == "Epiphany"
    assert days_off("US", "", [2026])[date(2026, 11, 26)] == "Thanksgiving Day"


def test_what_is_unknown_is_refused_with_what_to_write() -> None:
    with pytest.raises(Unknown, match="two letters such as DE"):
        checked("Germany", "")
    with pytest.raises(Unknown, match="DE has no region 'XX'"):
        checked("DE", "XX")


def test_a_country_fills_years_ahead_and_keeps_what_was_set_by_hand(world: World) -> None:
    world.do("calendar.holidays", calendar=world.ids["Berlin"], country="de", region="be", years=3)
    found, year = of(world), clock.today("Europe/Berlin").year
    assert {on.year for on in found} - {2026} == {year, year + 1, year + 2}
    assert found[date(2026, 12, 25)] == "Christmas", "set by hand"
    assert found[date(year + 2, 3, 8)] == "Women's Day"
    calendar = Calendar.everything.get(pk=world.ids["Berlin"])
    assert (calendar.country, calendar.region, calendar.holidays_until) == ("DE", "BE", year + 2)


def test_another_country_takes_the_place_of_the_first_from_today_on(world: World) -> None:
    today = clock.today("Europe/Berlin")
    berlin = {"calendar": world.ids["Berlin"], "years": 2}
    world.do("calendar.holidays", **berlin, country="DE")
    before = of(world, date__lt=today)
    world.do("calendar.holidays", **berlin, country="US")
    after = of(world, date__gte=today)
    assert date(today.year + 1, 10, 3) not in after, "the day of German unity"
    assert date(today.year + 1, 7, 4) in after
    assert before.items() <= of(world, date__lt=today).items(), "what was stays as it was"


def test_the_years_to_come_follow_by_themselves(world: World) -> None:
    berlin, year = world.ids["Berlin"], clock.today("Europe/Berlin").year
    world.do("calendar.holidays", calendar=berlin, country="DE", region="BE", years=1)
    own = date(year + 1, 5, 1)
    world.do("calendar.day", calendar=berlin, date=own, name="Ours")
    assert extend_holidays() == 1
    found = of(world)
    assert {on.year for on in found} - {2026} == {year, year + 1, year + 2}
    assert found[own] == "Ours"
    assert Calendar.everything.get(pk=berlin).holidays_until == year + 2
    assert extend_holidays() == 0, "there is nothing to add until the next year begins"


def test_a_calendar_without_a_country_is_left_alone(world: World) -> None:
    before = of(world)
    assert extend_holidays() == 0
    assert of(world) == before


def test_a_country_the_library_no_longer_knows_holds_no_other_back(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.do("calendar.add", name="Aachen")
    known = Calendar.everything.get(name="Aachen")
    for calendar in (known.pk, world.ids["Berlin"]):
        world.do("calendar.holidays", calendar=str(calendar), country="DE", years=1)
    with opened():
        Calendar.everything.filter(pk=known.pk).update(country="ZZ")
    assert extend_holidays() == 1
    assert "Aachen" in caplog.text
    assert "'ZZ' is no country" in caplog.text


def test_an_unknown_country_changes_nothing(world: World) -> None:
    with pytest.raises(Refused, match="no country with known holidays"):
        world.do("calendar.holidays", calendar=world.ids["Berlin"], country="ZZ")
    assert list(of(world)) == [date(2026, 12, 25)]


def test_the_library_is_loaded_only_when_a_calendar_is_filled() -> None:
    script = "import sys, pilothouse.who.people.holidays; print('holidays' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"


def test_days_on_end_of_one_name_stand_together(world: World) -> None:
    for day in (24, 25, 26, 28):
        world.do("calendar.day", calendar=world.ids["Berlin"], date=f"2027-12-{day}", name="Closed")
    page = Page(browser(world, "Stella").get("/acme/people/calendars"))
    assert "24 Dec 2027 to 26 Dec 2027 Closed" in page.text
    assert "28 Dec 2027 Closed" in page.text
