"""Tables and trackers' files that were damaged anyhow: each is read, or refused with faults in words."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .project_xml import FIXTURES
from .test_fuzzed_files import CODES, ODD_VALUES, ODD_WORDS, fuzzed, seeds, survives
from .test_tables import workbook
from .test_trackers import PAGE, github_issue

CSV = (FIXTURES / "jira.csv").read_bytes()
JIRA = json.dumps(PAGE).encode()
GITHUB = json.dumps([github_issue(1, labels=[{"name": "bug"}]), github_issue(2, state="closed")]).encode()
WORKBOOK = workbook(
    ("Key", "Title", "Due", "Parent"), ("A-1", "One", "2026-03-31", ""), ("A-2", "Two", 3, "A-1")
)
FILES = [CSV, JIRA, GITHUB, WORKBOOK]


@pytest.mark.timeout(240)
@given(st.sampled_from(FILES), st.lists(st.tuples(seeds, st.integers(0, 255)), max_size=6), seeds)
@fuzzed
def test_changed_bytes_and_cut_ends(data: bytes, changes: list[tuple[int, int]], end: int) -> None:
    damaged = bytearray(data)
    for place, value in changes:
        damaged[place % len(damaged)] = value
    survives(bytes(damaged[: len(damaged) - end % 3 * (end % len(damaged))]))


@pytest.mark.timeout(240)
@given(st.sampled_from(FILES[:3]), st.sampled_from(CODES))
@fuzzed
def test_any_encoding(data: bytes, code: str) -> None:
    survives(data.decode().encode(code, "replace"))


@pytest.mark.timeout(240)
@given(seeds)
@fuzzed
def test_cells_with_other_words(seed: int) -> None:
    random = Random(seed)
    table = list(csv.reader(io.StringIO(CSV.decode())))
    for _ in range(random.randint(1, 6)):
        row = random.choice(table)
        row[random.randrange(len(row))] = random.choice((*ODD_WORDS, "=1+1", "LED-2", "100", "\r\n", '"'))
    random.shuffle(table[1:])
    text = io.StringIO()
    csv.writer(text).writerows(table)
    survives(text.getvalue().encode("utf-8", "surrogatepass"))


@pytest.mark.timeout(240)
@given(st.sampled_from([JIRA, GITHUB]), seeds)
@fuzzed
def test_objects_with_other_values(data: bytes, seed: int) -> None:
    random = Random(seed)
    value = json.loads(data)
    places = list(_places(value))
    for _ in range(random.randint(1, 5)):
        random.choice(places)(random.choice((*ODD_VALUES, ODD_WORDS[0], "LED-2", "2026-03-31T09:00:00Z")))
    survives(json.dumps(value).encode("utf-8", "surrogatepass"))


def _places(value: Any) -> list[Callable[[Any], None]]:
    """A setter for everything inside a JSON value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found: list[Callable[[Any], None]] = []
    for key, each in inside:
        found.append(lambda new, holder=value, key=key: holder.__setitem__(key, new))
        found += _places(each)
    return found


@pytest.mark.timeout(240)
@given(
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20),
    st.lists(st.integers(0, 8), max_size=8),
)
@fuzzed
def test_any_net_of_links_and_parents(links: list[tuple[int, int]], parents: list[int]) -> None:
    rows = ["Key,Title,Parent,Blocked by"]
    for number in range(8):
        waits = ";".join(f"A-{on}" for issue, on in links if issue == number)
        parent = f"A-{parents[number]}" if number < len(parents) else ""
        rows.append(f"A-{number},T,{parent},{waits}")
    survives("\n".join(rows).encode())
