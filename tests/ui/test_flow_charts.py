"""Charts of flow: what they draw is what the figures say, and labels do not lie on each other."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from pilothouse.engine.flow import Percentiles
from pilothouse.ui.flow import APART, bands, scatter, weekly

MONDAY = date(2027, 3, 1)
DAYS = [MONDAY + timedelta(days=n) for n in range(14)]


def test_bands_name_what_stands_in_them_at_the_end() -> None:
    counts = [[4] * 14, [2] * 14, [0] * 13 + [1]]
    drawn = bands({"days": DAYS, "counts": counts})
    assert [band["label"] for band in drawn["bands"]] == ["To do 2", "In progress 1", "Done 1"]
    assert [row["counts"] for row in drawn["table"]] == [[2, 2, 0], [2, 1, 1]]


def test_labels_of_thin_bands_lie_apart_inside_the_chart() -> None:
    drawn = bands({"days": DAYS, "counts": [[100] * 14, [1] * 14, [0] * 14]})
    ys = [band["y"] for band in drawn["bands"]]
    assert all(below - above >= APART for above, below in pairwise(ys))
    assert max(ys) <= 100


def test_cards_lie_by_their_day_and_how_long_they_took() -> None:
    done = [{"on": DAYS[0], "days": 0.0, "head": None}, {"on": DAYS[13], "days": 10.0, "head": None}]
    drawn = scatter(done, Percentiles(0.0, 10.0, 10.0, 2), DAYS[0], DAYS[-1])
    assert drawn["dots"] == "M3.57 100.0h0M96.43 4.8h0"
    assert [line["label"] for line in drawn["lines"]] == ["P95 10 d", "P85 10 d", "P50 0 d"]
    assert drawn["table"] == []


def test_bars_begin_at_zero() -> None:
    weeks = [{"week": MONDAY, "count": 2}, {"week": MONDAY + timedelta(weeks=1), "count": 4}]
    drawn = weekly(weeks)
    assert [bar["height"] for bar in drawn["bars"]] == [50, 100]
    assert drawn["ticks"][0] == {"y": 100, "label": 0}
