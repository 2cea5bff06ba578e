"""Random commands of every family by random people under random rights: what must hold whatever they do.

``PILOTHOUSE_EXAMPLES=200`` tries that many stories instead of a few."""

from __future__ import annotations

import os
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from pilothouse.commands import Command, Refused, lens, parse, refs_of
from pilothouse.commands.fields import takes_several
from pilothouse.commands.lens import Size
from pilothouse.who.decisions.gate.history import accumulated
from pilothouse.who.decisions.gate.rowvalues import model_of
from pilothouse.who.decisions.gate.submit import carry_out, submit
from pilothouse.who.decisions.models import ChangeSet, Entry, MatrixRow, Option, RowChange, Voice
from pilothouse.who.decisions.proposals.says import agreed, says
from pilothouse.who.decisions.rights.presets import known_presets, preset
from pilothouse.who.decisions.rights.verdicts import Rights
from pilothouse.who.people.models import Unit, Workspace
from tests.frozen import forget
from tests.registry.conftest import Tables, tables
from tests.registry.examples import example_of
from tests.registry.test_every_command import FOR_PEOPLE
from tests.registry.world import CAST, World, make_world
from tests.who.decisions.conftest import HoursLens

STORIES = int(os.environ.get("PILOTHOUSE_EXAMPLES", "16"))
STEPS = 24
PEOPLE = st.sampled_from(["Sam", "Nora", "Gast", "Robot", *CAST])
ROLES = st.lists(st.sampled_from(sorted(preset("seed-default")["roles"])), max_size=2, unique=True)
SMALL = st.integers(0, 40)
"""Which of the rows there are, by their place."""
RECORD = {
    "decisions.changeset",
    "decisions.option",
    "decisions.voice",
    "decisions.decision",
    "decisions.about",
}
"""Tables that tell what was decided: they grow with every try."""
SIZES = (Size(), Size(days=400.0, cost=9.0, effort=9.0))
"""A change of nothing, and one beyond every limit."""


def subject_rows() -> Tables:
    """What is decided about: everything but the record of deciding, and what people are told of it."""
    found = {n: rows for n, rows in tables().items() if n not in RECORD and not n.startswith("overview.")}
    items = found["items.item"].items()
    return {**found, "items.item": {pk: row for pk, row in items if row["kind"] != "decision"}}


def moved_rows(before: Tables, now: Tables) -> set[tuple[str, str]]:
    return {
        (name, row)
        for name in now
        for row in {*now[name], *before[name]}
        if now[name].get(row) != before[name].get(row)
    }


def team_of(command: Command) -> tuple[UUID, ...]:
    """Who works on what a command is about."""
    ref = refs_of(type(command)).get(command.meta.subject or "")
    about = getattr(command, command.meta.subject, None) if ref and command.meta.subject else None
    row = model_of(ref.kind)._base_manager.filter(pk=UUID(about)).first() if ref and _is_id(about) else None
    return tuple(getattr(row, "team_ids", lambda: ())())


def _is_id(reference: Any) -> bool:
    try:
        return bool(UUID(str(reference)))
    except ValueError:
        return False


