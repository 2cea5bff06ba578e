"""Hours as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.who.people.week import hours_text, intervals


@pytest.mark.parametrize(
    "text,expected",
    [
        ("09:00-13:00, 14:00-18:00", [["09:00", "13:00"], ["14:00", "18:00"]]),
        ("9-17", [["09:00", "17:00"]]),
        ("9:30 \N{EN DASH} 12", [["09:30", "12:00"]]),
        ("22:00-24:00", [["22:00", "00:00"]]),
        ("", []),
    ],
)
def test_hours_are_read_as_written(text: str, expected: list[list[str]]) -> None:
    assert intervals(text) == expected


@pytest.mark.parametrize(
    "text,says",
    [
        ("nine to five", "Write hours like 09:00-13:00"),
        ("17:00-09:00", "must begin before it ends"),
        ("09:00-25:00", "within one day"),
        ("09:75-10:00", "within one day"),
        ("09:00-13:00, 12:00-18:00", "12:00 is before 13:00"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_write(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        intervals(text)


@given(st.lists(st.integers(0, 24 * 60), min_size=2, max_size=8, unique=True).map(sorted))
def test_what_is_shown_is_read_back(minutes: list[int]) -> None:
    pairs = list(zip(minutes[::2], minutes[1::2], strict=False))
    text = ", ".join(f"{a // 60}:{a % 60:02}-{b // 60}:{b % 60:02}" for a, b in pairs)
    assert intervals(hours_text(intervals(text))) == intervals(text)
