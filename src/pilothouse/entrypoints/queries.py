"""What every way in reads: memberships, subjects of commands, choices for references, history, proposals."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from django.db.models import Q

from pilothouse.commands import Command, RefTo, Refused, refs_of
from pilothouse.entrypoints.shapes import is_id
from pilothouse.who.decisions.gate.rowvalues import encoded, model_of
from pilothouse.who.decisions.models import ChangeSet, Entry, Option
from pilothouse.who.decisions.proposals.baskets import created_in
from pilothouse.who.decisions.proposals.private import told_commands
from pilothouse.who.decisions.proposals.queries import basket
from pilothouse.who.decisions.scenarios.queries import scenario
from pilothouse.who.items.kinds import kind_of_model
from pilothouse.who.items.models import Item
from pilothouse.who.people.models import Account, Member, RoleHolder, Workspace, viewer_of
from pilothouse.who.people.preferences import Preferences, preferences_of_account
from pilothouse.who.people.queries import workspace_of as workspace_of
from pilothouse.who.rows import Viewer

MOST_CHOICES = 500
"""A list longer than this is not offered: the key is typed."""


@dataclass(frozen=True)
class Access:
    """An account as a member of one workspace."""

    workspace: Workspace
    viewer: Viewer
    role: str = ""
    preferences: Preferences = field(default_factory=Preferences)


def account_of(email: str) -> Account | None:
    """The account with that address, active or not."""
    return Account.objects.filter(email__iexact=email).first()


def account_with(id: str) -> Account | None:
    """The active account with that id."""
    return Account.objects.filter(pk=id, is_active=True).first() if is_id(id) else None


def access(account: Any, slug: str) -> Access | None:
    """The membership in the workspace of that name; None when there is none: it does not exist for them."""
    members = Member.everything.filter(
        workspace__slug=slug, account=account.pk, account__is_active=True, deleted_at=None, left_on=None
    )
    member = members.select_related("workspace", "account__preference").first()
    if member is None:
        return None
    likes = preferences_of_account(member.account, str(member.workspace_id))
    return Access(member.workspace, viewer_of(member), preferences=likes)


def access_with(token: Any, slug: str) -> Access | None:
    """The membership that a token stands for; None in any other workspace than its own."""
    if token.workspace.slug != slug:
        return None
    if token.account_id is None:
        return Access(token.workspace, viewer_of(token.service))
    here = {"workspace": token.workspace_id, "account": token.account_id, "deleted_at": None, "left_on": None}
    member = next(iter(Member.everything.filter(**here)[:1]), None)
    return Access(token.workspace, viewer_of(member)) if member else None


def membership_with(id: str) -> Access | None:
    """The membership with that id, while it holds."""
    rows = Member.everything.filter(pk=id, deleted_at=None, left_on=None, account__is_active=True)
    member = rows.select_related("workspace").first() if is_id(id) else None
    return Access(member.workspace, viewer_of(member)) if member else None


def access_by_name(who: str, slug: str) -> Access | None:
    """The same for the command line: by e-mail address or member's name, in the only workspace if unnamed."""
    members = Member.everything.filter(Member.named(who), deleted_at=None, left_on=None)
    members = members.select_related("workspace")
    found = list(members.filter(workspace__slug=slug) if slug else members)
    if len(found) > 1:
        places = ", ".join(sorted({member.workspace.slug for member in found}))
        raise Refused(f"{who} is a member more than once ({places}). Say --workspace, or the e-mail address.")
    return Access(found[0].workspace, viewer_of(found[0])) if found else None


def workspaces_of(account: Any) -> list[Workspace]:
    """Workspaces the account is a member of, by name."""
    members = Member.everything.filter(account=account.pk, deleted_at=None, left_on=None).values("workspace")
    return list(Workspace.objects.filter(pk__in=members).order_by("name"))


def roles_of(viewer: Viewer) -> list[str]:
    """The roles the viewer holds anywhere in the workspace."""
    held = RoleHolder.objects.seen_by(viewer).filter(member=viewer.member).order_by("role")
    return list(dict.fromkeys(held.values_list("role", flat=True)))


def row_of(ref: RefTo, text: str, viewer: Viewer) -> Any:
    """The row a reference names and the viewer may see, else None."""
    model: Any = model_of(ref.kind)
    if model is Workspace:
        return model.objects.filter(pk=viewer.workspace).first()
    rows = model.objects.seen_by(viewer).select_related(*(["item"] if _is_item(model) else []))
    if is_id(text):
        return rows.filter(pk=text).first()
    named = model.named(text)
    found = list(rows.filter(named)[:2]) if named is not None else []
    return found[0] if len(found) == 1 else None


