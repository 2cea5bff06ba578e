"""A Jira export through the reader and the import command: seconds a stage, and the most memory held.

The reference is Python's own CSV parser over the same text. ``--rows 100000 --read`` is the reader alone."""

from __future__ import annotations

import argparse
import csv
import io
import json
import random
import time
from datetime import datetime, timedelta
from typing import Any

from bench.measure import memory_mb

HEADER = (
    *(
        "Summary",
        "Issue key",
        "Issue id",
        "Issue Type",
        "Status",
        "Status Category",
        "Project name",
        "Priority",
    ),
    *("Resolution", "Assignee", "Assignee Id", "Reporter", "Created", "Updated", "Resolved", "Due date"),
    *("Labels", "Labels", "Description", "Original estimate", "Time Spent", "Sprint", "Parent"),
    *("Outward issue link (Blocks)", "Custom field (Story point estimate)", "Custom field (Rank)"),
)
PEOPLE = 40
EPIC = 25
"""So many issues lie in one epic."""


def export(rows: int) -> bytes:
    """A Jira export of so many issues: most done, some with labels, links and estimates."""
    chance, text = random.Random(1), io.StringIO()
    table = csv.writer(text)
    table.writerow(HEADER)
    for number in range(1, rows + 1):
        table.writerow(_row(number, rows, chance))
    return text.getvalue().encode()


def _row(number: int, rows: int, chance: random.Random) -> list[Any]:
    is_epic, done = number % EPIC == 1, chance.random() < 0.8
    who = chance.randrange(PEOPLE)
    created = datetime(2020, 1, 1) + timedelta(minutes=20 * number)
    closed = created + timedelta(days=chance.randint(1, 60))
    state = "Done" if done else chance.choice(("To Do", "In Progress"))
    return [
        f"Issue {number} of the ledger", f"BIG-{number}", 10_000 + number, "Epic" if is_epic else "Story",
        state, state, "Big", "Medium", "Done" if done else "", f"Person {who}", f"u{who}", f"Person {who}",
        _at(created), _at(closed), _at(closed) if done else "", "", chance.choice(("", "api", "ui")), "",
        "What is to be done and why. " * 3, chance.choice(("", 3600, 28800)), "", f"Sprint {number // 200}",
        "" if is_epic else 10_000 + number - (number - 1) % EPIC,
        f"BIG-{number + EPIC}" if number % 10 == 0 and number + EPIC <= rows else "",
        chance.choice(("", 1, 3, 5)), f"0|i{number:06d}:",
    ]  # fmt: skip


def _at(moment: datetime) -> str:
    return moment.strftime("%d/%b/%y %I:%M %p")


class Stages:
    """Seconds of each stage, on the clock and of the processor, and the most memory held at its end."""

    def __init__(self) -> None:
        self.found: dict[str, dict[str, float]] = {}

    def run(self, name: str, work: Any) -> Any:
        wall, cpu = time.perf_counter(), time.process_time()
        result = work()
        self.found[name] = {
            "seconds": time.perf_counter() - wall,
            "cpu": time.process_time() - cpu,
            "MB": memory_mb(),
        }
        return result


def measure(rows: int, read_only: bool) -> dict[str, dict[str, float]]:
    """All stages of one import of so many rows."""
    data, stages = export(rows), Stages()
    stages.run("reference: csv", lambda: sum(1 for _ in csv.reader(io.StringIO(data.decode()))))
    from pilothouse.interchange.readers import read

    if read_only:
        stages.run("read", lambda: read(data, "big.csv"))
        return stages.found
    from bench.house import open_house

    workspace = open_house()
    from pilothouse.entrypoints.importing import import_file
    from pilothouse.who.people.models import Member, viewer_of

    viewer = viewer_of(Member.everything.get(workspace=workspace, name__startswith="Priya"))
    stages.run("dry run", lambda: import_file(data, "big.csv", viewer, "bench", dry_run=True))
    stages.run("import", lambda: import_file(data, "big.csv", viewer, "bench"))
    stages.run("import again", lambda: import_file(data, "big.csv", viewer, "bench"))
    return stages.found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=5_000)
    options.add_argument("--read", action="store_true", help="the reader alone")
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    found = measure(given.rows, given.read)
    if given.json:
        print(json.dumps({"rows": given.rows, "stages": found}))
        return
    reference = found["reference: csv"]["cpu"]
    for name, figures in found.items():
        ratio = figures["cpu"] / reference
        taken = f"{figures['seconds']:9.2f} s{figures['cpu']:9.2f} s cpu"
        print(f"{name:20}{taken}{ratio:9.1f} x{figures['MB']:9.0f} MB")


if __name__ == "__main__":
    main()
