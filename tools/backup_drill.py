"""Back a house up while people write into it, put it back elsewhere, and compare it with a ledger.

``python -m tools.backup_drill`` for SQLite, with ``--postgres`` for PostgreSQL; both a backup and an export.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from tools.drill.house import House, call, wait_for
from tools.drill.ledger import Load, Writer, faults, writers

VERBS = ("backup", "export")
ENOUGH = 60.0


def drill(house: House, port: int, restored: dict[str, House]) -> list[str]:
    """Load the story, archive it under load by each verb, restore that; what is not as the ledger says."""
    house.type("load-demo")
    them = writers(house, 3, house.token("priya"))
    house.serve(port)
    known: dict[str, list[Writer]] = {}
    with Load(port, them):
        for verb in restored:
            before = _told(them)
            wait_for(lambda: _acknowledged(them) > _acknowledged(before), "nobody writes", ENOUGH)  # noqa: B023
            before = _told(them)
            house.type(verb, _file(house, verb))
            known[verb] = [replace(b, sent=w.sent) for b, w in zip(before, them, strict=True)]
    house.stop()
    return [
        f"{verb}: {f}"
        for verb, other in restored.items()
        for f in _restored(house, verb, other, known[verb], port)
    ]


def _told(them: list[Writer]) -> list[Writer]:
    """The ledger as it stands now."""
    return [replace(w, acknowledged=set(w.acknowledged), groups=set(w.groups)) for w in them]


def _acknowledged(them: list[Writer]) -> int:
    return sum(len(writer.acknowledged) for writer in them)


def _file(house: House, verb: str) -> Path:
    return house.data.parent / f"{verb}.tar.gz"


def _restored(house: House, verb: str, other: House, known: list[Writer], port: int) -> list[str]:
    """Put it back, compare, and write into it."""
    other.type("restore", _file(house, verb))
    found = faults(other, known)
    other.serve(port)
    given = {"item": known[0].items[0], "title": "Written after the restore"}
    status, told = call(port, known[0].token, "commands/item.rename", given)
    other.stop()
    return found if status == 200 else [*found, f"the restored house does not take a change: {told}"]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--postgres", action="store_true")
    given = options.parse_args()
    from tests.postgres import cluster, free_port

    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pilothouse-drill-")))
        urls = [stack.enter_context(cluster()) if given.postgres else "" for _ in (0, *VERBS)]
        house = House(folder / "first" / "data", urls[0])
        house.data.parent.mkdir()
        restored = {
            verb: House(folder / verb / "data", url) for verb, url in zip(VERBS, urls[1:], strict=True)
        }
        for other in restored.values():
            other.data.parent.mkdir()
            stack.callback(other.stop)
        stack.callback(house.stop)
        found = drill(house, free_port(), restored)
    print("\n".join([*found, f"{len(VERBS)} archives under load, {len(found)} faults"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
