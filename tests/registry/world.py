"""A small workspace made by commands alone, with one of everything that a command may refer to."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from pilothouse.commands import Command, Outcome, lens, parse
from pilothouse.how.delivery.models import ChecklistItem, Occurrence
from pilothouse.how.engineering.models import DoneCheck
from pilothouse.who.decisions.gate import guard
from pilothouse.who.decisions.gate.rowvalues import model_of
from pilothouse.who.decisions.gate.submit import carry_out, submit
from pilothouse.who.decisions.models import ChangeSet, MatrixRow
from pilothouse.who.decisions.proposals.baskets import add_to_basket
from pilothouse.who.items.models import Item
from pilothouse.who.items.store import keep
from pilothouse.who.people.models import Member, RoleHolder, Workspace, viewer_of
from pilothouse.who.rows import Viewer
from tests.frozen import thawed

NOW = "2027-03-10T09:00:00+00:00"
PASSWORD = "correct horse battery"
CAST = {
    "Maya": "product_manager",
    "Jonas": "product_owner",
    "Tomas": "engineering_manager",
    "Priya": "project_manager",
    "Ingrid": "sponsor",
    "Stella": "stakeholder",
}
EFFORT = {"optimistic": 8, "likely": 16, "pessimistic": 40}


@dataclass
class World:
    """The workspace and ids by name; ``usual`` is what a reference of a kind means otherwise."""

    workspace: Workspace
    ids: dict[str, str] = field(default_factory=dict)
    usual: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=lambda: {"current": PASSWORD})
    last_group: str = ""

    def do(self, name: str, /, **payload: Any) -> Outcome:
        """Carry a command out without asking for a right."""
        command = parse(name, payload)
        outcome = carry_out(command, self.workspace, viewer=self.viewer("Sam") if "Sam" in self.ids else None)
        self._know(command)
        return outcome

    def viewer(self, name: str) -> Viewer:
        """A member as one who acts."""
        return viewer_of(Member.everything.get(pk=self.ids[name]))

    def id_of(self, kind: str, name: str | None = None) -> str:
        """The id of the named row of a kind, or of the usual one. Says what to add when there is none."""
        if name is not None:
            return self.ids.get(name, name)
        if kind not in self.usual:
            row = model_of(kind).everything.filter(workspace=self.workspace, deleted_at=None).first()  # type: ignore[attr-defined]
            assert row is not None, f"Add a {kind} to tests/registry/world.py: a command refers to one."
            self.usual[kind] = str(row.pk)
        return self.usual[kind]

    def _know(self, command: Command) -> None:
        name = getattr(command, "title", None) or getattr(command, "name", None)
        if isinstance(getattr(command, "id", None), UUID) and name:
            self.ids.setdefault(name, str(command.id))  # type: ignore[attr-defined]


def make_world(*, alone: bool, slug: str = "acme", upkeep: bool = False) -> World:
    """``alone``: Sam holds every role, so that nobody else is asked; else each role has its own holder.
    ``upkeep``: with what only tests of every command refer to.

    Built once a process for each moment, and put back from then on."""
    what = ("world", alone, slug, os.environ.get("PILOTHOUSE_NOW"), bool(lens._plan_lens), upkeep)
    a_file()  # its rows name one
    return thawed(what, lambda: _made(alone, slug, upkeep))


def _made(alone: bool, slug: str, upkeep: bool) -> World:
    with guard.opened():
        workspace = Workspace.objects.create(slug=slug, name="Acme")
    world = World(workspace)
    _people(world, alone)
    _units(world)
    _content(world)
    _work(world)
    if upkeep:
        add_upkeep(world)
    _proposals(world)
    _scenario(world)
    world.usual |= {
        "people.unit": world.ids["Invoices"],
        "people.unit project": world.ids["Redesign"],
        "people.member": world.ids["Tomas"],
        "people.calendar": world.ids["Berlin"],
        "people.pool": world.ids["Lab"],
        "people.roleholder": str(RoleHolder.everything.get(member=world.ids["Stella"]).pk),
        "items.item": world.ids["First task"],
        "strategy.goal": world.ids["Get paid sooner"],
        "roadmap.release": world.ids["1.0"],
        "decisions.changeset": str(ChangeSet.everything.get(workspace=world.workspace, number=1).pk),
        "decisions.scenario": world.ids["One more feature"],
        "backlog.feature": world.ids["First feature"],
        "delivery.task": world.ids["First task"],
        "delivery.impediment": world.ids["No test machine"],
        "risks.issue": world.ids["Mail is late"],
    }
    return world


def _people(world: World, alone: bool) -> None:
    sam = {"steward": "Sam", "email": f"sam@{world.workspace.slug}.example.org", "password": PASSWORD}
    world.do("workspace.set_up", name="Acme", prefix="ACM", timezone="Europe/Berlin", **sam)
    world.ids["Sam"] = str(Member.everything.get(workspace=world.workspace, name="Sam").pk)
    world.do("rights.set_up", id=str(uuid4()), unit=world.ids["Acme"])
    for name, role in CAST.items():
        world.do("member.add", name=name)
        holder = "Sam" if alone and name != "Stella" else name
        world.do("role.give", unit=world.ids["Acme"], role=role, member=world.ids[holder])
    world.do("member.add", name="Nora")
    world.do("member.add", name="Gast", kind="guest")
    world.do("member.add", name="Robot", kind="service")
    world.do("member.add", name="Lena")
    world.do("member.leave", member=world.ids["Lena"])
    world.do("invitation.send", name="Nils", secret="a-link-of-the-small-world-for-nils")
    world.do("token.create", name="Nightly", secret="a-token-of-the-small-world-by-night")
    world.do("skill.add", name="Design")
    world.do("member.skill", member=world.ids["Tomas"], skill="Design", level=4)
    world.do("calendar.add", name="Berlin")
    world.do("calendar.day", calendar="Berlin", date="2026-12-25", name="Christmas")
    world.do("pool.add", name="Lab", capacity=3)
    world.do("skill.add", name="Spare skill")
    world.do("calendar.add", name="Spare calendar")
    world.do("pool.add", name="Spare pool")
    world.do("leave.record", member=world.ids["Tomas"], first="2027-03-22", last="2027-03-26")
    world.do("rate.set", member=world.ids["Tomas"], per_hour="80")


def _units(world: World) -> None:
    acme = world.ids["Acme"]
    world.do("product.add", name="Invoices", parent=acme, prefix="LED")
    world.do("unit.add", kind="team", name="Team A", parent=acme)
    world.do("product.add", name="Spare product", parent=acme)
    world.do("unit.add", kind="team", name="Spare team", parent=acme)
    world.do("unit.members", unit="Team A", members=[world.ids["Maya"], world.ids["Jonas"]])
    world.do("project.create", name="Redesign", parent=world.ids["Invoices"], start="2027-01-04")
    world.do("project.create", name="Spare project", parent=acme, start="2027-01-04")
    world.do("milestone.add", title="Beta", project="Redesign", target="2027-05-01")
    share = {"member": world.ids["Tomas"], "unit": "Redesign", "share": 0.5}
    world.do("allocation.set", start="2027-01-04", end="2027-04-01", **share)
    _own_matrix(world)


def _own_matrix(world: World) -> None:
    """The spare project differs from the organisation in one row."""
    rows = MatrixRow.everything.filter(workspace=world.workspace)
    world.usual["decisions.matrixrow"] = str(rows.get(family="product.goals").pk)
    world.do("rights.set", row=str(rows.get(family="training.approve").pk), unit="Spare project", informs=[])
    own = rows.get(version__unit=world.ids["Spare project"])
    world.ids["a row of its own"] = str(own.pk)


def _content(world: World) -> None:
    invoices = world.ids["Invoices"]
    world.do("goal.add", title="Get paid sooner", unit=invoices)
    world.do("goal.add", title="Spare goal", unit=invoices)
    world.do("measure.add", goal=world.ids["Get paid sooner"], name="Days to pay", start=30, target=20)
    world.do("measure.add", goal=world.ids["Get paid sooner"], name="Spare measure", start=1, target=2)
    world.do("measure.record", measure=world.ids["Days to pay"], on="2027-03-01", value=28)
    world.do("release.add", title="1.0", unit=invoices, delivered_by="Redesign", target="2027-06-30")
    world.do("release.add", title="Empty release", unit=invoices)
    for title in ("First feature", "Second feature", "Third feature"):
        goal = world.ids["Get paid sooner"] if title == "First feature" else None
        world.do("feature.add", title=title, unit=invoices, effort=EFFORT, goal=goal)
    for title in ("First feature", "Second feature"):
        world.do("release.add_feature", release=world.ids["1.0"], feature=world.ids[title])
    figures = {"low": -4, "likely": -3, "high": -1}
    feature, measure = world.ids["First feature"], world.ids["Days to pay"]
    world.do("claim.set", feature=feature, measure=measure, basis="Interviews", **figures)
    world.do("feature.score", feature=feature, reach=90, impact=1, confidence=0.8, effort=3)
    world.do("view.save", name="A view", page="roadmap", query="stage=now", shared="workspace")


def _work(world: World) -> None:
    for title in ("First task", "Second task", "Third task", "Done task"):
        world.do("task.add", title=title, feature=world.ids["First feature"], effort=EFFORT, skill="Design")
    world.do("task.add", title="Inner task", parent=world.ids["Third task"], effort=EFFORT)
    world.do("task.assign", task=world.ids["First task"], members=[world.ids["Jonas"]])
    world.do("task.link", after=world.ids["Third task"], before=world.ids["Second task"])
    world.do("task.uses", task=world.ids["Second task"], pool="Lab", units=1)
    world.do("task.start", task=world.ids["Done task"], at="2027-02-01T09:00:00+00:00")
    world.do("task.finish", task=world.ids["Done task"], at="2027-02-03T09:00:00+00:00")
    world.do("worklog.add", task=world.ids["Done task"], on="2027-02-02", hours=6)
    world.do("task.start", task=world.ids["Third task"], at="2027-03-01T09:00:00+00:00")
    helper = {"blocked_why": "The contract is not signed", "unblocker": world.ids["Ingrid"]}
    world.do("task.block", task=world.ids["Second task"], **helper)
    first = world.ids["First task"]
    world.do("label.add", name="Urgent", colour="rust")
    world.do("label.add", name="Later")
    world.do("label.put", item=first, label="Urgent")
    world.do("comment.add", item=first, text="Is this one clear, @Jonas?")
    world.do("item.link", item=first, other=world.ids["Second task"])
    world.do("attachment.add", item=first, file=[a_file()])
    world.do("goal.add", title="Given up", unit=world.ids["Invoices"])
    world.do("goal.delete", goal=world.ids["Given up"])
    world.do("baseline.take", project=world.ids["Spare project"], name="Agreed")
    _together(world)


def _together(world: World) -> None:
    """How a team works: its board, an iteration, and what is in its way."""
    world.do("unit.add", kind="team", name="Team B", parent=world.ids["Acme"])
    world.do("unit.members", unit="Team B", members=[world.ids["Maya"], world.ids["Jonas"]])
    world.do("board.add", unit="Team B", start_from="kanban")
    days = {"first": "2027-03-08", "last": "2027-03-19"}
    world.do("iteration.plan", unit="Team B", name="Sprint 1", goal="Invoices go out", **days)
    world.do("iteration.take", iteration="Sprint 1", tasks=[world.ids["Second task"]])
    for title in ("No test machine", "Slow build"):
        world.do("impediment.raise", title=title, unit="Team B", owner=world.ids["Jonas"], due="2027-03-20")
    world.do("impediment.resolve", impediment="Slow build", resolution="A faster machine")
    risk = {"delay": EFFORT, "tasks": [world.ids["First task"]], "probability": 0.3}
    world.do("risk.raise", title="Provider changes", unit=world.ids["Redesign"], **risk)
    _gone_wrong(world)


def _gone_wrong(world: World) -> None:
    """Issues in three states, and an assumption."""
    redesign, seen_to = world.ids["Redesign"], {"severity": "high", "due": "2027-03-20"}
    for title in ("Mail is late", "Invoices bounce", "Slow payments"):
        world.do("issue.raise", title=title, unit=redesign)
    world.do("issue.triage", issue="Invoices bounce", owner=world.ids["Jonas"], **seen_to)
    world.do("issue.resolve", issue="Slow payments", resolution="A second bank")
    day = {"owner": world.ids["Jonas"], "check_by": "2027-04-01"}
    world.do("assumption.add", title="The bank keeps its interface", unit=redesign, **day)


def add_upkeep(world: World) -> None:
    """A project of work that comes back, with what done means there; a checklist, and a timer of Sam's."""
    world.do("timer.start", task=world.ids["Third task"])
    world.do("checklist.add", task=world.ids["First task"], text="Say hello\nSay thanks")
    for row in ChecklistItem.everything.filter(workspace=world.workspace):
        world.ids[row.text] = str(row.pk)
    world.do("project.create", name="Upkeep", parent=world.ids["Acme"], start="2027-01-04")
    each = {"unit": "Upkeep", "first": "2027-03-09", "members": [world.ids["Jonas"]], "effort": EFFORT}
    world.do("recurring.add", title="Weekly report", checklist="Write\nSend", **each)
    world.do("recurring.add", title="Old round", repeats="every two weeks", **each)
    world.do("recurring.stop", recurrence="Old round")
    world.usual["delivery.recurrence"] = world.ids["Weekly report"]
    world.do("done.define", unit="Upkeep", checks="Tests pass\nSomebody else has read it")
    for row in DoneCheck.everything.filter(workspace=world.workspace):
        world.ids[row.text] = str(row.pk)
    made = Occurrence.everything.filter(recurrence=world.ids["Weekly report"]).order_by("on")
    world.ids["Next report"], world.ids["Report after"] = (str(row.task_id) for row in made[:2])
    reads = world.ids["Somebody else has read it"]
    world.do("done.waive", item=world.ids["Report after"], done_check=reads, reason="Nobody else can")
    _agreed(world)


