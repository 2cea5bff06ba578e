"""When whoever decides lets the day pass: the next in line is asked too, on record, step by step."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pilothouse.commands import parse
from pilothouse.together.notices.finding import Finder
from pilothouse.when.schedule.upkeep import see_to_people, settle_due
from pilothouse.who import clock
from pilothouse.who.decisions.gate import guard
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.decisions.models import ChangeSet, Entry
from pilothouse.who.decisions.proposals.queries import proposal
from pilothouse.who.people.models import Account, Member, RoleHolder

from .conftest import World


def later(monkeypatch: pytest.MonkeyPatch, days: float) -> None:
    monkeypatch.setenv("PILOTHOUSE_NOW", (clock.now() + timedelta(days=days)).isoformat())


@pytest.fixture
def waiting(world: World, scratch: Any, plan_lens: Any, monkeypatch: pytest.MonkeyPatch) -> World:
    """Sven's PR-1 for Tomas, who had until Friday."""
    monkeypatch.setenv("PILOTHOUSE_NOW", "2027-03-10T09:00:00+00:00")
    submit(scratch.Estimate(task="ACM-1", hours=17), world.sven, "web")
    return world


def names(world: World, who: str = "sven") -> list[str]:
    row = proposal(world.people[who], "PR-1")
    assert row is not None
    return [person["name"] for person in row.says[0]["people"]]


def test_in_time_nobody_else_is_asked(waiting: World, monkeypatch: pytest.MonkeyPatch) -> None:
    later(monkeypatch, 3)
    assert see_to_people(waiting.workspace) == 0
    assert names(waiting) == ["Tomas"]


def test_overdue_the_next_in_line_may_decide_and_who_is_accountable_stays_named(
    waiting: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(monkeypatch, 7)
    assert see_to_people(waiting.workspace) == 1
    assert see_to_people(waiting.workspace) == 0
    assert names(waiting) == ["Tomas", "Ingrid"]
    row = proposal(waiting.ingrid, "PR-1")
    assert row is not None
    assert row.because.endswith("Tomas had until Friday 12 Mar, so you may decide it too")
    assert row.effect == "Accepting takes effect at once and is on record."
    entry = Entry.everything.get(command="proposal.escalate")
    assert "asked Ingrid to decide PR-1 too, as Tomas had until" in entry.sentence
    assert "stays accountable" in entry.sentence
    submit(parse("proposal.accept", {"proposal": "PR-1"}), waiting.ingrid, "web")
    assert ChangeSet.everything.get().state == "accepted"


def test_the_next_in_line_and_who_let_the_day_pass_are_told(
    waiting: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with guard.opened():
        for who in (waiting.ingrid, waiting.tomas):
            account = Account.objects.create(email=f"{who.name}@acme.example")
            Member.everything.filter(pk=who.member).update(account=account)
    later(monkeypatch, 7)
    see_to_people(waiting.workspace)
    entry = Entry.everything.get(command="proposal.escalate")
    told = {draft.member: draft.text for draft in Finder(waiting.workspace, [entry]).drafts()}
    assert set(told) == {waiting.ingrid.member, waiting.tomas.member}
    assert told[waiting.ingrid.member].endswith("is overdue: you may decide it too.")
    assert told[waiting.tomas.member].endswith("the next in line is asked too.")


def test_it_goes_on_along_the_line_and_ends_with_it(waiting: World, monkeypatch: pytest.MonkeyPatch) -> None:
    later(monkeypatch, 7)
    see_to_people(waiting.workspace)
    later(monkeypatch, 7)
    see_to_people(waiting.workspace)
    assert names(waiting) == ["Tomas", "Ingrid", "Sofia"]
    later(monkeypatch, 7)
    assert see_to_people(waiting.workspace) == 0


def test_who_lost_the_role_meanwhile_decides_no_more_and_who_has_it_now_does(
    waiting: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = RoleHolder.everything.get(member=waiting.tomas.member)
    unit = str(waiting.organisation.pk)
    submit(
        parse("role.give", {"unit": unit, "role": holder.role, "member": str(waiting.sven.member)}),
        waiting.sofia,
        "web",
    )
    submit(parse("role.end", {"holder": str(holder.pk)}), waiting.sofia, "web")
    assert see_to_people(waiting.workspace) == 1
    assert names(waiting) == ["Sven"]


def test_decided_early_it_says_when_it_takes_effect_and_then_does(
    world: World, scratch: Any, plan_lens: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PILOTHOUSE_NOW", "2027-03-10T09:00:00+00:00")
    submit(scratch.Estimate(task="ACM-1", hours=600), world.sven, "web")
    more = [{"name": "scratch.estimate", "payload": {"task": "ACM-1", "hours": 500}}]
    submit(parse("option.add", {"proposal": "PR-1", "label": "Less", "commands": more}), world.priya, "web")
    submit(parse("proposal.accept", {"proposal": "PR-1", "option": "B"}), world.tomas, "web")
    row = proposal(world.maya, "PR-1")
    assert row is not None
    assert row.waiting.startswith("takes effect on Friday 12 Mar, or when")
    later(monkeypatch, 3)
    assert settle_due(world.workspace) == 1
    assert world.task("editor").effort["likely"] == 500


def test_a_vacant_role_falls_back_and_history_says_so(world: World, scratch: Any) -> None:
    with guard.opened():
        RoleHolder.everything.filter(member=world.tomas.member).delete()
        world.workspace.rights_revision += 1
        world.workspace.save(update_fields=["rights_revision"])
    outcome = submit(scratch.Estimate(task="ACM-1", hours=17), world.ingrid, "web")
    assert outcome.status == "applied"
    assert Entry.everything.get(command="scratch.estimate").sentence.endswith(
        ", as nobody is engineering manager here"
    )
