"""What hangs on an item, for its page: words, labels, links, files and whether one watches it.

Five questions to the database, however much there is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from pilothouse.commands.lens import facets
from pilothouse.who.items.commands_labels import COLOURS
from pilothouse.who.items.models import KEY, Attachment, Comment, Item, ItemLabel, Link, Watch
from pilothouse.who.items.queries import item_page
from pilothouse.who.items.sniffing import SHOWN
from pilothouse.who.items.store import path_of
from pilothouse.who.once import once
from pilothouse.who.rows import Viewer

Rows = list[dict[str, Any]]


@once
def item_parts(
    viewer: Viewer, id: UUID | str, slug: str, working: tuple[str, ...] = (), texts: tuple[str, ...] = ()
) -> dict[str, Any]:
    """All that ``item_parts`` of ui/macros/parts.jinja draws. ``working`` are ids of those whose work it is:
    they watch it unless they said no. Keys in ``texts`` of the page become links as those in comments do."""
    item = UUID(str(id))
    said, linked = _comments(viewer, item), _links(viewer, item)
    found = _items(viewer, item, linked, (*(row["text"] for row in said), *texts))
    own = found.pop(item, {})
    chips = {row["key"]: row | {"url": item_page(slug, row["key"])} for row in found.values()}
    return {
        "id": str(item),
        "key": own.get("key", ""),
        "kind": own.get("kind", ""),
        "comments": _threads(said),
        "said": len(said),
        "chips": chips | ({own["key"]: own | {"url": item_page(slug, own["key"])}} if own else {}),
        "links": [_end(link, item, found) for link in linked if _other(link, item) in found],
        "labels": labels_of(viewer, [item]).get(item, []),
        "files": _files(viewer, item, slug),
        "decided": [row for facet in facets("decided") for row in facet(viewer, [item])],
        "watching": _watches(viewer, own, working),
        "me": str(viewer.member or ""),
    }


def labels_of(viewer: Viewer, items: Iterable[UUID]) -> dict[UUID, Rows]:
    """The labels on those items, by name."""
    rows = ItemLabel.objects.seen_by(viewer).filter(item__in=list(items), label__deleted_at=None)
    found: dict[UUID, Rows] = {}
    for item, id, name, colour in rows.order_by("label__name").values_list(
        "item_id", "label_id", "label__name", "label__colour"
    ):
        label = {"id": str(id), "name": name, "colour": colour, "hue": COLOURS[colour - 1]}
        found.setdefault(item, []).append(label)
    return found


def labelled(viewer: Viewer, label: str) -> set[UUID]:
    """Ids of the items that carry the label of that name: what ``?label=`` asks for."""
    rows = ItemLabel.objects.seen_by(viewer).filter(label__name__iexact=label, label__deleted_at=None)
    return set(rows.values_list("item_id", flat=True))


def _comments(viewer: Viewer, item: UUID) -> Rows:
    """What was said, oldest first, each with the names it mentions."""
    rows = Comment.objects.seen_by(viewer).filter(item=item).order_by("at", "pk")
    names = ("id", "parent_id", "author_id", "author__name", "text", "at", "edited_at")
    found: dict[UUID, dict[str, Any]] = {}
    for *values, name, gone in rows.values_list(*names, "mentions__member__name", "mentions__deleted_at"):
        row = found.setdefault(values[0], dict(zip(names, values, strict=True)) | {"mentions": []})
        if name and gone is None:
            row["mentions"].append(name)
    return list(found.values())


def _threads(said: Rows) -> Rows:
    """Comments with their answers; where the first one was deleted, its place stays."""
    tops = {row["id"]: _comment(row) for row in said if not row["parent_id"]}
    for row in said:
        if row["parent_id"]:
            gone = {"id": str(row["parent_id"]), "gone": True, "at": row["at"], "replies": []}
            tops.setdefault(row["parent_id"], gone)["replies"].append(_comment(row))
    return sorted(tops.values(), key=lambda row: row["at"])


def _comment(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        "author": str(row["author_id"]),
        "name": row["author__name"],
        "text": row["text"],
        "mentions": row["mentions"],
        "at": row["at"],
        "edited": bool(row["edited_at"]),
        "replies": [],
    }


def _links(viewer: Viewer, item: UUID) -> Rows:
    rows = Link.objects.seen_by(viewer).filter(Q(item=item) | Q(other=item)).order_by("kind", "pk")
    return list(rows.values("id", "item_id", "other_id", "kind"))


def _other(link: dict[str, Any], item: UUID) -> UUID:
    other: UUID = link["other_id"] if link["item_id"] == item else link["item_id"]
    return other


def _end(link: dict[str, Any], item: UUID, found: dict[UUID, dict[str, Any]]) -> dict[str, Any]:
    """A link as it is told at this end of it."""
    words = {"relates": ("relates to", "relates to"), "duplicates": ("duplicates", "duplicated by")}
    how = words[link["kind"]][link["item_id"] != item]
    return found[_other(link, item)] | {"link": str(link["id"]), "how": how}


def _items(viewer: Viewer, item: UUID, linked: Rows, texts: Iterable[str]) -> dict[UUID, dict[str, Any]]:
    """The item itself, those linked to it and those whose keys are written somewhere, with their state."""
    where = Q(pk__in=[item, *(_other(link, item) for link in linked)])
    for prefix, number in sorted({match.groups() for text in texts for match in KEY.finditer(text)})[:100]:
        where |= Q(prefix=prefix, number=int(number)) if len(number) < 9 else Q(pk__in=[])
    mine = Watch.everything.filter(item=OuterRef("pk"), member=viewer.member, deleted_at=None)
    states = [f"{name}__state" for name in _with_state()]
    names = ("id", "prefix", "number", "title", "kind", "author_id")
    rows = Item.objects.seen_by(viewer).filter(where).annotate(mine=Subquery(mine.values("on")[:1]))
    found = {}
    for *values, on in rows.values_list(*names, *states, "mine"):
        row = dict(zip(names, values, strict=False))
        state = next((value for value in values[len(names) :] if value), "")
        found[row["id"]] = {
            "id": str(row["id"]),
            "key": f"{row['prefix']}-{row['number']}",
            "title": row["title"],
            "kind": row["kind"],
            "author": row["author_id"],
            "state": state,
            "on": on,
        }
    return found


def _with_state() -> list[str]:
    """Names of the rooms' tables of items that have a state."""
    relations = [r for r in Item._meta.related_objects if r.one_to_one]
    have = [r for r in relations if any(f.name == "state" for f in r.related_model._meta.concrete_fields)]
    return [relation.get_accessor_name() or "" for relation in have]


def _watches(viewer: Viewer, own: dict[str, Any], working: tuple[str, ...]) -> bool:
    if own.get("on") is not None:
        return bool(own["on"])
    return own.get("author") == viewer.member or str(viewer.member) in working


def _files(viewer: Viewer, item: UUID, slug: str) -> Rows:
    rows = Attachment.objects.seen_by(viewer).filter(item=item).order_by("at", "name", "pk")
    return [file_row(row, slug) for row in rows.select_related("by")]


def stored_file(viewer: Viewer, id: UUID) -> Attachment | None:
    """The file, if the viewer may see its item and the store has its bytes."""
    row: Attachment | None = Attachment.objects.seen_by(viewer).filter(pk=id).first()
    return row if row is not None and path_of(row.sha256).is_file() else None


def file_row(row: Attachment, slug: str) -> dict[str, Any]:
    """A file as pages and lists tell of it."""
    return {
        "id": str(row.pk),
        "title": row.name,
        "size": row.size,
        "media": row.media,
        "shown": row.media in SHOWN,
        "by": row.by.name if row.by else "",
        "at": row.at,
        "url": f"/{slug}/files/{row.pk}",
    }