def _agreed(world: World) -> None:
    """What is agreed about the project of upkeep, a programme with it, and a project that is over."""
    upkeep, jonas = {"project": world.ids["Upkeep"]}, world.ids["Jonas"]
    world.do("project.edit", **upkeep, problem="Things wear out", criteria="Nobody waits")
    who = {"accountable": world.ids["Tomas"], "responsible": [jonas], "consulted": [world.ids["Maya"]]}
    world.do("raci.add", **upkeep, title="Printed manual", **who)
    said = {"went": "badly", "happened": "It took a month", "advice": "Ask in January"}
    world.do("lesson.add", **upkeep, title="Ask the printer first", **said)
    world.do("criterion.judge", **upkeep, criterion="Nobody waits", met="met", found="The log says so")
    several = [world.ids["Upkeep"], world.ids["Redesign"]]
    purpose = {"unit": world.ids["Acme"], "purpose": "Both keep customers"}
    world.do("programme.create", name="Keep going", projects=several, **purpose)
    world.do("project.create", name="Old project", parent=world.ids["Acme"], start="2026-01-05")
    world.do("project.close", project=world.ids["Old project"], summary="It did what it was for")


def _scenario(world: World) -> None:
    """A draft of Sam's with one edit."""
    world.do("scenario.start", title="One more feature", why="To see what it costs")
    perhaps = {"id": str(uuid4()), "title": "Perhaps", "unit": "Invoices", "effort": EFFORT}
    edit = {"id": "spare", "name": "feature.add", "payload": perhaps}
    world.do("scenario.put", scenario=world.ids["One more feature"], commands=[edit])


