"""Dates and numbers read as the pages promise."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.ui import filters

TODAY = date(2026, 11, 24)


def plain(text: str) -> str:
    """The same text with ordinary spaces."""
    return text.replace(filters.NBSP, " ").replace(filters.THIN, " ")


@pytest.mark.parametrize(
    "moment, expected",
    [
        (date(2026, 11, 24), "Tue 24 Nov"),
        (date(2026, 12, 8), "Tue 8 Dec"),
        (date(2026, 12, 9), "9 Dec"),
        (date(2027, 1, 22), "22 Jan"),
        (date(2027, 5, 26), "26 May"),
        (date(2027, 5, 27), "27 May 2027"),
        (date(2025, 11, 24), "24 Nov 2025"),
        (datetime(2027, 1, 22, 23, 30, tzinfo=UTC), "22 Jan"),
        ("2027-01-22", "22 Jan"),
        (None, ""),
    ],
)
def test_a_day_says_weekday_when_near_and_year_when_it_could_be_mistaken(moment: Any, expected: str) -> None:
    assert plain(filters.day(moment, TODAY)) == expected


def test_a_day_speaks_the_language_of_the_reader() -> None:
    with translation.override("de"):
        assert plain(filters.day(date(2027, 3, 22), TODAY)).startswith("22 Mär")


@pytest.mark.parametrize(
    "value, expected",
    [(38 * 8, "38 d"), (4, "0.5 d"), (0, "0 d"), (10.4 * 8, "10 d"), (None, "")],
)
def test_hours_are_shown_in_person_days(value: Any, expected: str) -> None:
    assert plain(filters.days(value)) == expected


def test_a_range_of_effort_shows_both_ends_once() -> None:
    assert plain(filters.days({"optimistic": 16, "likely": 24, "pessimistic": 32})) == "2–4 d"
    assert plain(filters.days(SimpleNamespace(optimistic=8, likely=8, pessimistic=8))) == "1 d"
    assert plain(filters.days({"optimistic": 7, "pessimistic": 14}, per_day=7)) == "1–2 d"


@pytest.mark.parametrize(
    "amount, expected",
    [
        (653_000, "€653k"),
        (8_400, "€8.4k"),
        (620, "€620"),
        (999, "€999"),
        (999_400, "€999k"),
        (999_600, "€1M"),
        (1_234_000, "€1.2M"),
        (-38_000, "−€38k"),
        (0, "€0"),
    ],
)
def test_money_is_short_enough_to_decide(amount: int, expected: str) -> None:
    assert filters.money(amount) == expected


def test_money_names_other_currencies_and_the_sign_of_a_change() -> None:
    assert plain(filters.money(21_000, "CHF")) == "CHF 21k"
    assert filters.money(21_000, sign=True) == "+€21k"


@pytest.mark.parametrize(
    "share, expected",
    [(0.34, "34%"), (0.996, "over 99%"), (0.004, "under 1%"), (1, "100%"), (0, "0%"), (1.24, "124%")],
)
def test_a_share_never_rounds_to_certainty(share: float, expected: str) -> None:
    assert filters.percent(share) == expected


@pytest.mark.parametrize(
    "chance, expected",
    [(34.4, "34%"), (99.2, "99%"), (100, "over 99%"), (0, "under 1%"), (None, "")],
)
def test_a_chance_that_runs_gave_is_never_certain(chance: float | None, expected: str) -> None:
    assert filters.odds(chance) == expected


@pytest.mark.parametrize(
    "value, unit, expected",
    [
        (27, "", "+27"),
        (-28, "", "−28"),
        (0, "", "0"),
        (-0.04, "", "0"),
        (7, "days", "+7 days"),
        (12345, "", "+12 345"),
    ],
)
def test_a_change_has_its_sign(value: float, unit: str, expected: str) -> None:
    assert plain(filters.signed(value, unit)) == expected


def test_points_are_differences_of_shares() -> None:
    assert plain(filters.points(0.27)) == "+27 points"
    assert plain(filters.points(-0.01)) == "−1 point"


def test_numbers_use_the_decimal_mark_of_the_reader() -> None:
    with translation.override("de"):
        assert filters.number(Decimal("8.6"), 1) == "8,6"


@given(st.decimals(-(10**12), 10**12, places=2))
def test_a_number_keeps_its_value(value: Decimal) -> None:
    text = plain(filters.number(value, 2)).replace(" ", "").replace("−", "-")
    assert Decimal(text) == value


@given(st.text(min_size=1))
def test_every_name_has_a_hue_and_at_most_two_initials(name: str) -> None:
    assert filters.hue(name) in range(1, 7)
    assert filters.hue(name) == filters.hue(name)
    assert len(name.split()[:1]) <= len(filters.initials(name)) or not name.split()


def test_initials_are_of_first_and_last_word() -> None:
    assert filters.initials("Maya Lindqvist") == "ML"
    assert filters.initials("Ana de la Cruz") == "AC"
    assert filters.initials("Sam") == "S"