def column_of(row: Any, name: str) -> tuple[bool, Any]:
    """(whether the row, or the item it is, has that column; its value in JSON).

    Lists are found in a method of the row: ``member_ids()`` for a field named ``members``."""
    for place in (row, getattr(row, "item", None) if _is_item(type(row)) else None):
        fields = {f.name: f for f in place._meta.concrete_fields} if place is not None else {}
        if name in fields:
            return True, encoded(fields[name], getattr(place, fields[name].attname))
    if (beside := _beside(type(row), name)) is not None:
        there = getattr(row, beside, None)
        return False, there and column_of(there, name)[1]
    listed = _list_of(row, name)
    return False, [str(id) for id in listed()] if listed else None


def has_column(row: Any, name: str) -> bool:
    """Whether the row, or the item it is, has a column of that name."""
    places: list[Any] = [type(row), *([Item] if _is_item(type(row)) else [])]
    return any(f.name == name for place in places for f in place._meta.concrete_fields) or bool(
        _beside(type(row), name) or _list_of(row, name)
    )


def _beside(model: Any, name: str) -> str | None:
    """By which name a row reaches the one that goes with it and has that column: a unit its project."""
    found = (r for r in model._meta.related_objects if r.one_to_one and not _is_item(r.related_model))
    has = (r for r in found if name in {f.name for f in r.related_model._meta.concrete_fields})
    return next((r.get_accessor_name() for r in has if name != r.field.name), None)


def _list_of(row: Any, name: str) -> Any:
    return getattr(row, f"{name.removesuffix('s')}_ids", None) or getattr(row, f"{name}_ids", None)


def choices(ref: RefTo, viewer: Viewer) -> list[dict[str, str]] | None:
    """What a reference may name, as {value, label}, items by key; None when too many."""
    rows = _named_by(ref, viewer)
    if len(rows.order_by()[: MOST_CHOICES + 1].values_list("pk")) > MOST_CHOICES:
        return None
    new = [
        _choice(made["id"], "", f"{made['title']} (in {made['place']})") for made in _gathered(ref, viewer)
    ]
    return _offered(ref, viewer, rows) + new


def _offered(ref: RefTo, viewer: Viewer, rows: Any) -> list[dict[str, str]]:
    """Items by their heads alone: what a room tells of them besides would cost more than the whole form."""
    kind = kind_of_model(ref.kind)
    if _is_item(rows.model):
        heads = rows.order_by("item__prefix", "item__number").select_related("item")
        return [_choice(row.item.key, row.item.key, row.item.title) for row in heads]
    if kind is None:
        named = sorted(rows.select_related(*_named_after(rows.model)), key=str)
        return [_choice(value_of(row), getattr(row, "key", "") or "", str(row)) for row in named]
    told = kind.rows(viewer, dict(parse_qsl(ref.where)))
    return [_choice(str(row["id"]), row.get("key") or "", row["title"]) for row in told]


def _named_by(ref: RefTo, viewer: Viewer) -> Any:
    model: Any = model_of(ref.kind)
    return model.objects.seen_by(viewer).filter(**dict(parse_qsl(ref.where)))


def name_of(ref: RefTo, id: str, viewer: Viewer) -> tuple[str, str]:
    """(value for an input, how people call it) of a referenced row; empty when it is not to be seen."""
    row = row_of(ref, id, viewer)
    if row is None:
        return next(((id, made["title"]) for made in _gathered(ref, viewer) if made["id"] == id), ("", ""))
    return value_of(row), str(row)


def is_gathered(ref: RefTo, id: str, viewer: Viewer) -> bool:
    """Whether what the viewer gathers would make the thing of that id."""
    return any(made["id"] == id for made in _gathered(ref, viewer))


def _gathered(ref: RefTo, viewer: Viewer) -> list[dict[str, str]]:
    """What of that kind the scenario that the viewer works in would make, or else their basket, and its
    ``place``: it can be named before it exists."""
    if row := scenario(viewer, viewer.scenario) if viewer.scenario else None:
        place, made = row.title, created_in(row.differences)
    else:
        one = basket(viewer)
        place, made = "your basket", one.option.verdict.get("creates", []) if one else []
    return [row | {"place": place} for row in made if row["kind"] == ref.kind]


def called(command: type[Command], field: str, texts: list[str], viewer: Viewer) -> dict[str, str]:
    """How people call the rows of those keys and ids, by one question for keys and one for ids."""
    model: Any = model_of(refs_of(command)[field].kind)
    where = Q(pk__in=[text for text in texts if is_id(text)])
    for text in texts:
        where |= (None if is_id(text) else model.named(text)) or Q(pk__in=[])
    rows = model.objects.seen_by(viewer).filter(where).select_related(*(["item"] if _is_item(model) else []))
    found: dict[str, str] = {}
    for row in rows:
        told = _choice("", getattr(row.item if _is_item(model) else row, "key", "") or "", str(row))["label"]
        found |= {str(row.pk): told, value_of(row): told}
    return found


def _named_after(model: Any) -> list[str]:
    """The rows it hangs on, and the items they are: a row without a name of its own is called after them."""
    hangs_on = [
        f for f in model._meta.concrete_fields if f.is_relation and not f.null and f.name != "workspace"
    ]
    return [f"{f.name}__item" if _is_item(f.related_model) else f.name for f in hangs_on]


