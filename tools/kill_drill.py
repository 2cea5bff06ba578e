"""Kill the house at random moments under load and compare it with a ledger.

``python -m tools.kill_drill --rounds 50`` for SQLite, with ``--postgres`` for PostgreSQL, on a database of
its own. Exit status 1 when an acknowledged change was lost or one was half applied.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import threading
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from tools.drill.house import House, Process, wait_for
from tools.drill.ledger import Load, Writer, faults, writers

MOST_ORDERS = 25
ENOUGH = 60.0
MOMENT = 0.06
"""Seconds: within so much after an order was acknowledged the kill comes."""


def drill(house: House, port: int, rounds: int, count: int, seed: int) -> tuple[list[str], Counter[str]]:
    """Load the story, then write and kill, round after round; the faults, and what was done."""
    chance, done = random.Random(seed), Counter[str]()
    house.type("load-demo")
    them = writers(house, count, house.token("priya"))
    found: list[str] = []
    for number in range(1, rounds + 1):
        victim = _round(house, port, them, chance)
        done[f"killed: {victim}"] += 1
        found += [f"round {number}, {victim} killed: {fault}" for fault in faults(house, them)]
        print(
            f"round {number}: {victim} killed, {_acknowledged(them)} acknowledged, {len(found)} faults",
            flush=True,
        )
    done["orders sent"] = sum(writer.sent for writer in them)
    done["orders acknowledged"] = sum(len(writer.acknowledged) for writer in them)
    done["orders refused"] = sum(len(writer.refused) for writer in them)
    return found, done


def _round(house: House, port: int, them: list[Writer], chance: random.Random) -> str:
    house.serve(port)
    worker = house.start("worker") if house.url else None
    victims = ["server", "worker", "database"] if house.url else ["server"]
    victim, goal = chance.choice(victims), _acknowledged(them) + chance.randint(1, MOST_ORDERS)
    with Load(port, them):
        _wait_for_orders(them, goal)
        threading.Event().wait(chance.uniform(0, MOMENT))
        _kill(victim, house, house.running[0], worker)
        if victim != "server":  # pages go on, or come back, without it
            more = _acknowledged(them) + 1
            _wait_for_orders(them, more)
            house.running[0].kill()
    house.stop()
    house.recovers()
    return victim


def _wait_for_orders(them: list[Writer], goal: int) -> None:
    try:
        wait_for(lambda: _acknowledged(them) >= goal, "", ENOUGH)
    except RuntimeError:
        refused = [words for writer in them for words in writer.refused[-1:]]
        raise RuntimeError(f"orders are not acknowledged; refused: {refused}") from None


def _acknowledged(them: list[Writer]) -> int:
    return sum(len(writer.acknowledged) for writer in them)


def _kill(victim: str, house: House, server: Process, worker: Process | None) -> None:
    if victim == "database":
        sql = "SELECT pid FROM pg_stat_activity WHERE query LIKE '%decisions_%' AND pid <> pg_backend_pid()"
        for (pid,) in house.ask(sql)[:1]:
            os.kill(pid, signal.SIGKILL)
    else:
        (worker if victim == "worker" and worker else server).kill()


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=50)
    options.add_argument("--writers", type=int, default=4)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--postgres", action="store_true")
    given = options.parse_args()
    from tests.postgres import SAFE, cluster, free_port

    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="pilothouse-drill-"))
        house = House(Path(folder) / "data", stack.enter_context(cluster(SAFE)) if given.postgres else "")
        stack.callback(house.stop)
        found, done = drill(house, free_port(), given.rounds, given.writers, given.seed)
    for fault in found:
        print(fault)
    told = ", ".join(f"{what} {count}" for what, count in sorted(done.items()))
    print(f"{given.rounds} rounds, {len(found)} faults; {told}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
