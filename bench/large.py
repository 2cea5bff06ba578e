"""A large workspace, made in minutes: people, projects, items of every kind and their history.

Rows are written in bulk past the gate, as no tool could submit a million commands in minutes; they are what
the commands would have left behind. Everything follows from the seed.
"""

from __future__ import annotations

import argparse
import random
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

SLUG = "large"
PASSWORD = "pilothouse-large"
HISTORY = 10
"""Entries of history an item has."""
SHARES = {"feature": 0.12, "risk": 0.03, "goal": 0.005, "release": 0.004, "milestone": 0.01}
"""Which share of all items is of a kind; the rest are tasks."""
VERBS = (
    "Draw",
    "Import",
    "Review",
    "Measure",
    "Migrate",
    "Explain",
    "Print",
    "Translate",
    "Archive",
    "Sort",
    "Check",
)
THINGS = (
    "invoice",
    "ledger",
    "reminder",
    "customer list",
    "tax report",
    "payment file",
    "audit trail",
    "price table",
)
PLACES = (
    "on the phone",
    "for accountants",
    "in the archive",
    "with two currencies",
    "on paper",
    "for guests",
    "at night",
)


@dataclass
class Large:
    """How much of everything, and the rows made so far that others refer to."""

    items: int
    people: int = 200
    projects: int = 20
    seed: int = 1
    history: int = HISTORY
    random: random.Random = field(init=False)
    counts: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.counts = {kind: max(1, int(share * self.items)) for kind, share in SHARES.items()}
        self.counts["task"] = self.items - sum(self.counts.values())

    def id(self) -> UUID:
        """The next id of the seed's row of ids."""
        return UUID(int=self.random.getrandbits(128), version=4)

    def title(self) -> str:
        """Words that people search by."""
        pick = self.random.choice
        return f"{pick(VERBS)} the {pick(THINGS)} {pick(PLACES)} {self.random.randrange(1000)}"

    def hours(self) -> dict[str, float]:
        """An effort range in person-hours."""
        likely = self.random.choice((4.0, 8.0, 12.0, 16.0, 24.0, 40.0))
        return {"optimistic": likely * 0.6, "likely": likely, "pessimistic": likely * 2.2}

    def make(self) -> Any:
        """Write everything; the workspace."""
        from bench.large_rows import Rows
        from pilothouse.entrypoints.jobs.chores import look_at_sizes
        from pilothouse.who.decisions.gate import guard
        from pilothouse.who.decisions.gate.following import derive_anew

        workspace = self._organisation()
        with guard.opened():
            rows = Rows(self, workspace)
            rows.people()
            rows.plan()
            rows.history()
            derive_anew(workspace)
        look_at_sizes()
        return workspace

    def _organisation(self) -> Any:
        from pilothouse.commands import parse
        from pilothouse.who.decisions.gate import guard
        from pilothouse.who.decisions.gate.submit import carry_out_many
        from pilothouse.who.people.models import Workspace

        with guard.opened():
            workspace = Workspace.objects.create(slug=SLUG, name="Large", timezone="Europe/Berlin")
        organisation = str(self.id())
        steward = {"steward": "Ada Steward", "email": "steward@large.example", "password": PASSWORD}
        made = {
            "id": organisation,
            "name": "Large",
            "timezone": "Europe/Berlin",
            "currency": "EUR",
            "prefix": "LRG",
        }
        carry_out_many([parse("workspace.set_up", made | steward)], workspace, "bench")
        carry_out_many([parse("rights.set_up", {"unit": organisation})], workspace, "bench")
        return workspace


def main() -> None:
    """Make the workspace in the database of the environment and say how long it took."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--items", type=int, default=100_000)
    options.add_argument("--people", type=int, default=200)
    options.add_argument("--projects", type=int, default=20)
    options.add_argument("--history", type=int, default=HISTORY, help="entries of history an item has")
    options.add_argument("--seed", type=int, default=1)
    given = vars(options.parse_args())
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    begin = time.perf_counter()
    Large(**given).make()
    taken, entries = time.perf_counter() - begin, given["items"] * given["history"]
    print(f"{given['items']:,} items with {entries:,} entries of history in {taken:.0f} s")
    print(f"Sign in at /{SLUG} as steward@large.example with {PASSWORD}")


if __name__ == "__main__":
    main()
