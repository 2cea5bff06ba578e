"""Finding in history whom a change concerns, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps

from pilothouse.how.delivery.models import Assignment
from pilothouse.together.notices.models import Mute
from pilothouse.who.decisions.decision_log.models import Decision
from pilothouse.who.decisions.models import ChangeSet, Entry, Option, RowChange, Share, Voice
from pilothouse.who.decisions.proposals.says import waits_for
from pilothouse.who.items.models import Comment, Item, Mention, Watch
from pilothouse.who.people.models import Member, Workspace

DATES = {"target", "not_before", "must_finish_by"}
QUIET = {"items.watch", "items.mention", "notices.mute", "decisions.about"}
SILENT_CHANNELS = {"demo", "import"}
ENDED = {"accepted", "declined"}


@dataclass(frozen=True)
class Draft:
    """One notice to be: for whom, of what kind, about what, and why they get it."""

    member: UUID
    kind: str
    entry: Entry
    item: UUID | None
    path: str
    text: str
    why: str

    @property
    def urgent(self) -> bool:
        """Whether somebody waits: told by mail at once."""
        return self.kind in {"waits", "mention"}


class Finder:
    """Looks through entries of one workspace, with a constant number of questions for all of them."""

    def __init__(self, workspace: Workspace, entries: Sequence[Entry]) -> None:
        self.workspace = workspace
        self.entries = entries
        here = {"workspace": workspace}
        self.changes: dict[UUID, list[RowChange]] = defaultdict(list)
        for change in RowChange.everything.filter(entry__in=entries).order_by("position"):
            self.changes[change.entry_id].append(change)
        rows = [change for changes in self.changes.values() for change in changes]
        self.revived = _revived([change.row for change in rows if _came_back(change)])
        comments = [_id(self._values(c), "comment_id") for c in rows if c.model == "items.mention"]
        self.comment_items = dict(Comment.everything.filter(pk__in=comments).values_list("pk", "item_id"))
        ids = {id for change in rows for id in self._about(change)}
        self.items: dict[UUID, Item] = {i.pk: i for i in Item.everything.filter(**here, pk__in=ids)}
        self.hear, self.deaf = _hearers(self.items.values())
        people = Member.everything.filter(**here, deleted_at=None, left_on=None, account__isnull=False)
        self.kinds = dict(people.values_list("pk", "kind"))
        self.muted = set(
            Mute.everything.filter(**here, deleted_at=None).values_list("member_id", "item_id", "kind")
        )

    def drafts(self) -> list[Draft]:
        """Every notice these entries give rise to; at most one for each member and entry."""
        found: dict[tuple[UUID, UUID], Draft] = {}
        for entry in self.entries:
            for draft in self._of(entry):
                if self._wanted(draft):
                    found.setdefault((draft.entry.pk, draft.member), draft)
        return list(found.values())

    def _of(self, entry: Entry) -> Iterator[Draft]:
        changes = self.changes[entry.pk]
        for change in changes:
            if change.model == "decisions.changeset":
                yield from self._proposal(entry, change)
            if change.model == "decisions.option" and entry.command == "proposal.escalate":
                yield from self._escalated(entry, change)
            if change.model in ("delivery.impediment", "risks.issue"):
                yield from self._impeded(entry, change)
            if change.model == "decisions.decision" and (change.after or {}).get("reminded_at"):
                yield from self._look_back(entry, change.row)
        if entry.channel in SILENT_CHANNELS or entry.actor_id is None:
            return
        for change in changes:
            said = entry.command.startswith("comment.")
            if said and _appeared(change) and change.model == "items.mention":
                comment = _id(self._values(change), "comment_id")
                yield self._item(
                    entry, change, "mention", self.comment_items.get(comment), "You are mentioned."
                )
            if _appeared(change) and change.model == "delivery.assignment":
                task = _id(self._values(change), "task_id")
                yield self._item(entry, change, "assigned", task, "The work is yours now.")
            if _appeared(change) and change.model == "decisions.share":
                yield from self._shared(entry, change)
            helper = change.model == "delivery.task" and _id(change.after, "unblocker_id")
            if helper:
                yield self._draft(helper, "waits", entry, change.row, "You are named as able to help.")
        for change in changes:
            yield from self._heard(entry, change)

    def _proposal(self, entry: Entry, change: RowChange) -> Iterator[Draft]:
        state = (change.after or {}).get("state")
        if change.before is not None and state not in ENDED:
            return
        proposal = ChangeSet.everything.select_related("author").get(pk=change.row)
        path = f"/{self.workspace.slug}/{proposal.key}"
        if change.before is None:
            if proposal.state != "open":
                return
            for member, role in _asked(proposal):
                words = f"{proposal.author.name} suggested {proposal.title} ({proposal.key})."
                yield Draft(member, "waits", entry, None, path, words, f"You are asked as {role}.")
            return
        words = f"{proposal.title} ({proposal.key}) was {state}."
        spoke = Voice.everything.filter(change_set=proposal).values_list("member_id", flat=True)
        yield Draft(proposal.author_id, "decided", entry, None, path, words, "You suggested it.")
        for member in dict.fromkeys(spoke):
            yield Draft(member, "decided", entry, None, path, words, "You were asked about it.")

    def _escalated(self, entry: Entry, change: RowChange) -> Iterator[Draft]:
        """The next in line, and whoever let the day pass."""
        option = Option.everything.select_related("change_set").get(pk=change.row)
        proposal, step = option.change_set, (change.after or {})["verdict"]["escalated"][-1]
        path = f"/{self.workspace.slug}/{proposal.key}"
        overdue = f"{proposal.title} ({proposal.key}) is overdue"
        for member in step["members"]:
            words = f"{overdue}: you may decide it too."
            yield Draft(UUID(member), "waits", entry, None, path, words, "You are next in line to decide.")
        for member in step["of"]:
            words = f"{overdue}: the next in line is asked too."
            yield Draft(UUID(member), "waits", entry, None, path, words, "You are asked to decide.")

    def _impeded(self, entry: Entry, change: RowChange) -> Iterator[Draft]:
        """Whoever is to see to an impediment or an issue, and the next in line when its day has passed."""
        told = change.after or {}
        if told.get("owner_id") and entry.channel not in SILENT_CHANNELS:
            yield self._draft(UUID(told["owner_id"]), "waits", entry, change.row, "You are to see to it.")
        for member in told["escalated"][-1]["members"] if told.get("escalated") else ():
            yield self._draft(UUID(member), "waits", entry, change.row, "You are next in line to see to it.")

    def _look_back(self, entry: Entry, id: UUID) -> Iterator[Draft]:
        """Whoever keeps a decision, on the day they meant to look back on it."""
        decision = Decision.everything.select_related("item").filter(pk=id, deleted_at=None).first()
        if decision is not None and decision.owner_id is not None:
            key, title = decision.item.key, decision.item.title
            path = f"/{self.workspace.slug}/decisions/{key}"
            words = f"What came of {title} ({key})? Its day to look back has come."
            yield Draft(decision.owner_id, "review", entry, decision.pk, path, words, "You look back on it.")

    def _shared(self, entry: Entry, change: RowChange) -> Iterator[Draft]:
        """Whoever a scenario was shared with by name; what everybody may see is found on its page."""
        share = Share.everything.filter(pk=change.row, deleted_at=None).select_related("change_set").first()
        if share is not None and share.member_id is not None:
            path = f"/{self.workspace.slug}/scenarios/{share.change_set_id}"
            who = entry.actor.name if entry.actor else "Somebody"
            words = f"{who} shared the scenario “{share.change_set.title}” with you."
            yield Draft(share.member_id, "shared", entry, None, path, words, "It is shared with you.")

    def _item(self, entry: Entry, change: RowChange, kind: str, item: UUID | None, why: str) -> Draft:
        member = UUID(self._values(change)["member_id"])
        return self._draft(member, kind, entry, item, why)

    def _heard(self, entry: Entry, change: RowChange) -> Iterator[Draft]:
        """Those who watch, own or do the item that changed."""
        if change.model in QUIET or change.model == "delivery.assignment":
            return
        kind = "comment" if change.model == "items.comment" else "changed"
        if change.before is not None and DATES & set(change.after or {}):
            kind = "date"
        for id in self._about(change):
            for member, why in self.hear.get(id, {}).items():
                if (id, member) not in self.deaf:
                    yield self._draft(member, kind, entry, id, why)

    def _draft(self, member: UUID, kind: str, entry: Entry, id: UUID | None, why: str) -> Draft:
        item = self.items.get(id) if id else None
        path = f"/{self.workspace.slug}/i/{item.key}" if item else ""
        who = entry.actor.name if entry.actor else "Pilothouse"
        about = f" ({item.key} {item.title})" if item and item.title not in entry.sentence else ""
        return Draft(
            member, kind, entry, item.pk if item else None, path, f"{who} {entry.sentence}{about}.", why
        )

    def _wanted(self, draft: Draft) -> bool:
        kind = self.kinds.get(draft.member)
        item = self.items.get(draft.item) if draft.item else None
        hidden = kind == "guest" and (item is None or item.visibility != "shared")
        muted = (draft.member, None, draft.kind), (draft.member, draft.item, "")
        return (
            kind is not None
            and not hidden
            and draft.member != draft.entry.actor_id
            and not any(key in self.muted for key in muted if key[1] or key[2])
        )

    def _values(self, change: RowChange) -> dict[str, Any]:
        """What is known of a row: what changed, and for one that came back whom it names."""
        return {**self.revived.get(change.row, {}), **(change.before or {}), **(change.after or {})}

    def _about(self, change: RowChange) -> list[UUID]:
        """Ids of the items a row belongs to: itself, or what it hangs on."""
        values = self._values(change)
        if change.model in _item_tables():
            return [change.row]
        found = [_id(values, name) for name in ("item_id", "task_id")]
        if change.model == "items.mention":
            found.append(self.comment_items.get(_id(values, "comment_id")))
        return [id for id in found if id is not None]


def _revived(rows: list[UUID]) -> dict[UUID, dict[str, str]]:
    """Who is named by assignments and mentions that came back from the bin: history tells only the bin."""
    found: dict[UUID, dict[str, str]] = {}
    for model, name in ((Assignment, "task_id"), (Mention, "comment_id")):
        for pk, member, about in model.everything.filter(pk__in=rows).values_list("pk", "member_id", name):
            found[pk] = {"member_id": str(member), name: str(about)}
    return found


def _asked(proposal: ChangeSet) -> list[tuple[UUID, str]]:
    """Members whose say is missing, each with the role they are asked as."""
    option = Option.everything.filter(pk=proposal.chosen).first()
    if option is None:
        return []
    missing = waits_for(option, Voice.everything.filter(change_set=proposal))
    return [(UUID(member), say.role.replace("_", " ")) for say in missing for member in say.members]


def _hearers(items: Iterable[Item]) -> tuple[dict[UUID, dict[UUID, str]], set[tuple[UUID, UUID]]]:
    """For each item who hears of it and why; pairs of items and members who said no."""
    hear: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    deaf: set[tuple[UUID, UUID]] = set()
    found = {item.pk: item for item in items}
    wanted = list(found)
    for item, member in _assigned(wanted):
        hear[item][member] = "It is your work."
    for model in _owned():
        for item, owner in model.everything.filter(pk__in=wanted).values_list("pk", "owner_id"):
            if owner is not None:
                hear[item].setdefault(owner, "You own it.")
    rows = Watch.everything.filter(item__in=wanted, deleted_at=None).values_list("item_id", "member_id", "on")
    for item, member, on in rows:
        if on:
            hear[item].setdefault(member, "You watch it.")
        else:
            deaf.add((item, member))
    for id, written in found.items():
        if written.author_id:
            hear[id].setdefault(written.author_id, "You wrote it down.")
    return hear, deaf


def _assigned(ids: list[UUID]) -> Any:
    rows = Assignment.everything.filter(task__in=ids, deleted_at=None)
    return rows.values_list("task_id", "member_id")


@cache
def _item_tables() -> frozenset[str]:
    """Names of tables that are items, or one-to-one with them."""
    models = [m for m in apps.get_models() if any(f.name == "item" and f.one_to_one for f in m._meta.fields)]
    return frozenset({"items.item", *(m._meta.label_lower for m in models)})


@cache
def _owned() -> tuple[Any, ...]:
    """Tables of items that somebody owns."""
    return tuple(
        model
        for model in apps.get_models()
        if model._meta.label_lower in _item_tables() and any(f.name == "owner" for f in model._meta.fields)
    )


def _appeared(change: RowChange) -> bool:
    """Whether the row is new, or back from the bin."""
    return change.before is None or _came_back(change)


def _came_back(change: RowChange) -> bool:
    return bool((change.before or {}).get("deleted_at")) and change.after is not None


def _id(values: dict[str, Any] | None, name: str) -> UUID | None:
    value = (values or {}).get(name)
    return UUID(value) if value else None
