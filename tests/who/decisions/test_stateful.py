"""Random commands by random roles over random matrices: what must hold whatever people do."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from pilothouse.commands import Refused, parse
from pilothouse.commands.lens import Size
from pilothouse.who.decisions.gate import guard
from pilothouse.who.decisions.gate.submit import carry_out, submit
from pilothouse.who.decisions.models import ChangeSet, Entry, MatrixRow, Option, RowChange, Voice
from pilothouse.who.decisions.proposals.says import agreed, says
from pilothouse.who.decisions.rights.verdicts import Rights
from pilothouse.who.people.models import Unit, Workspace
from tests.registry.conftest import tables

from .conftest import CAST, World, make_world

PEOPLE = st.sampled_from(sorted(CAST))
ROLES = sorted(set(CAST.values()) - {"steward"})
TASKS = st.sampled_from(["ACM-1", "ACM-2"])
HOURS = st.sampled_from([17, 40, 100, 600])
FAMILIES = ("estimate.set", "scope.change", "release.scope")
RECORD = ("decisions.", "items.words", "overview.")
"""Tables that tell what was decided: they grow with every try."""


def subject_rows() -> dict[str, Any]:
    """What is decided about: everything but the record of deciding."""
    found = {name: rows for name, rows in tables().items() if not name.startswith(RECORD)}
    items = found["items.item"].items()
    return {**found, "items.item": {pk: row for pk, row in items if row["kind"] != "decision"}}


class Deciding(RuleBasedStateMachine):
    """Seven people, two tasks, a matrix that changes under them."""

    world: World

    @initialize(baselined=st.booleans())
    def begin(self, baselined: bool) -> None:
        with guard.opened():
            baseline = uuid4() if baselined else None
            Unit.everything.filter(pk=self.world.project.pk).update(scope_baseline=baseline)
        self.before = subject_rows()
        self.groups: list[str] = []

    @rule(
        family=st.sampled_from(FAMILIES),
        decides=st.sampled_from(ROLES),
        others=st.lists(st.sampled_from(ROLES), max_size=2, unique=True),
        kind=st.sampled_from(["approves", "consults"]),
        days=st.sampled_from([0.0, 1.0, 5.0]),
    )
    def change_the_matrix(self, family: str, decides: str, others: list[str], kind: str, days: float) -> None:
        rest = [role for role in others if role != decides]
        with guard.opened():
            limit = dict.fromkeys(("days", "cost", "effort"), days)
            told = {"decides": decides, "approves": [], "consults": [], "informs": [], "alone_limit": limit}
            MatrixRow.everything.filter(family=family).update(**{**told, kind: rest})
            workspace = Workspace.objects.get(pk=self.world.workspace.pk)
            workspace.rights_revision += 1
            workspace.save(update_fields=["rights_revision"])

    @rule(who=PEOPLE, task=TASKS, hours=HOURS, suggest=st.booleans())
    def estimate(self, who: str, task: str, hours: float, suggest: bool) -> None:
        command = parse("scratch.estimate", {"task": task, "hours": hours})
        self._submit(who, command, suggest=suggest)

    @rule(who=PEOPLE, task=TASKS)
    def add_a_task(self, who: str, task: str) -> None:
        self._submit(who, parse("scratch.add", {"id": str(uuid4()), "beside": task, "title": "More"}))

    @precondition(lambda self: bool(_open()))
    @rule(who=PEOPLE, hours=HOURS, data=st.data())
    def add_an_option(self, who: str, hours: float, data: Any) -> None:
        wish = [{"name": "scratch.estimate", "payload": {"task": "ACM-1", "hours": hours}}]
        self._about(who, data, "option.add", label="Otherwise", commands=wish)

    @precondition(lambda self: bool(_open()))
    @rule(who=PEOPLE, letter=st.sampled_from(["", "A", "B"]), data=st.data())
    def accept(self, who: str, letter: str, data: Any) -> None:
        self._about(who, data, "proposal.accept", option=letter)

    @precondition(lambda self: bool(_open()))
    @rule(who=PEOPLE, verdict=st.sampled_from(["fine", "object"]), data=st.data())
    def answer(self, who: str, verdict: str, data: Any) -> None:
        self._about(who, data, "proposal.answer", verdict=verdict, words="So I think")

    @precondition(lambda self: bool(_open()))
    @rule(who=PEOPLE, only=st.sampled_from(["", "A"]), data=st.data())
    def decline(self, who: str, only: str, data: Any) -> None:
        self._about(who, data, "proposal.decline", words="Not now", only=only)

    @precondition(lambda self: bool(_open()))
    @rule(who=PEOPLE, data=st.data())
    def dissent(self, who: str, data: Any) -> None:
        self._about(who, data, "proposal.dissent", words="I think otherwise")

    @invariant()
    def no_row_changes_without_history(self) -> None:
        if not hasattr(self, "before"):
            return
        now = subject_rows()
        moved = {
            row
            for name in now
            for row in {*now[name], *self.before[name]}
            if now[name].get(row) != self.before[name].get(row)
        }
        told = {str(row) for row in RowChange.everything.values_list("row", flat=True)}
        assert moved <= told

    @invariant()
    def one_role_decides_each_row_in_each_unit(self) -> None:
        rights = Rights(Workspace.objects.get(pk=self.world.workspace.pk))
        for family in FAMILIES:
            for unit in (self.world.project, self.world.organisation):
                keys = rights.judge(family, unit, Size()).keys
                assert [key.asked_as for key in keys].count("decide") == 1

    @invariant()
    def nothing_took_effect_while_a_key_was_missing(self) -> None:
        for change in ChangeSet.everything.filter(state="accepted"):
            option = Option.everything.get(pk=change.chosen)
            voices = list(Voice.everything.filter(change_set=change))
            assert agreed(option, voices)
            binding = [say for say in says(option, voices) if say.asked_as == "approve"]
            assert all(say.verdict == "accept" for say in binding)

    def teardown(self) -> None:
        """Undo, newest first, restores every row."""
        if not hasattr(self, "before"):
            return
        for group in reversed(self.groups):
            carry_out(parse("history.undo", {"group": group}), self.world.workspace)
        assert subject_rows() == self.before

    def _submit(self, who: str, command: Any, **more: Any) -> None:
        rows = subject_rows()
        try:
            outcome = submit(command, self.world.people[who], "web", **more)
        except Refused:
            assert subject_rows() == rows, "what is refused leaves everything as it was"
            return
        if outcome.status == "proposed":
            assert subject_rows() == rows, "a proposal changes nothing before it is accepted"
        elif rows != subject_rows():
            self.groups.append(outcome.group or "")
            assert Entry.everything.filter(group=outcome.group).exists()

    def _about(self, who: str, data: Any, name: str, **payload: Any) -> None:
        key = data.draw(st.sampled_from(_open()))
        self._submit(who, parse(name, {"proposal": key, **payload}))


def _open() -> list[str]:
    return [change.key for change in ChangeSet.everything.filter(state="open").order_by("number")]


@pytest.mark.usefixtures("scratch", "plan_lens")
def test_whatever_people_do_these_things_hold(db: Any) -> None:
    world = make_world()

    class Machine(Deciding):
        """Each run in a transaction of its own, rolled back at its end."""

        def __init__(self) -> None:
            super().__init__()
            self.world = world
            self.savepoint = transaction.savepoint()

        def teardown(self) -> None:
            try:
                super().teardown()
            finally:
                transaction.savepoint_rollback(self.savepoint)

    told = settings(
        max_examples=8,
        stateful_step_count=10,
        deadline=None,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Machine, settings=told)
