"""A small command through the gate, beside the bare update of the same row in the same database."""

from __future__ import annotations

import argparse
import json

from bench.house import at, in_turns, open_house


def main() -> None:
    """Print medians and the ratio asked for: gate <= 5 x bare + 3 ms."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--times", type=int, default=400)
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    found = measure(given.times)
    if given.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"{name:28} {value:8.2f}")


def measure(times: int) -> dict[str, float]:
    """Medians in milliseconds: bare update, a command beside the plan, one that moves the plan."""
    workspace = open_house()
    from django.db import transaction

    from pilothouse.commands import parse
    from pilothouse.who.decisions.gate import guard
    from pilothouse.who.decisions.gate.submit import submit
    from pilothouse.who.people.models import Member, viewer_of
    from pilothouse.why.strategy.models import Goal

    goal = Goal.everything.select_related("item").order_by("pk").first()
    maya = viewer_of(Member.everything.get(workspace=workspace, name__startswith="Maya"))
    count = iter(range(10**6))

    def bare() -> None:
        with guard.opened(), transaction.atomic():
            Goal.everything.filter(pk=goal.pk).update(outcome=f"Outcome {next(count)}")

    def gate() -> None:
        submit(parse("goal.edit", {"goal": str(goal.pk), "outcome": f"Outcome {next(count)}"}), maya, "bench")

    bare_ms, gate_ms = (at(taken, 0.5) for taken in in_turns([bare, gate], times))
    return {
        "bare update, ms": bare_ms,
        "command, ms": gate_ms,
        "allowed (5 x bare + 3), ms": 5 * bare_ms + 3,
        "command / allowed": gate_ms / (5 * bare_ms + 3),
    }


if __name__ == "__main__":
    main()