def _proposals(world: World) -> None:
    """PR-1 by Stella, who decides nothing, and PR-2 by Sam."""
    for author, title in (("Stella", "Stella's wish"), ("Sam", "Sam's wish")):
        goal = {"goal": world.ids["Spare goal"], "period": f"Q2, {author}"}
        command = parse("goal.edit", goal)
        submit(command, world.viewer(author), "test", suggest=True, title=title)
    _options(world)
    world.do("notice.mute_kind", kind="decided")
    world.do("decision.record", title="Keep one code base", on="2027-03-01", by=world.ids["Ingrid"])
    world.do("decision.record", title="Write in English", on="2027-03-02")
    world.last_group = world.do("skill.add", name="Research").group or ""


def _options(world: World) -> None:
    """A second option of PR-2, something in Sam's basket, and Nora for Sam in April."""
    sam = world.viewer("Sam")
    wish = {"name": "goal.edit", "payload": {"goal": world.ids["Spare goal"], "period": "Q3"}}
    submit(parse("option.add", {"proposal": "PR-2", "label": "Later", "commands": [wish]}), sam, "test")
    kept = parse("goal.edit", {"goal": world.ids["Spare goal"], "period": "Q4"})
    add_to_basket([kept], sam, "test")
    days = {"first": "2027-04-01", "last": "2027-04-02", "reason": "Away"}
    world.do("delegation.give", to=world.ids["Nora"], **days)


def a_file(name: str = "notes.txt", data: bytes = b"What we found out") -> str:
    """The token of an uploaded file."""
    return keep([data], name).token()


def head(world: World, name: str) -> Item:
    """The base row of an item of the world."""
    return Item.everything.get(pk=world.ids[name])  # type: ignore[no-any-return]
