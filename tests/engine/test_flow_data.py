"""Flow computed on real histories of other people's work: what is published of them must come out."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date, datetime
from math import inf
from pathlib import Path

import numpy as np
import pytest

from pilothouse.engine.flow import Ages, cumulative_flow, little, passages, percentiles, throughput


def rows_of(shared: Path, name: str) -> list[dict[str, str]]:
    with (shared / "flow" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day(text: str) -> float:
    parsed = datetime.strptime(text, "%d/%m/%Y") if "/" in text else datetime.fromisoformat(text)
    return (parsed - datetime(1970, 1, 1)).total_seconds() / 86400


def test_cycle_times_are_those_published_with_the_dates(shared_data: Path) -> None:
    """4,123 tasks, of which 1,662 were finished before they were made, as the data set says on purpose."""
    rows = rows_of(shared_data, "rueedlinger-jira-cycletimes.csv")
    entered = passages(sorted((i, day(row["created_date"]), 0) for i, row in enumerate(rows)), len(rows), 1)[
        :, 0
    ]
    finished = np.array([day(row["finished_date"]) for row in rows])
    published = [float(row["cycle_time_days"]) for row in rows]
    assert (finished - entered).tolist() == published
    assert sum(span < 0 for span in published) == 1662
    law = little(entered, finished, entered.min(), finished.max() + 1)
    assert law.ages == pytest.approx(sum(span for span in published if span > 0))


def test_three_years_of_one_company_flow_without_a_crossing(shared_data: Path) -> None:
    """3,238 items from being prioritised over development to done, some of them prioritised once begun."""
    rows = rows_of(shared_data, "7digital-2009-2012.csv")
    entered = np.array([[day(row[name]) for name in ("Prioritised", "Dev.Started", "Done")] for row in rows])
    first, last = entered.min(), entered.max()
    bands = cumulative_flow(entered, np.arange(first, last + 1))
    assert bands[:, -1].tolist() == [3238] * 3
    assert (np.diff(bands, axis=0) <= 0).all()
    law = little(entered[:, 1], entered[:, 2], first, last)
    assert law.wip * law.days == pytest.approx(law.ages)
    assert law.cards <= 3238
    assert throughput(entered[:, 2], np.arange(first, last + 8, 7)).sum() == 3238


def test_published_cycle_times_age_as_those_that_got_so_old_did(shared_data: Path) -> None:
    """The cycle times that the company published beside the dates."""
    spans = [float(row["Cycle.Time"]) for row in rows_of(shared_data, "7digital-2009-2012.csv")]
    ages = Ages(spans)
    assert ages.usual == percentiles(spans)
    for age in (1, 3, 10, 30):
        found = ages.ageing(age)
        assert found.done is not None
        assert found.reached == sum(span >= age for span in spans)
        assert found.done.p50 == sorted(s for s in spans if s >= age)[-(-found.reached // 2) - 1]


def test_tickets_are_counted_in_every_state_they_passed(shared_data: Path) -> None:
    """The helpdesk log: 3,804 tickets with 13,710 changes of state."""
    histories: dict[str, list[float]] = defaultdict(list)
    for row in rows_of(shared_data, "helpdesk-eventlog.csv"):
        histories[row["CaseID"]].append(day(row["CompleteTimestamp"]))
    assert (len(histories), sum(map(len, histories.values()))) == (3804, 13710)
    steps = max(map(len, histories.values()))
    events = [
        (i, at, step)
        for i, moments in enumerate(histories.values())
        for step, at in enumerate(sorted(moments))
    ]
    entered = passages(sorted(events, key=lambda event: (event[1], event[2])), len(histories), steps)
    bands = cumulative_flow(entered, [entered[entered != inf].max()])[:, 0]
    assert bands.tolist() == [sum(len(m) > step for m in histories.values()) for step in range(steps)]


@pytest.mark.parametrize("name, done", [("Alloy_Framework", 1306), ("Mule_APIkit", 856)])
def test_every_completion_is_in_one_week(name: str, done: int, shared_data: Path) -> None:
    lines = (shared_data / "throughput" / f"{name}.csv").read_text("utf-8").split()
    finished = [float(date.fromisoformat(line.strip().strip('"')[:10]).toordinal()) for line in lines]
    weeks = throughput(finished, np.arange(min(finished), max(finished) + 8, 7))
    assert weeks.sum() == done == len(finished)