class Company(RuleBasedStateMachine):
    """Everybody of the small world, and whatever they try, under rights that change."""

    world: World
    payloads: dict[str, dict[str, Any]]
    judged = -1
    """The revision of the rights that were looked at last."""
    turns = 0

    @initialize(start=st.sampled_from(known_presets()), baselined=st.booleans())
    def begin(self, start: str, baselined: bool) -> None:
        self.carried_out("rights.set_up", unit=self.world.ids["Acme"], preset=start)
        if baselined:
            self.carried_out("baseline.take", project=self.world.ids["Redesign"], name="Agreed")
        self.before = self.now = subject_rows()
        self.groups: list[tuple[str, str]] = []

    @rule(
        place=SMALL,
        decides=ROLES,
        approves=ROLES,
        consults=ROLES,
        days=st.sampled_from([0.0, 1.0, 5.0, 300.0]),
        wait=st.sampled_from([0, 2]),
        only=st.sampled_from([None, "Acme", "Invoices", "Redesign", "Team A"]),
    )
    def change_who_decides(self, place: int, only: str | None, days: float, wait: int, **roles: Any) -> None:
        rows = MatrixRow.everything.filter(version__workspace=self.world.workspace).order_by("family", "pk")
        limit = {f"alone_{name}": min(days, 1.0) for name in ("cost", "effort")} | {"alone_days": days}
        told = {"row": str(rows[place * 7 % rows.count()].pk), "consult_days": wait, **limit}
        told |= {"unit": self.world.ids[only]} if only else {}
        told |= {"decides": roles["decides"][0]} if roles["decides"] else {}
        told |= {name: roles[name] for name in ("approves", "consults")}
        self.try_it("Sam", parse("rights.set", told))

    @rule(who=PEOPLE, draw=st.integers(0, 2**30), suggest=st.booleans())
    def do(self, who: str, draw: int, suggest: bool) -> None:
        """Any command, mostly about what its example is about."""
        self.turns += 1
        dice = Random(f"{draw} {self.turns}")  # drawn names would come again and again
        others = [dice.randrange(40) for _ in range(dice.choice([0, 0, 0, 1, 2, 4]))]
        command = self.drawn(FOR_PEOPLE[dice.choice(sorted(FOR_PEOPLE))], others)
        self.try_it(who, command, suggest=suggest and dice.random() < 0.5)

    @rule(who=PEOPLE, hours=st.sampled_from([17, 30, 200]), others=st.lists(SMALL, max_size=1))
    def estimate(self, who: str, hours: int, others: list[int]) -> None:
        effort = {"effort": {"optimistic": 8, "likely": hours, "pessimistic": 900}}
        drawn = self.drawn(FOR_PEOPLE["task.estimate"], others)
        self.try_it(who, parse("task.estimate", drawn.payload() | effort))

    @rule(who=PEOPLE, place=SMALL)
    def take_back(self, who: str, place: int) -> None:
        if self.groups:
            doer, group = self.groups[place % len(self.groups)]
            self.try_it(doer if place % 2 else who, parse("history.undo", {"group": group}))

    @rule(
        verb=st.sampled_from(
            [
                ("proposal.accept", {}),
                ("proposal.accept", {}),
                ("proposal.accept", {"option": "B"}),
                ("proposal.answer", {"verdict": "fine", "words": "So I think"}),
                ("proposal.answer", {"verdict": "object", "words": "So I think"}),
                ("proposal.decline", {"words": "Not now"}),
                ("proposal.dissent", {"words": "I think otherwise"}),
                ("proposal.withdraw", {}),
            ]
        ),
        place=SMALL,
        who=PEOPLE,
        asked=st.booleans(),
    )
    def say(self, verb: tuple[str, dict[str, Any]], place: int, who: str, asked: bool) -> None:
        """Anybody, or one of those who are asked."""
        found = self.open()
        if not found:
            return
        change = found[place % len(found)]
        command = parse(verb[0], {"proposal": str(change.pk), **verb[1]})
        names = self.asked(change) if asked else []
        self.try_it(names[place % len(names)] if names else who, command)

    @invariant()
    def one_role_decides_each_row_in_each_unit(self) -> None:
        workspace = Workspace.objects.get(pk=self.world.workspace.pk)
        if self.judged == workspace.rights_revision:
            return
        rights, self.judged = Rights(workspace), workspace.rights_revision
        for unit in [None, *Unit.everything.filter(workspace=self.world.workspace, deleted_at=None)]:
            for family in rights.family_names():
                for size in SIZES:
                    verdict = rights.judge(family, unit, size)
                    deciding = [key for key in verdict.keys if key.asked_as == "decide"]
                    assert len(deciding) == 1, (family, unit, verdict)
                    assert deciding[0].members, (family, unit)

    @invariant()
    def nothing_was_accepted_while_a_key_was_missing(self) -> None:
        for change in ChangeSet.everything.filter(state="accepted", workspace=self.world.workspace):
            option = Option.everything.get(pk=change.chosen)
            voices = list(Voice.everything.filter(change_set=change))
            assert agreed(option, voices), change
            said = says(option, voices)
            assert all(say.verdict == "accept" for say in said if say.asked_as == "approve"), change

    def teardown(self) -> None:
        """Undo, newest first, restores every row."""
        if hasattr(self, "before"):
            for who, group in reversed(self.groups):
                undo = parse("history.undo", {"group": group})
                carry_out(undo, self.world.workspace, viewer=self.world.viewer(who))
            assert moved_rows(self.before, subject_rows()) == set()

    def try_it(self, who: str, command: Command, **more: Any) -> None:
        workspace = Workspace.objects.get(pk=self.world.workspace.pk)
        rights, rows, team = Rights(workspace), self.now, team_of(command)
        try:
            with transaction.atomic():
                outcome = submit(command, self.world.viewer(who), "web", **more)
        except Refused:
            assert moved_rows(rows, subject_rows()) == set(), "what is refused leaves everything as it was"
            return
        self.now = subject_rows()
        moved = moved_rows(rows, self.now)
        told = RowChange.everything.filter(entry__revision__gt=workspace.revision)
        in_history = {(model, str(row)) for model, row in told.values_list("model", "row")}
        assert moved <= in_history, "every change is in history"
        if outcome.status == "proposed":
            assert moved == set(), "a proposal changes nothing before it is accepted"
        elif outcome.group and moved:
            self.groups.append((who, outcome.group))
            self.decided_by_right(who, outcome.group, rights, team)

    def decided_by_right(self, who: str, group: str, rights: Rights, team: tuple[UUID, ...]) -> None:
        """What took effect at once was theirs alone, at its size, by the rights as they stood."""
        member = UUID(self.world.ids[who])
        entries = Entry.everything.filter(group=group, change_set=None).exclude(family="")
        for entry in entries.select_related("unit"):
            moved = accumulated(rights.workspace, entry.unit) if entry.size else Size()
            verdict = rights.judge(entry.family, entry.unit, moved, team)
            assert verdict.lets(member), (who, entry.command, verdict)

    def drawn(self, command: type[Command], others: list[int]) -> Command:
        """The example of a command, about other rows: as many references are redrawn as are given."""
        payload = dict(self.payloads[command.meta.name])
        for place, (name, ref) in zip(others, refs_of(command).items(), strict=False):
            if name in payload:
                rows = model_of(ref.kind).everything.filter(workspace=self.world.workspace)  # type: ignore[attr-defined]
                ids = [str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)]
                one = ids[place % len(ids)]
                payload[name] = [one] if takes_several(command, name) else one
        return parse(command.meta.name, payload)

    def carried_out(self, name: str, /, **payload: Any) -> None:
        carry_out(parse(name, payload), self.world.workspace)

    def open(self) -> list[ChangeSet]:
        found = ChangeSet.everything.filter(state="open", workspace=self.world.workspace)
        return list(found.order_by("number"))

    def asked(self, change: ChangeSet) -> list[str]:
        names = {id: name for name, id in self.world.ids.items() if name in (*CAST, "Sam", "Nora")}
        options = Option.everything.filter(change_set=change).order_by("position")
        asked = [
            m for o in options for v in o.verdict.get("verdicts", []) for k in v["keys"] for m in k["members"]
        ]
        return [names[m] for m in dict.fromkeys(asked) if m in names]


def test_whatever_people_do_these_things_hold(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lens, "_plan_lens", [HoursLens()])
    world = make_world(alone=False, slug="whatever", upkeep=True)
    payloads = {name: example_of(command, world) for name, command in FOR_PEOPLE.items()}

    class Machine(Company):
        """Each story in a transaction of its own, rolled back at its end."""

        def __init__(self) -> None:
            super().__init__()
            self.world, self.payloads = world, payloads
            monkeypatch.setattr(os, "urandom", Random(0).randbytes)  # ids: a story told again is the same
            forget()
            self.savepoint = transaction.savepoint()

        def teardown(self) -> None:
            try:
                super().teardown()
            finally:
                transaction.savepoint_rollback(self.savepoint)
                forget()

    told = settings(
        max_examples=STORIES,
        stateful_step_count=STEPS,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        derandomize="PILOTHOUSE_EXAMPLES" not in os.environ,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Machine, settings=told)
