"""Every kind of object can be made, changed, taken away and brought back; a new table must say by what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps

from pilothouse.commands import Command, all_commands, parse
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.items.models import Binned, Item, ItemRow, Mention
from tests.registry.conftest import tables
from tests.registry.examples import example_of
from tests.registry.world import World, a_file


@dataclass(frozen=True)
class Verbs:
    """Names of commands; several with blanks between them. ``gone`` says why nothing takes it away."""

    makes: str
    changes: str = ""
    removes: str = ""
    gone: str = ""


KEPT = "it tells what was agreed or computed and is never changed"
OBJECTS: dict[str, Verbs] = {
    "people.member": Verbs("member.add", "member.edit", "member.leave"),
    "people.unit": Verbs("unit.add", "unit.edit", "unit.delete"),
    "people.roleholder": Verbs("role.give", "", "role.end"),
    "people.membership": Verbs("unit.members", "unit.members", "unit.members"),
    "people.allocation": Verbs("allocation.set", "allocation.set", "allocation.end"),
    "people.skill": Verbs("skill.add", "skill.edit", "skill.delete"),
    "people.memberskill": Verbs("member.skill", "member.skill", "member.skill"),
    "people.pool": Verbs("pool.add", "pool.edit", "pool.delete"),
    "people.calendar": Verbs("calendar.add", "calendar.edit", "calendar.delete"),
    "people.calendarday": Verbs("calendar.day", "calendar.day", "calendar.clear_day"),
    "people.timeoff": Verbs("leave.record", "leave.edit", "leave.cancel"),
    "people.rate": Verbs("rate.set", "rate.set", "rate.end"),
    "items.comment": Verbs("comment.add", "comment.edit", "comment.delete"),
    "items.label": Verbs("label.add", "label.edit label.merge", "label.delete"),
    "items.itemlabel": Verbs("label.put item.labels", "", "label.take_off"),
    "items.link": Verbs("item.link", "item.relink", "item.unlink"),
    "items.watch": Verbs("item.watch", "item.watch", "item.watch"),
    "items.attachment": Verbs("attachment.add", "attachment.edit", "attachment.delete"),
    "strategy.goal": Verbs("goal.add", "goal.edit goal.move", "goal.delete"),
    "strategy.measure": Verbs("measure.add", "measure.edit", "measure.drop"),
    "strategy.measurevalue": Verbs("measure.record", "measure.record", "measure.strike"),
    "roadmap.product": Verbs("product.add", "product.edit", "product.delete"),
    "roadmap.release": Verbs("release.add", "release.edit release.move", "release.delete"),
    "backlog.feature": Verbs("feature.add", "feature.edit feature.move backlog.order", "feature.delete"),
    "backlog.claim": Verbs("claim.set", "claim.set", "claim.drop"),
    "backlog.score": Verbs("feature.score", "feature.score", "score.drop"),
    "delivery.task": Verbs("task.add", "task.edit task.move task.estimate", "task.delete"),
    "delivery.assignment": Verbs("task.assign", "task.assign", "task.assign"),
    "delivery.pooluse": Verbs("task.uses", "task.uses", "task.uses"),
    "delivery.dependency": Verbs("task.link", "task.relink", "task.unlink"),
    "delivery.board": Verbs("board.add", "board.edit", "board.delete"),
    "delivery.column": Verbs("column.add", "column.edit column.move", "column.delete"),
    "delivery.place": Verbs("card.place", "card.place", "card.place"),
    "delivery.iteration": Verbs(
        "iteration.plan", "iteration.edit iteration.close iteration.cancel", "iteration.delete"
    ),
    "delivery.iterationtask": Verbs("iteration.take", "iteration.close", "iteration.put_back"),
    "delivery.impediment": Verbs(
        "impediment.raise",
        "impediment.edit impediment.resolve impediment.reopen impediment.escalate",
        "impediment.delete",
    ),
    "delivery.worklog": Verbs("worklog.add timer.stop", "worklog.edit", "worklog.delete"),
    "delivery.timer": Verbs("timer.start", "timer.start", "timer.stop timer.discard"),
    "delivery.checklistitem": Verbs(
        "checklist.add",
        "checklist.edit checklist.tick checklist.move",
        "checklist.delete checklist.promote",
    ),
    "delivery.recurrence": Verbs(
        "recurring.add", "recurring.edit recurring.stop recurring.resume", "recurring.delete"
    ),
    "delivery.recurringperson": Verbs("recurring.edit", "recurring.edit", "recurring.edit"),
    "delivery.occurrence": Verbs("recurring.add recurring.extend", "recurring.skip", "recurring.delete"),
    "engineering.donecheck": Verbs("done.define", "done.define", "done.define"),
    "engineering.donemark": Verbs("done.mark", "done.mark", "done.mark"),
    "engineering.waiver": Verbs("done.waive", "done.waive", "waiver.withdraw"),
    "risks.risk": Verbs("risk.raise", "risk.edit risk.move", "risk.delete"),
    "risks.issue": Verbs(
        "issue.raise risk.happened",
        "issue.edit issue.triage issue.start issue.resolve issue.verify issue.reopen issue.plan "
        "issue.escalate",
        "issue.delete",
    ),
    "risks.assumption": Verbs("assumption.add", "assumption.edit assumption.check", "assumption.delete"),
    "risks.risktask": Verbs("risk.edit", "risk.edit", "risk.edit"),
    "projects.lesson": Verbs("lesson.add", "lesson.edit", "lesson.delete"),
    "projects.responsibility": Verbs("raci.add", "raci.edit raci.set", "raci.remove"),
    "projects.programme": Verbs("programme.create", "programme.edit", "programme.end"),
    "decisions.scenario": Verbs(
        "scenario.start scenario.copy",
        "scenario.put scenario.take_out scenario.rename scenario.share scenario.apply scenario.close",
        "scenario.delete",
    ),
    "schedule.project": Verbs("project.create", "project.edit project.schedule", "project.delete"),
    "schedule.milestone": Verbs("milestone.add", "milestone.edit", "milestone.drop"),
    "schedule.baseline": Verbs("baseline.take", "baseline.rename", gone=KEPT),
    "decisions.decision": Verbs(
        "decision.record decision.read_record",
        "decision.edit decision.supersede decision.review",
        "decision.delete",
    ),
}
KINDS = {model.kind: model for model in apps.get_models() if issubclass(model, ItemRow)}
TAKES_AWAY = sorted({name for verbs in OBJECTS.values() for name in verbs.removes.split()})
BINS = [n for n in TAKES_AWAY if n.rpartition(".")[2] in {"delete", "drop", "cancel", "unlink", "strike"}]
BINS += ["role.end", "allocation.end", "rate.end", "waiver.withdraw"]


@pytest.mark.parametrize("verbs", OBJECTS.values(), ids=OBJECTS)
def test_its_commands_exist(verbs: Verbs) -> None:
    assert verbs.removes or verbs.gone, "say what takes it away, or why nothing does"
    named = {*verbs.makes.split(), *verbs.changes.split(), *verbs.removes.split()}
    assert named <= all_commands().keys()


@pytest.mark.parametrize("kind", KINDS)
def test_every_item_can_be_made_changed_moved_deleted_and_restored(kind: str) -> None:
    verbs = OBJECTS.get(KINDS[kind]._meta.label_lower)
    assert verbs is not None, f"say in OBJECTS what makes, changes and takes away a {kind}"
    assert verbs.makes
    assert verbs.changes
    assert verbs.removes
    assert any(command.meta.name.partition(".")[0] == kind for command in all_commands().values())


@pytest.mark.parametrize("name", BINS)
def test_what_goes_to_the_bin_comes_back_as_it_was(name: str, alone: World) -> None:
    sam, command = alone.viewer("Sam"), all_commands()[name]
    before, binned = house(), set(Binned.everything.values_list("pk", flat=True))
    outcome = submit(built(command, alone), sam, "test")
    assert outcome.status == "applied"
    (entry,) = Binned.everything.exclude(pk__in=binned)
    assert entry.by_id == sam.member
    assert entry.title
    assert "object (" not in entry.title
    assert house() != before
    submit(parse("item.restore", {"binned": str(entry.pk)}), sam, "test")
    assert house() == before


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_renamed_talked_about_labelled_linked_given_files_and_comes_back_with_all(
    kind: str, alone: World
) -> None:
    item = (
        Item.everything.filter(kind=kind, deleted_at=None)
        .exclude(pk=alone.ids["First task"])
        .order_by("number")
        .last()
    )
    assert item is not None, f"Add a {kind} to tests/registry/world.py"
    done(alone, "item.rename", item=str(item.pk), title="Called anew")
    done(alone, "comment.add", item=str(item.pk), text="Is it clear, @Jonas?")
    done(alone, "label.put", item=str(item.pk), label="Later")
    done(alone, "attachment.add", item=str(item.pk), file=[a_file()])
    done(alone, "item.link", item=str(item.pk), other=alone.ids["First task"])
    done(alone, "item.watch", item=str(item.pk), on="yes")
    assert Mention.everything.filter(comment__item=item).exists()
    before = house()
    takes_away = all_commands()[OBJECTS[KINDS[kind]._meta.label_lower].removes.split()[0]]
    done(alone, takes_away.meta.name, **{str(takes_away.meta.subject): str(item.pk)})
    assert house() != before
    done(alone, "item.restore", binned=item.key)
    assert house() == before


MOVES = {
    "goal": ("goal.move", "parent"),
    "feature": ("feature.move", "unit"),
    "release": ("release.move", "unit"),
    "task": ("task.move", "feature"),
    "risk": ("risk.move", "unit"),
    "impediment": ("impediment.edit", "unit"),
    "issue": ("issue.edit", "unit"),
    "assumption": ("assumption.edit", "unit"),
    "lesson": ("lesson.edit", "unit"),
    "milestone": ("milestone.edit", "project"),
}
STAYS = {"decision"}
"""It was made where it was made."""


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - STAYS))
def test_it_can_be_put_elsewhere(kind: str) -> None:
    name, place = MOVES[kind]
    assert place in all_commands()[name].model_fields


def test_items_are_found_in_the_bin_by_their_keys(alone: World) -> None:
    goal = Item.everything.get(pk=alone.ids["Given up"])
    submit(parse("item.restore", {"binned": goal.key}), alone.viewer("Sam"), "test")
    goal.refresh_from_db()
    assert goal.deleted_at is None


def done(world: World, name: str, **payload: Any) -> None:
    assert submit(parse(name, payload), world.viewer("Sam"), "test").status == "applied", name


def house() -> dict[str, object]:
    """All rows but those of the bin itself."""
    return {table: rows for table, rows in tables().items() if table != "items.binned"}


def built(command: type[Command], world: World) -> Command:
    return parse(command.meta.name, example_of(command, world))
