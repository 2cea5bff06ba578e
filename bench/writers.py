"""Several processes write into one SQLite house through the gate: none may fail. ``--full`` is 8 x 10,000."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import time
from typing import Any

from bench.house import at, open_house


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--writers", type=int, default=8)
    options.add_argument("--writes", type=int, default=50)
    options.add_argument("--full", action="store_true")
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    found = measure(given.writers, 10_000 if given.full else given.writes)
    if given.json:
        print(json.dumps(found))
    else:
        for name, value in found.items():
            print(f"{name:28} {value:10.2f}")
    return 1 if found["failed"] or found["missing in history"] else 0


def measure(writers: int, writes: int) -> dict[str, float]:
    """How many were written and failed, how fast, and whether history has each."""
    workspace = open_house()
    from django.db import connections

    from pilothouse.who.decisions.models import Entry

    before = Entry.everything.filter(workspace=workspace).count()
    connections.close_all()
    begin = time.perf_counter()
    with multiprocessing.get_context("fork").Pool(writers) as pool:
        results = pool.starmap(write, [(workspace.pk, number, writes) for number in range(writers)])
    seconds = time.perf_counter() - begin
    taken = sorted(ms for ok, _ in results for ms in ok)
    kept = Entry.everything.filter(workspace=workspace).count() - before
    return {
        "writers": writers,
        "writes": len(taken),
        "failed": sum(failed for _, failed in results),
        "missing in history": len(taken) - kept,
        "writes a second": len(taken) / seconds,
        "p50, ms": at(taken, 0.5),
        "p95, ms": at(taken, 0.95),
        "longest, ms": taken[-1],
    }


def write(workspace: Any, number: int, writes: int) -> tuple[list[float], int]:
    """Milliseconds of each write of one process, and how many failed."""
    from django.db import DatabaseError

    from pilothouse.commands import Refused, parse
    from pilothouse.who.decisions.gate.submit import submit
    from pilothouse.who.items.models import Item
    from pilothouse.who.people.models import Member, viewer_of

    maya = viewer_of(Member.everything.get(workspace=workspace, name__startswith="Maya"))
    item = str(Item.everything.filter(workspace=workspace, kind="task").order_by("number")[number].pk)
    taken, failed = [], 0
    for count in range(writes):
        begin = time.perf_counter()
        try:
            submit(parse("item.rename", {"item": item, "title": f"Writer {number}, {count}"}), maya, "bench")
        except (DatabaseError, Refused) as error:
            failed += 1
            print(f"writer {number}: {error}", file=sys.stderr)
        taken.append((time.perf_counter() - begin) * 1000)
    return taken, failed


if __name__ == "__main__":
    sys.exit(main())
