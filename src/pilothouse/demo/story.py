"""Loads the demo story into an empty database. Everything it shows is computed from what is told here."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from importlib import resources
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from pilothouse.commands import Command, parse
from pilothouse.demo.days import holidays, hours, in_week, weekdays_ago, weekdays_on
from pilothouse.demo.teamwork import Teamwork
from pilothouse.when.schedule.recompute import recompute_now
from pilothouse.who import clock
from pilothouse.who.decisions.gate import guard
from pilothouse.who.decisions.gate.submit import carry_out_many, submit
from pilothouse.who.people.models import Member, Workspace, viewer_of
from pilothouse.who.rows import Viewer

PASSWORD = "pilothouse-demo"
"""What everybody in the story signs in with: it is for looking around on one's own machine."""
SIGN_INS = ("maya", "jonas", "tomas", "priya", "ingrid", "sofia", "sven")
"""The parts of the story that are worth playing."""
TELLING = UUID("6f0d2c9e-3c1b-4f0a-9a55-1d6f2f6f7a02")
"""All ids come from this one, and draws and ties from ids: told on the same day, the story is the same."""


def address(name: str) -> str:
    """The e-mail address a member of the cast signs in with."""
    return f"{name}@ledgerline.example"


def load() -> Workspace:
    """Make the workspace of the story, with its forecast computed and its proposals priced."""
    data = tomllib.loads((resources.files(__package__) / "ledgerline.toml").read_text("utf-8"))
    told = data["workspace"]
    known = {"slug": told["slug"], "name": told["name"], "timezone": told["timezone"]}
    with guard.opened():
        workspace = Workspace.objects.create(id=uuid5(TELLING, told["slug"]), **known)
    Story(data, workspace).tell()
    return workspace


