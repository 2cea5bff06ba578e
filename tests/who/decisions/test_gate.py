"""Every change goes through one gate: applied with history, made a proposal, or refused whole."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import uuid4

import pytest

from pilothouse.commands import Command, RefTo, Refused, Scope
from pilothouse.how.delivery.models import Task
from pilothouse.who.decisions.gate import guard
from pilothouse.who.decisions.gate.references import KnownRows, fetch, resolve
from pilothouse.who.decisions.gate.submit import submit, submit_many
from pilothouse.who.decisions.models import ChangeSet, Entry, Outbox, RowChange
from pilothouse.who.items.models import Item
from pilothouse.who.people.models import RoleHolder, Unit

from .conftest import World, make_world


def test_a_plain_change_applies_and_is_on_record(world: World, scratch: Any, plan_lens: Any) -> None:
    outcome = submit(scratch.Retitle(task="ACM-1", title="Invoice editor"), world.sven, "web")

    entry = Entry.everything.get(group=outcome.group)
    change = RowChange.everything.get(entry=entry)
    assert outcome.status == "applied"
    assert (entry.actor_id, entry.channel, entry.sentence) == (
        world.sven.member,
        "web",
        "named it Invoice editor",
    )
    assert (change.before, change.after) == ({"title": "editor"}, {"title": "Invoice editor"})
    assert Outbox.objects.latest("id").event["changed"] == [f"item:{change.row}"]


def test_revision_grows_with_every_change_and_the_plan_only_with_its_own(
    world: World, scratch: Any, plan_lens: Any
) -> None:
    before = _workspace(world)
    submit(scratch.Retitle(task="ACM-1", title="New"), world.maya, "web")
    after_title = _workspace(world)
    submit(scratch.Estimate(task="ACM-1", hours=17), world.tomas, "web")
    after_estimate = _workspace(world)

    assert after_title.revision == before.revision + 1
    assert after_title.plan_revision == before.plan_revision
    assert after_estimate.plan_revision == before.plan_revision + 1


def test_the_holder_of_the_right_decides_alone_below_the_limit(
    world: World, scratch: Any, plan_lens: Any
) -> None:
    outcome = submit(scratch.Estimate(task="ACM-1", hours=24), world.tomas, "web")

    assert outcome.status == "applied"
    assert world.task("editor").effort["likely"] == 24
    assert set(outcome.told) >= {"Jonas", "Priya"}


def test_anyone_else_suggests_and_is_told_who_decides(world: World, scratch: Any, plan_lens: Any) -> None:
    outcome = submit(scratch.Estimate(task="ACM-1", hours=24), world.sven, "web", why="It is harder")

    change = ChangeSet.everything.get()
    assert (outcome.status, outcome.deciders, outcome.proposal) == ("proposed", ("Tomas",), "PR-1")
    assert (change.why, change.author_id, change.state) == ("It is harder", world.sven.member, "open")
    assert world.task("editor").effort["likely"] == 16, "a proposal changes no row"
    assert outcome.impact == {"lines": [{"before": 32.0, "after": 40.0}]}


def test_above_the_limit_the_others_are_asked_too(world: World, scratch: Any, plan_lens: Any) -> None:
    outcome = submit(scratch.Estimate(task="ACM-1", hours=16 + 6 * 8), world.tomas, "web")

    assert outcome.status == "proposed"
    assert world.task("editor").effort["likely"] == 16


def test_small_slips_add_up_to_the_limit(world: World, scratch: Any, plan_lens: Any) -> None:
    answers = [
        submit(scratch.Estimate(task="ACM-1", hours=16 + 16 * step), world.tomas, "web").status
        for step in (1, 2, 3)
    ]
    assert answers == ["applied", "applied", "proposed"]


def test_what_one_may_not_see_does_not_exist(world: World, scratch: Any) -> None:
    other = make_world("other")
    with pytest.raises(Refused) as foreign:
        submit(scratch.Retitle(task=str(other.tasks["editor"].pk), title="x"), world.maya, "web")
    with pytest.raises(Refused) as missing:
        submit(scratch.Retitle(task=str(uuid4()), title="x"), world.maya, "web")

    assert foreign.value.status == missing.value.status == 404
    assert foreign.value.message.replace(str(other.tasks["editor"].pk), "?") == missing.value.message.replace(
        missing.value.message.split("'")[1], "?"
    )


def test_a_group_is_all_or_nothing(world: World, scratch: Any) -> None:
    with pytest.raises(Refused):
        submit_many(
            [scratch.Retitle(task="ACM-1", title="Changed"), scratch.Retitle(task="ACM-99", title="No such")],
            world.maya,
            "web",
        )
    assert world.task("editor").item.title == "editor"
    assert not Entry.everything.filter(command="scratch.retitle").exists()


def test_a_failing_apply_leaves_nothing(world: World, scratch: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Any, ctx: Any) -> str:
        raise RuntimeError("no sentence")

    monkeypatch.setattr(scratch.Retitle, "sentence", fail)
    with pytest.raises(RuntimeError):
        submit(scratch.Retitle(task="ACM-1", title="Half"), world.maya, "web")
    assert world.task("editor").item.title == "editor"


def test_the_second_saver_sees_both_values(world: World, scratch: Any, plan_lens: Any) -> None:
    seen = {"effort": world.task("editor").effort}
    submit(scratch.Estimate(task="ACM-1", hours=20), world.tomas, "web", seen=seen)
    with pytest.raises(Refused) as stale:
        submit(scratch.Estimate(task="ACM-1", hours=12), world.tomas, "web", seen=seen)

    assert stale.value.status == 409
    assert stale.value.stale["effort"]["now"]["likely"] == 20
    assert world.task("editor").effort["likely"] == 20


def test_references_inside_a_basket_name_what_it_creates(world: World, scratch: Any, plan_lens: Any) -> None:
    new = uuid4()
    submit_many(
        [
            scratch.Add(id=new, beside="ACM-1", title="Third"),
            scratch.Retitle(task=str(new), title="Third, renamed"),
        ],
        world.maya,
        "web",
        suggest=False,
    )
    assert Item.everything.get(pk=new).title == "Third, renamed"


@pytest.mark.parametrize(
    "write",
    [
        lambda w: Unit.everything.filter(pk=w.project.pk).update(name="x"),
        lambda w: Unit.everything.bulk_create([Unit(workspace=w.workspace, kind="team", name="x")]),
        lambda w: w.task("editor").delete(),
        lambda w: Task.everything.filter(pk=w.tasks["editor"].pk)._raw_delete("default"),
    ],
)
def test_no_write_gets_around_the_gate(world: World, write: Any) -> None:
    with pytest.raises(guard.AroundTheGate):
        write(world)


def test_raw_sql_does_not_get_around_the_gate_either(world: World) -> None:
    from django.db import connection

    with connection.cursor() as cursor, pytest.raises(guard.AroundTheGate):
        cursor.execute("  update people_unit set name = 'x'")


def test_reading_without_a_viewer_is_refused(world: World) -> None:
    from pilothouse.who.rows import Unread

    with pytest.raises(Unread):
        list(Task.objects.all())
    assert Task.objects.seen_by(world.maya).count() == 2


def test_a_team_of_two_never_sees_an_approval(world: World, scratch: Any, plan_lens: Any) -> None:
    keep = {world.tomas.member, world.maya.member}
    with guard.opened():
        RoleHolder.everything.exclude(member_id__in=keep).delete()
    outcome = submit(scratch.Estimate(task="ACM-1", hours=500), world.tomas, "web")
    assert outcome.status == "applied"


def test_a_vacant_role_falls_back_and_says_so(world: World, scratch: Any, plan_lens: Any) -> None:
    with guard.opened():
        RoleHolder.everything.filter(role="engineering_manager").delete()
    outcome = submit(scratch.Estimate(task="ACM-1", hours=17), world.sven, "web")
    assert outcome.deciders == ("Ingrid",)


def _workspace(world: World) -> Any:
    world.workspace.refresh_from_db()
    return type(world.workspace)(
        revision=world.workspace.revision, plan_revision=world.workspace.plan_revision
    )


def test_two_who_rename_one_thing_see_both_names(world: World, scratch: Any) -> None:
    seen = {"title": "editor"}
    submit(scratch.Retitle(task="ACM-1", title="Guided editor"), world.tomas, "web", seen=seen)
    with pytest.raises(Refused) as refused:
        submit(scratch.Retitle(task="ACM-1", title="Invoice editor"), world.maya, "web", seen=seen)
    assert refused.value.stale == {"title": {"seen": "editor", "now": "Guided editor"}}
    assert world.task("editor").item.title == "Guided editor"


def test_a_list_of_references_that_was_left_out_is_not_given(world: World, scratch: Any) -> None:
    class Staff(Command, name="scratch.staff", permission="member"):
        """Staff a task."""

        task: Annotated[str, RefTo("delivery.task")]
        people: list[Annotated[str, RefTo("people.member")]] = []

        def apply(self, ctx: Scope) -> None:
            """Nothing is kept."""

        def sentence(self, ctx: Scope) -> str:
            return ""

    def resolved(**payload: Any) -> dict[str, Any]:
        command, rows = Staff(task="ACM-1", **payload), KnownRows()
        return resolve(command, fetch([command], world.tomas, rows), rows).given()

    member = str(world.tomas.member)
    assert "people" not in resolved()
    assert resolved(people=[])["people"] == []
    assert resolved(people=["Tomas"])["people"] == [member]
