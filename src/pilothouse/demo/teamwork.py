"""How the people of the story work together: their board, iterations, hours, and what is in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pilothouse.commands import Command, parse
from pilothouse.demo.days import hours, in_week, weekdays_ago

if TYPE_CHECKING:
    from pilothouse.demo.story import Story

FRIDAY = 4


class Teamwork:
    """The chapters about it, told between those of the plan."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.data = story.data

    def take_on(self) -> None:
        """Iterations of before, filled while what is in them was still to do."""
        self.story.do("jonas", *self._planned(closed=True))

    def work(self) -> None:
        """The board, the hours of the last days, and the iterations: two closed, one running, one to come."""
        self._board()
        self.story.do("tomas", *self._recurring())
        self._hours()
        over = [self._about("iteration", each["name"]) for each in self.data["iteration"] if "closed" in each]
        self.story.do("jonas", *(parse("iteration.close", about) for about in over))
        self.story.do("jonas", *self._planned(closed=False))

    def trouble(self) -> None:
        """What is in the way, what went wrong and what is taken for granted."""
        for each in self.data["impediment"]:
            self._impediment(each)
        for each in self.data["issue"]:
            self._issue(each)
        for each in self.data["assumption"]:
            said = {
                "title": each["title"],
                "otherwise": each["otherwise"],
                "check_by": self._by(each["weeks"]),
            }
            self.story.do(each["by"], parse("assumption.add", self._raised("assumption", each) | said))
        for each in self.data["blocked"]:
            why = {"blocked_why": each["why"], "unblocker": self.story.person(each["helper"])}
            self.story.do(each["by"], parse("task.block", self._about("task", each["task"]) | why))

    def _board(self) -> None:
        told = self.data["board"]
        made = {"id": str(self.story.id("board")), "unit": self._project()}
        self.story.do("tomas", parse("board.add", made | {k: told[k] for k in ("start_from", "lanes")}))
        for name, limit in told["limits"].items():
            self.story.do("tomas", parse("column.edit", {"column": name, "limit": limit}))
        for task, name in told["placed"].items():
            self.story.do("tomas", parse("card.place", self._about("task", task) | {"column": name}))

    def _recurring(self) -> list[Command]:
        return [
            parse(
                "recurring.add",
                {
                    "id": str(self.story.id("recurring", each["title"])),
                    "unit": self._project(),
                    "title": each["title"],
                    "first": in_week(self.story.today, each["first_week"]).isoformat(),
                    "repeats": each["repeats"],
                    "effort": hours(each["days"]),
                    "skill": each["skill"],
                    "checklist": "\n".join(each["checklist"]),
                },
            )
            for each in self.data["recurring"]
        ]

    def _planned(self, closed: bool) -> list[Command]:
        return [
            command
            for each in self.data["iteration"]
            if each.get("closed", False) is closed
            for command in self._iteration(each)
        ]

    def _iteration(self, told: dict[str, Any]) -> list[Command]:
        first, last = told["weeks"]
        planned = {
            "id": str(self.story.id("iteration", told["name"])),
            "unit": self._project(),
            "name": told["name"],
            "goal": told["goal"],
            "first": in_week(self.story.today, first).isoformat(),
            "last": in_week(self.story.today, last, FRIDAY).isoformat(),
        }
        tasks = {"tasks": [str(self.story.id("task", task)) for task in told["tasks"]]}
        taken = self._about("iteration", told["name"]) | tasks
        return [parse("iteration.plan", planned), parse("iteration.take", taken)]

    def _hours(self) -> None:
        for each in self.data["worked"]:
            about = self._about("task", each["task"]) | {"note": each["note"]}
            logs = []
            for ago, worked in each["hours"]:
                log = {"id": str(self.story.id("hours", each["task"], str(ago))), "hours": worked}
                log["on"] = weekdays_ago(self.story.today, ago).isoformat()
                logs.append(parse("worklog.add", about | log))
            self.story.do(each["who"], *logs)

    def _impediment(self, told: dict[str, Any]) -> None:
        raised = self._raised("impediment", told) | {"due": self._by(told["weeks"])}
        done = []
        if "resolution" in told:
            solved = {"impediment": raised["id"], "resolution": told["resolution"]}
            done = [parse("impediment.resolve", solved)]
        self.story.do(told["by"], parse("impediment.raise", raised | {"effect": told["effect"]}), *done)

    def _issue(self, told: dict[str, Any]) -> None:
        raised = self._raised("issue", told) | {"effect": told["effect"]}
        owner = raised.pop("owner", None)
        self.story.do(told["by"], parse("issue.raise", raised))
        if owner is None:
            return
        found = {"severity": told["severity"], "owner": owner, "due": self._by(told["weeks"])}
        begun = [parse("issue.start", {"issue": raised["id"]})] if told.get("begun") else []
        self.story.do("tomas", parse("issue.triage", {"issue": raised["id"]} | found), *begun)

    def _raised(self, kind: str, told: dict[str, Any]) -> dict[str, Any]:
        owner = {"owner": self.story.person(told["owner"])} if "owner" in told else {}
        raised = {"id": str(self.story.id(kind, told["title"])), "title": told["title"]}
        return raised | {"unit": self._project()} | owner

    def _about(self, kind: str, name: str) -> dict[str, Any]:
        return {kind: str(self.story.id(kind, name))}

    def _by(self, weeks: int) -> str:
        """The Friday of the week so many weeks on."""
        return in_week(self.story.today, weeks, FRIDAY).isoformat()

    def _project(self) -> str:
        return str(self.story.id("project"))