class Story:
    """The chapters of the story, each a group of commands in somebody's name."""

    def __init__(self, data: dict[str, Any], workspace: Workspace) -> None:
        self.data = data
        self.workspace = workspace
        self.today = clock.today(data["workspace"]["timezone"])
        self.zone = ZoneInfo(data["workspace"]["timezone"])
        self.people = {person["email"]: person for person in data["person"]}

    def tell(self) -> None:
        """All chapters, in order."""
        self._organisation()
        self._people()
        self._time_away()
        self._goals()
        self._project()
        self._features()
        self._links()
        together = Teamwork(self)
        together.take_on()
        self._progress()
        self._risks()
        self._talk()
        self._decided()
        together.work()
        recompute_now(self.workspace)
        self._baseline()
        self._since()
        recompute_now(self.workspace)
        together.trouble()
        self._proposals()

    def id(self, *names: str) -> UUID:
        """An id that a replay of the story repeats within this workspace."""
        return uuid5(self.workspace.pk, "/".join(names))

    def person(self, name: str) -> str:
        """The reference of a member of the cast."""
        return str(self.id("person", name))

    def viewer(self, name: str) -> Viewer:
        """A member of the cast, as one who acts."""
        return viewer_of(Member.everything.get(pk=self.id("person", name)))

    def do(self, who: str | None, *commands: Command) -> None:
        """Carry out commands as one group, in somebody's name or the program's."""
        if commands:
            carry_out_many(list(commands), self.workspace, "demo", self.viewer(who) if who else None)

    def _organisation(self) -> None:
        told, product = self.data["workspace"], self.data["product"]
        steward = next(p for p in self.data["person"] if "steward" in p["roles"])
        self.do(
            None,
            parse(
                "workspace.set_up",
                {
                    "id": str(self.id("organisation")),
                    "name": told["name"],
                    "timezone": told["timezone"],
                    "currency": told["currency"],
                    "prefix": "ORG",
                    "steward": steward["name"],
                    "email": address(steward["email"]),
                    "password": PASSWORD,
                },
            ),
        )
        matrix = {"id": str(self.id("matrix")), "unit": str(self.id("organisation"))}
        self.do(None, parse("rights.set_up", matrix))
        unit = {
            "id": str(self.id("product")),
            "parent": str(self.id("organisation")),
            "name": product["name"],
        }
        self.do(
            None, parse("product.add", unit | {"prefix": product["prefix"], "purpose": product["purpose"]})
        )

    def _people(self) -> None:
        skills = sorted({name for person in self.data["person"] for name in person.get("skills", {})})
        self.do(None, *(parse("skill.add", {"id": str(self.id("skill", n)), "name": n}) for n in skills))
        for person in self.data["person"]:
            if "steward" not in person["roles"]:
                self.do(None, *self._person(person))

    def _person(self, person: dict[str, Any]) -> list[Command]:
        name, member = person["email"], self.person(person["email"])
        works = bool(person.get("skills"))
        added = {
            "id": member,
            "name": person["name"],
            "fraction": person.get("fraction", 1.0),
            "plannable": works,
        }
        found = [parse("member.add", added | {"calendar": "Standard week"})]
        sign_in = {"member": member, "email": address(name), "password": PASSWORD}
        found.append(parse("member.account", sign_in))
        found += [self._role(role, name) for role in person["roles"]]
        for skill, level in person.get("skills", {}).items():
            found.append(parse("member.skill", {"member": member, "skill": skill, "level": level}))
        if "rate" in person:
            rate = {"id": str(self.id("rate", name)), "member": member, "per_hour": person["rate"]}
            found.append(parse("rate.set", rate))
        return found

    def _role(self, role: str, name: str) -> Command:
        given = {"id": str(self.id("role", role, name)), "role": role, "member": self.person(name)}
        return parse("role.give", given | {"unit": str(self.id("organisation"))})

    def _time_away(self) -> None:
        start, end = self._start(), self._target() + timedelta(days=120)
        off = [
            parse("calendar.day", {"calendar": "Standard week", "date": day.isoformat(), "name": name})
            for day, name in holidays(self.data["holiday"], start, end)
        ]
        self.do(None, *off)
        for index, leave in enumerate(self.data["leave"]):
            first = in_week(self.today, leave["week"], leave.get("day", 0))
            last = weekdays_on(first, leave["days"])
            days = {"first": first.isoformat(), "last": last.isoformat(), "member": self.person(leave["who"])}
            self.do("tomas", parse("leave.record", {"id": str(self.id("leave", str(index))), **days}))

    def _goals(self) -> None:
        for goal in self.data["goal"]:
            unit = "organisation" if "parent" not in goal else "product"
            payload = {k: goal[k] for k in ("title", "period", "outcome") if k in goal}
            payload |= {"id": str(self.id("goal", goal["id"])), "unit": str(self.id(unit))}
            if "parent" in goal:
                payload |= {"parent": str(self.id("goal", goal["parent"])), "owner": self.person("maya")}
            self.do("maya", parse("goal.add", payload), *self._measure(goal))

    def _measure(self, goal: dict[str, Any]) -> list[Command]:
        told = goal.get("measure")
        if told is None:
            return []
        measure = str(self.id("measure", goal["id"]))
        added = {"id": measure, "goal": str(self.id("goal", goal["id"])), "measured_in": told["unit"]}
        found = [parse("measure.add", added | {k: told[k] for k in ("name", "start", "target")})]
        for weeks, value in enumerate(reversed(told["values"])):
            on = in_week(self.today, -2 * weeks).isoformat()
            found.append(parse("measure.record", {"measure": measure, "on": on, "value": value}))
        return found

    def _start(self) -> date:
        return in_week(self.today, self.data["project"]["start_week"])

    def _target(self) -> date:
        return in_week(self.today, self.data["project"]["target_week"], 4)

    def _project(self) -> None:
        told = self.data["project"]
        project = {"id": str(self.id("project")), "name": told["name"], "parent": str(self.id("product"))}
        dates = {"start": self._start().isoformat(), "target": self._target().isoformat()}
        texts = {"brief": told["brief"], "criteria": told["criteria"]}
        self.do("priya", parse("project.create", project | dates | texts))
        plannable = [self.person(p["email"]) for p in self.data["person"] if p.get("skills")]
        self.do("priya", parse("unit.members", {"unit": str(self.id("project")), "members": plannable}))
        release = {"id": str(self.id("release")), "title": self.data["release"]["title"]}
        units = {"unit": str(self.id("product")), "delivered_by": str(self.id("project"))}
        self.do("maya", parse("release.add", release | units | {"target": dates["target"]}))

    def _features(self) -> None:
        for feature in self.data["feature"]:
            texts = {k: feature[k] for k in ("title", "problem", "outcome") if k in feature}
            payload = texts | {
                "user_impact": feature.get("impact", ""),
                "id": str(self.id("feature", feature["id"])),
            }
            payload |= {"unit": str(self.id("product")), "goal": str(self.id("goal", feature["goal"]))}
            if "effort" in feature:
                payload |= {"effort": hours(feature["effort"]), "skill": feature["skill"]}
            self.do("maya", parse("feature.add", payload), *self._claim(feature))
            if feature.get("in_release", True):
                named = {
                    "feature": str(self.id("feature", feature["id"])),
                    "release": str(self.id("release")),
                }
                self.do("maya", parse("release.add_feature", named))
            self.do("tomas", *self._built(feature))
            for who, factors in feature.get("scores", {}).items():
                named = dict(zip(("reach", "impact", "confidence", "effort"), factors, strict=True))
                scored = {"feature": str(self.id("feature", feature["id"]))} | named
                self.do(who, parse("feature.score", scored))

    def _talk(self) -> None:
        for label in self.data["label"]:
            added = {"id": str(self.id("label", label["name"])), "name": label["name"]}
            self.do("maya", parse("label.add", added | {"colour": label["colour"]}))
            put = [
                {"item": str(self.id("feature", name)), "label": added["id"]} for name in label["features"]
            ]
            self.do("maya", *(parse("label.put", each) for each in put))
        for at, comment in enumerate(self.data["comment"]):
            said = {"id": str(self.id("comment", str(at))), "text": comment["text"]}
            said["item"] = str(self.id("feature", comment["feature"]))
            if "answers" in comment:
                said["parent"] = str(self.id("comment", str(comment["answers"])))
            self.do(comment["by"], parse("comment.add", said))

    def _claim(self, feature: dict[str, Any]) -> list[Command]:
        if "claim" not in feature:
            return []
        low, likely, high = feature["claim"]["effect"]
        claim = {
            "feature": str(self.id("feature", feature["id"])),
            "measure": str(self.id("measure", feature["claim"]["measure"])),
            "low": low,
            "likely": likely,
            "high": high,
            "basis": feature["claim"]["basis"],
        }
        return [parse("claim.set", claim)]

    def _built(self, feature: dict[str, Any]) -> list[Command]:
        """How it is done, as the engineering side says it: in a sentence, and in tasks."""
        how = {"feature": str(self.id("feature", feature["id"])), "feasibility": feature.get("how")}
        said = [parse("feature.feasibility", how)] if "how" in feature else []
        return said + [self._task(feature["id"], task) for task in feature.get("tasks", [])]

    def _task(self, feature: str, task: list[Any]) -> Command:
        name, title, skill, effort, _, _ = task
        payload = {"id": str(self.id("task", name)), "title": title, "skill": skill, "effort": hours(effort)}
        return parse("task.add", payload | {"feature": str(self.id("feature", feature))})

    def _tasks(self) -> list[list[Any]]:
        return [task for feature in self.data["feature"] for task in feature.get("tasks", [])]

    def _links(self) -> None:
        links = [(name, before) for name, _, _, _, after, _ in self._tasks() for before in after]
        self.do("priya", *(self._link(self.id("task", name), before) for name, before in links))
        for assigned in self.data["assign"]:
            members = [self.person(assigned["who"])]
            done = [{"task": str(self.id("task", task)), "members": members} for task in assigned["tasks"]]
            self.do("tomas", *(parse("task.assign", one) for one in done))
        for milestone in self.data["milestone"]:
            mark = self.id("milestone", milestone["title"])
            target = in_week(self.today, milestone["target_week"], 4).isoformat()
            where = {"project": str(self.id("project")), "release": str(self.id("release"))}
            made = {"id": str(mark), "title": milestone["title"], "target": target}
            links_to = [self._link(mark, before) for before in milestone["after"]]
            self.do("priya", parse("milestone.add", made | where), *links_to)

    def _link(self, after: UUID, before: str) -> Command:
        link = {"id": str(self.id("link", str(after), before)), "after": str(after)}
        return parse("task.link", link | {"before": str(self.id("task", before))})

    def _progress(self) -> None:
        """What is done was done one after the other in the weeks before; the rest began some days ago."""
        started = {one["task"]: one for one in self.data["under_way"]}
        done = [task for task in self._tasks() if task[5] == "done"]
        for place, task in enumerate(done):
            first = weekdays_ago(self.today, 48 - 2 * place)
            last = weekdays_on(first, round(task[3][1]))
            began, ended = self._at(first, 9), self._at(min(last, weekdays_ago(self.today, 1)), 17)
            about = {"task": str(self.id("task", task[0]))}
            self.do(
                "tomas",
                parse("task.start", about | {"at": began.isoformat()}),
                parse("task.finish", about | {"at": ended.isoformat()}),
            )
        for name, one in started.items():
            about = {"task": str(self.id("task", name))}
            began = self._at(weekdays_ago(self.today, one["began"]), 9)
            self.do(
                "tomas",
                parse("task.start", about | {"at": began.isoformat()}),
                parse("task.remaining", about | {"remaining": hours(one["left"])}),
                *self._checklist(name, one.get("checklist", ()), one.get("ticked", 0)),
            )

    def _checklist(self, task: str, lines: Sequence[str], ticked: int) -> list[Command]:
        ids = [str(self.id("line", task, line)) for line in lines]
        about = str(self.id("task", task))
        written = [
            parse("checklist.add", {"id": id, "task": about, "text": line})
            for id, line in zip(ids, lines, strict=True)
        ]
        return [*written, *(parse("checklist.tick", {"item": id}) for id in ids[:ticked])]

    def _at(self, day: date, hour: int) -> datetime:
        return datetime.combine(day, time(hour), self.zone)

    def _risks(self) -> None:
        for index, risk in enumerate(self.data["risk"]):
            texts = {k: risk[k] for k in ("title", "cause", "event", "effect", "probability")}
            cost = dict(zip(("optimistic", "likely", "pessimistic"), risk["cost"], strict=True))
            tasks = [str(self.id("task", task)) for task in risk["tasks"]]
            numbers = {"delay": hours(risk["delay"]), "cost": cost, "tasks": tasks}
            where = {"unit": str(self.id("project")), "owner": self.person(risk["owner"])}
            review = {"review_on": in_week(self.today, 1, 1).isoformat()}
            made = {"id": str(self.id("risk", str(index)))}
            self.do("priya", parse("risk.raise", made | texts | numbers | where | review))

    def _baseline(self) -> None:
        taken = {"id": str(self.id("baseline")), "project": str(self.id("project"))}
        self.do("priya", parse("baseline.take", taken | {"name": self.data["baseline"]["name"]}))

    def _decided(self) -> None:
        for told in self.data["decided"]:
            own = {"by", "weekdays_ago", "look_back_in", "about"}
            payload = {
                **{name: words for name, words in told.items() if name not in own},
                "id": str(self.id("decided", told["title"])),
                "by": self.person(told["by"]),
                "owner": self.person(told["by"]),
                "on": weekdays_ago(self.today, told["weekdays_ago"]).isoformat(),
                "review_on": weekdays_on(self.today, told["look_back_in"]).isoformat(),
                "about": [str(self.id("feature", name)) for name in told["about"]],
            }
            self.do(told["by"], parse("decision.record", payload))

    def _since(self) -> None:
        for change in self.data["since_baseline"]:
            payload = {"task": str(self.id("task", change["task"])), "effort": hours(change["effort"])}
            self.do("tomas", parse("task.estimate", payload))

    def _proposals(self) -> None:
        release = str(self.id("release"))
        for proposal in self.data["proposal"]:
            feature = str(self.id("feature", proposal["add_to_release"]))
            command = parse("release.add_feature", {"feature": feature, "release": release})
            submit(command, self.viewer(proposal["who"]), "web", why=proposal["why"], title=proposal["title"])