def _choice(value: str, key: str, title: str) -> dict[str, str]:
    return {"value": value, "label": f"{key} {title}".strip()}


def value_of(row: Any) -> str:
    """What stands for a row in an input: its key, else its id."""
    base = row.item if _is_item(type(row)) else row
    return getattr(base, "key", None) or str(row.pk)


def item_named(text: str, viewer: Viewer) -> tuple[str, str] | None:
    """(kind, key) of the item that key means, old and imported keys included."""
    named = Item.named(text)
    item = Item.objects.seen_by(viewer).filter(named).first() if named is not None else None
    return (item.kind, item.key) if item else None


def who_decides(viewer: Viewer, command: str, about: str) -> dict[str, Any]:
    """Who decides that command, that thing, or the one about the other."""
    from pilothouse.who.decisions.rights.who_decides import who_decides as answered

    return answered(viewer, command, about)


def unclear_rights() -> list[str]:
    """What keeps decisions from being taken, of all workspaces, each with its address."""
    from pilothouse.who.decisions.rights.lint import grave
    from pilothouse.who.decisions.rights.verdicts import Rights

    rows = Workspace.objects.order_by("slug")
    return [f"{row.slug}: {words}" for row in rows for words in grave(Rights(row))]


def history(viewer: Viewer, before: int | None, limit: int) -> list[dict[str, Any]]:
    """Entries, newest first, from revisions below ``before``."""
    entries = Entry.objects.seen_by(viewer).select_related("actor", "on_behalf_of", "change_set")
    entries = entries.filter(revision__lt=before) if before is not None else entries
    return [_entry(entry) for entry in entries.order_by("-revision")[:limit]]


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "revision": entry.revision,
        "group": str(entry.group),
        "at": entry.at.isoformat(),
        "actor": entry.actor.name if entry.actor else "Pilothouse",
        "on_behalf_of": entry.on_behalf_of.name if entry.on_behalf_of else None,
        "channel": entry.channel,
        "command": entry.command,
        "sentence": entry.sentence,
        "family": entry.family or None,
        "proposal": entry.change_set.key if entry.change_set else None,
        "undoes": entry.undoes_id is not None,
    }


def group_sentence(viewer: Viewer, group: str) -> str:
    """What a history group did, in words; refuses a group the viewer may not see."""
    entries = Entry.objects.seen_by(viewer).filter(group=group).order_by("revision") if is_id(group) else []
    words = "; ".join(entry.sentence for entry in entries)
    if not words:
        raise Refused("There is no such change to undo.", status=404)
    return words


def proposals(viewer: Viewer, state: str, before: int | None, limit: int) -> list[dict[str, Any]]:
    """Proposals, newest first, in one state when ``state`` is given."""
    found = ChangeSet.objects.seen_by(viewer).filter(kind="proposal").select_related("author")
    found = found.filter(state=state) if state else found
    found = found.filter(number__lt=before) if before is not None else found
    rows = list(found.order_by("-number")[:limit])
    options = list(Option.objects.seen_by(viewer).filter(change_set__in=rows).order_by("position"))
    return [_proposal(viewer, row, [o for o in options if o.change_set_id == row.pk]) for row in rows]


def proposal(viewer: Viewer, key: str) -> dict[str, Any]:
    """One proposal; refuses one the viewer may not see."""
    named = ChangeSet.named(key)
    row = ChangeSet.objects.seen_by(viewer).filter(named).select_related("author").first() if named else None
    if row is None:
        raise Refused(f"There is no proposal {key!r} that you can see.", status=404)
    options = Option.objects.seen_by(viewer).filter(change_set=row).order_by("position")
    return _proposal(viewer, row, list(options))


def _proposal(viewer: Viewer, row: ChangeSet, options: list[Option]) -> dict[str, Any]:
    option = next((one for one in options if one.pk == row.chosen), None)
    return {
        "key": row.key,
        "number": row.number,
        "title": row.title,
        "why": row.why,
        "author": row.author.name,
        "state": row.state,
        "made_at": row.made_at.isoformat(),
        "decide_by": row.decide_by.isoformat() if row.decide_by else None,
        "family": row.family or None,
        "commands": told_commands(viewer, row, option) if option else [],
        "plan_hash": option.plan_hash if option else "",
        "impact": option.impact if option else None,
        "options": [_option(viewer, row, one) for one in options if one.withdrawn_at is None],
    }


def _option(viewer: Viewer, row: ChangeSet, option: Option) -> dict[str, Any]:
    return {
        "option": option.letter,
        "label": option.label,
        "chosen": option.pk == row.chosen,
        "commands": told_commands(viewer, row, option),
        "impact": option.impact,
    }


def _is_item(model: Any) -> bool:
    return any(field.name == "item" and field.one_to_one for field in model._meta.concrete_fields)


def is_empty() -> bool:
    """Whether there is no workspace yet."""
    return not Workspace.objects.exists()
