"""An impact as rows of its table: in words, with what nobody can tell apart called no clear change."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from pilothouse.ui.filters import NBSP
from pilothouse.ui.impact import SHOWN_MOVED, figures, impact_table
from pilothouse.ui.impact_options import options_table


def line(kind: str, change: float | None, clear: bool = True, **more: Any) -> dict[str, Any]:
    told = {"kind": kind, "measure": "p50", "subject": "x", "name": "Layout", "key": "ACM-4", "unit": "date"}
    days = {"before": "2026-03-10T17:00:00+01:00", "after": "2026-03-12T17:00:00+01:00"}
    return {**told, **days, "change": change, "clear": clear, "better": False, **more}


def rows(*lines: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    table = impact_table({"lines": list(lines), **more})
    assert table is not None
    return list(table["rows"])


def test_what_lies_within_the_noise_is_no_clear_change() -> None:
    unclear, still, later = rows(line("p50", 0.4, clear=False), line("p50", 0.0), line("p50", 2.0))
    assert unclear["cells"][0]["change"] == "no clear change"
    assert unclear["cells"][0]["tone"] == still["cells"][0]["tone"] == "same"
    assert still["cells"][0]["change"] == ""
    assert later["cells"][0]["change"] == "2 days later"


def test_other_items_that_move_are_links_and_the_many_wait_behind_one_line() -> None:
    moved = rows(*[line("moved", 3.0, key=f"ACM-{number}") for number in range(6)])
    assert [row["key"] for row in moved][:2] == ["ACM-0", "ACM-1"]
    assert [bool(row.get("more")) for row in moved] == [False] * SHOWN_MOVED + [True] * 3


def test_it_says_how_long_ago_it_was_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILOTHOUSE_NOW", "2026-03-02T10:04:30+00:00")
    table = impact_table({"lines": [line("p50", 1.0)], "computed_at": "2026-03-02T10:00:00+00:00"})
    assert table is not None
    assert table["computed"] == "4 min ago"


def test_one_week_is_a_week_and_the_inbox_tells_cost_once() -> None:
    (row,) = rows(line("load", 1.0, measure="weeks_over_100", unit="weeks", before=2.0, after=3.0))
    assert row["cells"][0]["change"] == f"+1{NBSP}week"
    costs = [
        line("cost", 500.0, measure=name, unit="money", before=1.0, after=501.0)
        for name in ("cost_p50", "cost_p85")
    ]
    assert [told["label"] for told in figures({"lines": costs})] == ["Cost"]


LEAVE = {"person": "Ana", "project": "Redesign", "first": "2026-03-02", "last": "2026-03-02"}


def test_leave_that_takes_somebody_s_whole_work_is_said_beside_the_figures() -> None:
    table = impact_table({"lines": [line("p50", 1.0)], "swallowed": [LEAVE]})
    assert table is not None
    (note,) = table["notes"]
    assert "Ana would be away for all of their work on Redesign, planned on " in note


def test_each_of_several_options_is_named_with_what_its_leave_takes() -> None:
    takes = {"lines": [line("p50", 1.0)], "swallowed": [LEAVE]}
    options = [
        SimpleNamespace(letter="A", label="Later", impact={"lines": [line("p50", 1.0)]}),
        SimpleNamespace(letter="B", label="Now", impact=takes),
    ]
    table = options_table(options)
    assert table is not None
    (note,) = table["notes"]
    assert note.startswith("Option B: Ana would be away")
