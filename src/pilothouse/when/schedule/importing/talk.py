"""What issues have beyond the plan: labels, comments, hours worked, relations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pilothouse.how.delivery.models import WorkLog
from pilothouse.who.changes import derived
from pilothouse.who.items.models import Comment, ItemLabel, Label, Link

if TYPE_CHECKING:
    from pilothouse.when.schedule.importing.making import Maker

Detail = Mapping[str, Any]
MOST_LABEL = 60
MOST_NOTE = 500


class Talk:
    """Adds what is new since the last import and changes what differs; what people did here stands."""

    def __init__(self, maker: Maker) -> None:
        self.maker, self.ctx = maker, maker.ctx
        self.zone = ZoneInfo(self.ctx.workspace.timezone)
        self._labels: dict[str, UUID] | None = None

    def make(self) -> None:
        """For every issue whose details differ from those of the last import."""
        old = self.maker.changes.known.details
        for external, detail in self.maker.changes.details.items():
            before = old.get(external, {})
            id = self.maker.rows.get(("task", external))
            if id is not None and detail != before:
                for name, rows in (
                    ("labels", self._label_rows(id, detail)),
                    ("remarks", self._comments(id, detail)),
                    ("worked", self._logs(id, detail)),
                    ("links", self._links(id, detail)),
                ):
                    if detail.get(name) != before.get(name):
                        self._put(id, rows)
                self._drop(id, detail, before)

    def _put(self, owner: UUID, rows: Iterable[Any]) -> None:
        """Add rows; where the owner is older, change or bring back those that are there."""
        if owner in self.maker.made:
            for row in rows:
                self.maker.ctx.save(row)
            return
        for row in rows:
            model = type(row)
            there = model.everything.filter(pk=row.pk).first()
            if there is None:
                self.maker.ctx.save(row)
            else:
                values = {f.attname: getattr(row, f.attname) for f in model._meta.concrete_fields}
                for kept in ("id", "workspace_id", "deleted_at", "edited_at"):
                    values.pop(kept, None)
                self.ctx.update(there, **values)

    def _drop(self, owner: UUID, detail: Detail, before: Detail) -> None:
        """Take away labels and hours that the last file had and this one has no more; talk stays."""
        gone = set(before.get("labels", ())) - set(detail.get("labels", ()))
        ids = [derived(owner, "label", self._label(name)) for name in gone]
        for row in self.ctx.find(ItemLabel, pk__in=ids) if ids else ():
            self.ctx.delete(row)
        logged = {each[0] for each in before.get("worked", ())} - {e[0] for e in detail.get("worked", ())}
        logs = [derived(owner, "log", id) for id in logged]
        for row in self.ctx.find(WorkLog, pk__in=logs) if logs else ():
            self.ctx.delete(row)

    def _label_rows(self, id: UUID, detail: Detail) -> Iterable[ItemLabel]:
        for name in detail.get("labels", ()):
            label = self._label(name)
            yield ItemLabel(id=derived(id, "label", label), item_id=id, label_id=label)

    def _label(self, name: str) -> UUID:
        """The label of that name, a new one if there is none."""
        if self._labels is None:
            self._labels = {label.name.casefold(): label.pk for label in self.ctx.find(Label)}
        known = self._labels.get(name.casefold())
        if known is None:
            id = derived(self.maker.unit.pk, "label", name.casefold())
            self.ctx.save(Label(id=id, name=name[:MOST_LABEL], colour=1 + len(self._labels) % 6))
            known = self._labels[name.casefold()] = id
        return known

    def _comments(self, id: UUID, detail: Detail) -> Iterable[Comment]:
        for external, author, at, text in detail.get("remarks", ()):
            who = self.maker.people.author(author)
            comment = derived(id, "comment", external)
            yield Comment(id=comment, item_id=id, author_id=who, text=text, at=self._moment(at))

    def _logs(self, id: UUID, detail: Detail) -> Iterable[WorkLog]:
        for external, author, at, hours, note in detail.get("worked", ()):
            who = self.maker.people.author(author)
            yield WorkLog(
                id=derived(id, "log", external),
                task_id=id,
                member_id=who,
                on=self._moment(at).astimezone(self.zone).date(),
                hours=hours,
                note=(note or "Imported")[:MOST_NOTE],
            )

    def _links(self, id: UUID, detail: Detail) -> Iterable[Link]:
        for kind, external in detail.get("links", ()):
            other = self.maker.rows.get(("task", external))
            if other is not None:
                yield Link(id=derived(id, "link", other), item_id=id, other_id=other, kind=kind)

    def _moment(self, minute: int | None) -> datetime:
        if minute is None:
            now: datetime = self.ctx.now
            return now
        return datetime.fromtimestamp(minute * 60, UTC)
