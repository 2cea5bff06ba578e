"""Making the changes of an import, row by row, through the running command."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, cast
from uuid import UUID

from pilothouse.commands import Scope
from pilothouse.how.delivery.models import Assignment, Dependency, PoolUse, Task, WorkLog
from pilothouse.when.schedule.importing.changes import Change, Changes
from pilothouse.when.schedule.importing.everybody import Everybody, Named
from pilothouse.when.schedule.importing.talk import Talk
from pilothouse.when.schedule.models import Milestone
from pilothouse.who.changes import derived
from pilothouse.who.items.keys import Keys
from pilothouse.who.items.models import ExternalId, Item
from pilothouse.who.items.ranks import ranks_after
from pilothouse.who.people.models import (
    Calendar,
    CalendarDay,
    Member,
    MemberSkill,
    Pool,
    Rate,
    Skill,
    TimeOff,
    Unit,
)

MEANS = ("calendar", "person", "pool")
"""Kinds that work refers to."""
LISTS = ("links", "people", "uses", "days", "skills", "time_off", "rate", "spent")
"""What is kept in rows of its own."""
REFERENCES = {"calendar": "calendar", "parent": "task"}


class Maker:
    """Writes rows of a file's things. Sub-rows have ids derived from their owner, so that a later import
    finds the ones it made, and leaves alone those that people added."""

    def __init__(
        self, ctx: Scope, changes: Changes, unit: Unit, people: Mapping[str, str], users: Named
    ) -> None:
        self.ctx, self.changes, self.unit = ctx, changes, unit
        self.skills = {skill.name.lower(): skill for skill in ctx.find(Skill)}
        self.rows = {key: row.row for key, row in changes.known.ids.items()}
        self.positions = iter(ranks_after(self._last_position(), len(changes.all) + 1))
        self.people = Everybody(self, people, users)
        self.keys = Keys(ctx, unit)
        self.made: set[UUID] = set()

    def make(self) -> None:
        """All of them, then what ties them together."""
        means = [change for change in self.changes.all if change.kind in MEANS]
        work = [change for change in self.changes.all if change.kind not in MEANS]
        self.keys.keep(self._numbers())
        for change in means:
            self._add(change) if change.is_new else self._change(change)
        self.people.add_named()
        for change in work:
            self._add(change) if change.is_new else self._change(change)
        self.keys.note()
        for change in self.changes.all:
            self._lists(change)
        Talk(self).make()

    def remember(self, kind: str, external: str, row: UUID) -> None:
        """Note where a row came from."""
        self.rows[kind, external] = row
        known = self.changes.known
        old = known.ids.get((kind, external))
        if old is None:
            id = derived(self.unit.pk, "external", kind, external)
            self.ctx.save(
                ExternalId(
                    id=id, system=known.system, file=known.file, kind=kind, external=external[:200], row=row
                )
            )
        elif old.row != row:
            self.ctx.update(old, row=row)

    def _last_position(self) -> str | None:
        rows = self.ctx.find(Task, item__unit=self.unit).order_by("-position")
        last: str | None = rows.values_list("position", flat=True).first()
        return last

    def _add(self, change: Change) -> None:
        id = self.changes.id_of(change.kind, change.external)
        assert id is not None
        if change.kind == "person" and (member := self.people.known(change.external, change.columns["name"])):
            id = member.pk
        else:
            self._create(change, id)
        self.remember(change.kind, change.external, id)

    def _create(self, change: Change, id: UUID) -> None:
        self.made.add(id)
        values = self._columns(change.columns)
        if change.kind in ("task", "milestone"):
            item = self._item(change, id, values.pop("title")[:500])
            if change.kind == "task":
                self.ctx.save(Task(item=item, position=next(self.positions), **values))
            else:
                self.ctx.save(Milestone(item=item, **values))
        elif change.kind == "person":
            self.ctx.save(Member(id=id, kind="placeholder", plannable=True, **values))
        elif change.kind == "calendar":
            self.ctx.save(Calendar(id=id, **values))
        else:
            self.ctx.save(Pool(id=id, unit=self.unit, **values))

    def _item(self, change: Change, id: UUID, title: str) -> Item:
        """Under the number it has at its source if keys here begin alike, else with that key as an alias."""
        detail = self.changes.details.get(change.external, {})
        key = detail.get("key", "")
        item = self.keys.item(change.kind, id, title, self._number(key))
        if author := self.people.id_of(detail.get("author", "")):
            item.author_id = author
        if key and key.upper() != item.key and key != f"#{item.number}":
            item.aliases = [key.upper()]
        return cast(Item, self.ctx.save(item))

    def _numbers(self) -> Iterator[int]:
        for detail in self.changes.details.values():
            number = self._number(detail.get("key", ""))
            if number is not None:
                yield number

    def _number(self, key: str) -> int | None:
        head, _, tail = key.rpartition("-") if "-" in key else key.rpartition("#")
        usable = tail.isascii() and tail.isdigit() and len(tail) < 10
        return int(tail) if usable and head.upper() in ("", self.keys.holder.prefix) else None

    def _change(self, change: Change) -> None:
        row = self.changes.known.rows[change.kind, change.external]
        values = self._columns(change.columns)
        title = values.pop("title", None)
        if title:
            self.ctx.update(row.item, title=title[:500])
        if change.kind == "person":
            if row.kind != "placeholder":
                return
            values["plannable"] = True
        self.ctx.update(row, **values)

    def _columns(self, columns: Mapping[str, Any]) -> dict[str, Any]:
        """Columns of the row itself, references as ids."""
        values: dict[str, Any] = {}
        for name, value in columns.items():
            if name in REFERENCES:
                values[f"{name}_id"] = self.changes.id_of(REFERENCES[name], value)
            elif name == "skill":
                values["skill_id"] = self._skill(value).pk if value else None
            elif name not in LISTS:
                values[name] = value[:200] if name == "name" else value
        return values

    def _skill(self, name: str) -> Skill:
        known: Skill | None = self.skills.get(name.lower())
        if known is None:
            known = self.ctx.save(Skill(id=derived(self.unit.pk, "skill", name.lower()), name=name[:100]))
            self.skills[name.lower()] = known
        assert known is not None
        return known

    # What is kept in rows of its own

    def _lists(self, change: Change) -> None:
        columns, id = change.columns, self.changes.id_of(change.kind, change.external)
        if change.kind == "person":
            self._of_person(change, columns)
            return
        for name, model, keys in (
            ("links", Dependency, self._links(id, columns)),
            ("people", Assignment, self._people(id, columns)),
            ("uses", PoolUse, self._uses(id, columns)),
            ("days", CalendarDay, self._days(id, columns)),
        ):
            if name in columns:
                self._set(model, id, keys)
        if columns.get("spent") and "worked" not in self.changes.details.get(change.external, {}):
            self._log(id, change)

    def _of_person(self, change: Change, columns: Mapping[str, Any]) -> None:
        """Only of people this file brought: others are described by the people who know them."""
        id = self.changes.id_of("person", change.external)
        if (
            id != derived(self.unit.pk, "person", change.external)
            or not self.ctx.find(Member, pk=id).exists()
        ):
            return
        if "skills" in columns:
            levels = {self._skill(name): level for name, level in columns["skills"].items()}
            self._set(
                MemberSkill,
                id,
                {s.name.lower(): {"member_id": id, "skill": s, "level": n} for s, n in levels.items()},
            )
        if "time_off" in columns:
            spans = {
                start: {"member_id": id, "start": _day(start), "end": _day(end)}
                for start, end in columns["time_off"]
            }
            self._set(TimeOff, id, spans)
        if columns.get("rate"):
            currency = self.changes.plan.currency
            self._set(
                Rate,
                id,
                {"rate": {"member_id": id, "per_hour": f"{columns['rate']:.2f}", "currency": currency}},
            )

    def _links(self, id: UUID | None, columns: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        return {
            f"{on}/{type}": {
                "before_id": self.changes.item_of(on),
                "after_id": id,
                "type": type,
                "lag_h": lag,
                "elapsed": elapsed,
            }
            for on, type, lag, elapsed in columns.get("links", ())
        }

    def _people(self, id: UUID | None, columns: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        members = [self.rows["person", person] for person in columns.get("people", ())]
        return {str(member): {"task_id": id, "member_id": member} for member in members}

    def _uses(self, id: UUID | None, columns: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        pools = columns.get("uses", {})
        return {
            p: {"task_id": id, "pool_id": self.changes.id_of("pool", p), "units": n} for p, n in pools.items()
        }

    def _days(self, id: UUID | None, columns: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        days = columns.get("days", {})
        return {day: {"calendar_id": id, "date": _day(day), "hours": hours} for day, hours in days.items()}

    def _set(self, model: Any, owner: UUID | None, wanted: Mapping[str, Mapping[str, Any]]) -> None:
        """Make the rows this import keeps under an owner those that are wanted."""
        assert owner is not None
        ids = {derived(owner, model.__name__, key): values for key, values in wanted.items()}
        if owner in self.made:  # nothing can lie under what is not a moment old
            for id, values in ids.items():
                self.ctx.save(model(id=id, **values))
            return
        self._exchange(model, owner, ids)

    def _exchange(self, model: Any, owner: UUID, ids: Mapping[UUID, Mapping[str, Any]]) -> None:
        """Take away what an earlier import made and nobody wants now; change or add the others."""
        column = _OWNER[model]
        ours = {derived(owner, model.__name__, key) for key in self._before(model, owner)}
        for row in self.ctx.find(model, **{column: owner}):
            if row.pk in ours and row.pk not in ids:
                self.ctx.delete(row)
        rows = {row.pk: row for row in model.everything.filter(pk__in=list(ids))}
        for id, values in ids.items():
            if id in rows:
                self.ctx.update(rows[id], deleted_at=None, **values)
            elif not self._there(model, column, owner, values):
                self.ctx.save(model(id=id, **values))

    def _there(self, model: Any, column: str, owner: UUID, values: Mapping[str, Any]) -> bool:
        """Whether somebody added the same by hand."""
        same = {k: v for k, v in values.items() if k in _SAME.get(model, ())}
        return bool(same) and bool(self.ctx.find(model, **{column: owner}, **same).exists())

    def _before(self, model: Any, owner: UUID) -> list[str]:
        """Keys of the sub-rows the last import kept under that owner."""
        kind, name = _NAMED[model]
        externals = self.changes.known.externals
        known = next((externals[k, owner] for k in kind if (k, owner) in externals), None)
        columns = next((self.changes.old[k][known] for k in kind if known in self.changes.old[k]), {})
        value = columns.get(name) or ()
        if name == "links":
            return [f"{on}/{type}" for on, type, _, _ in value]
        if name == "people":
            return list(self._people(owner, {"people": value}))
        return [
            each[0] if name == "time_off" else each.lower() if name == "skills" else each for each in value
        ]

    def _log(self, id: UUID | None, change: Change) -> None:
        """Hours spent so far, as one entry on the day the task was started."""
        whole = self.changes.new["task"][change.external]
        people = self._people(id, {"people": whole["people"]})
        member = next((each["member_id"] for each in people.values()), None) or self.ctx.actor.member
        if member is None or id is None:
            return
        log = self.ctx.find(WorkLog, pk=derived(id, "spent")).first()
        if log is not None:
            self.ctx.update(log, hours=change.columns["spent"])
            return
        on = whole["started"].date()
        hours = change.columns["spent"]
        self.ctx.save(
            WorkLog(
                id=derived(id, "spent"), task_id=id, member_id=member, on=on, hours=hours, note="Imported"
            )
        )


_OWNER: dict[Any, str] = {
    Dependency: "after_id",
    Assignment: "task_id",
    PoolUse: "task_id",
    CalendarDay: "calendar_id",
    MemberSkill: "member_id",
    TimeOff: "member_id",
    Rate: "member_id",
}
_NAMED: dict[Any, tuple[tuple[str, ...], str]] = {
    Dependency: (("task", "milestone"), "links"),
    Assignment: (("task",), "people"),
    PoolUse: (("task",), "uses"),
    CalendarDay: (("calendar",), "days"),
    MemberSkill: (("person",), "skills"),
    TimeOff: (("person",), "time_off"),
    Rate: (("person",), "none"),
}
_SAME: dict[Any, tuple[str, ...]] = {
    Dependency: ("before_id", "type"),
    Assignment: ("member_id",),
    PoolUse: ("pool_id",),
    CalendarDay: ("date",),
}


def _day(text: str) -> date:
    return date.fromisoformat(text)
