"""The Plan page's filters and how it is shown, which are its address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any
from uuid import UUID

from pilothouse.who.items.lists import labels
from pilothouse.who.items.models import ItemLabel
from pilothouse.who.narrowing import NONE, Field, Narrowing
from pilothouse.who.people.queries import member_names
from pilothouse.who.rows import Viewer

Row = dict[str, Any]
NO_BASELINE = "none"
STATES = (("open", "not started"), ("started", "in progress"), ("done", "done"))
WAYS = {"compare": "", "overlay": "", "scale": "weeks"}
"""How the plan is drawn; a saved view keeps it, and the filters."""
FOLDS = {"load": "", "fold": "", "but": ""}
NOTHING = Narrowing.read("", {}, ())


@dataclass(frozen=True)
class Filters:
    """``kept`` says which rows. ``compare`` is a baseline's id, "none", or "" for the newest; ``overlay`` a
    proposal's key or a scenario's id; ``scale`` "weeks" or "months"; ``load`` is "all" or "" for the busiest.

    In a long plan rows are shown from ``first`` on; ``fold`` is "all" or "", ``but`` names by id the groups
    that are open where all are folded, and the other way round."""

    compare: str = ""
    overlay: str = ""
    scale: str = "weeks"
    load: str = ""
    fold: str = ""
    but: str = ""
    first: int = 0
    kept: Narrowing = field(default=NOTHING)

    @classmethod
    def read(cls, query: Mapping[str, str], path: str = "", offered: Iterable[Field] = ()) -> Filters:
        """What the address says; a word that means nothing is as if it were not there."""
        compare = query.get("compare", "")
        ways = {
            "compare": compare if compare == NO_BASELINE or _is_id(compare) else "",
            "overlay": query.get("overlay", "").upper()[:40],
            "scale": "months" if query.get("scale") == "months" else "weeks",
            "load": "all" if query.get("load") == "all" else "",
            "fold": "all" if query.get("fold") == "all" else "",
            "but": ",".join(id for id in query.get("but", "").split(",") if _is_id(id)),
        }
        only = {"path": "critical" if query.get("path") == "critical" else ""}
        kept = Narrowing.read(
            path, {**dict(query.items()), **ways, **only}, offered, **WAYS, **FOLDS, saved=""
        )
        first = int(query["first"]) if query.get("first", "").isdecimal() else 0
        return cls(**ways, first=first, kept=kept)

    @property
    def to_save(self) -> Narrowing:
        """What a saved view keeps: not which groups are open."""
        return Narrowing.read(self.kept.path, self.kept.query, self.kept.fields, **WAYS, saved="")

    def turned(self) -> list[str]:
        """Groups of a long plan that are not as ``fold`` says."""
        return [id for id in self.but.split(",") if id]

    def turning(self, id: str) -> str:
        """``but`` with that group opened or folded."""
        turned = self.turned()
        return ",".join([each for each in turned if each != id] if id in turned else [*turned, id])

    def url(self, here: str, **changes: Any) -> str:
        """The address with some of it changed; what is at its usual value is left out."""
        known = {
            each.name: getattr(self, each.name) for each in fields(self) if each.name != "kept"
        } | changes
        ways = {name: str(value or "") for name, value in known.items()}
        return replace(self.kept, path=here).url(**ways)


def offered(viewer: Viewer) -> list[Field]:
    """What the Plan can be narrowed by."""
    people = sorted(((str(id), name) for id, name in member_names(viewer).items()), key=lambda each: each[1])
    words = [(row["title"], row["title"]) for row in labels(viewer, {})]
    return [
        Field("path", "Path", (("critical", "critical only"),)),
        Field("person", "Person", [*people, (NONE, "nobody")]),
        Field("state", "State", STATES),
        Field("label", "Label", [*words, (NONE, "no label")]),
    ]


def narrowed(viewer: Viewer, rows: list[Row], filters: Filters) -> list[Row]:
    """The rows that have all that is wanted, with the groups they lie in."""
    kept = filters.kept
    names = [each.name for each in kept.fields if each.name != "path" and kept.wanted(each.name)[0]]
    if not names:
        return rows
    held = _labels(viewer) if "label" in names else {}
    wanted = {row["id"] for row in rows if _has(row, kept, names, held)}
    return with_groups(rows, wanted)


def with_groups(rows: list[Row], wanted: set[str]) -> list[Row]:
    """Those rows and the groups around them, in the order of the plan."""
    parents, kept = {row["id"]: row["parent"] for row in rows}, set(wanted)
    for id in wanted:
        while (id := parents.get(id) or "") and id not in kept:
            kept.add(id)
    return [row for row in rows if row["id"] in kept]


def _has(row: Row, kept: Narrowing, names: list[str], held: Mapping[str, list[str]]) -> bool:
    if row["kind"] != "task" and (row["kind"] == "group" or names != ["label"]):
        return False
    people = [person["id"] for person in row["people"]]
    values = {
        "person": people if row["assigned"] else [*people, NONE],
        "state": [row["state"]],
        "label": held.get(row["id"], []),
    }
    return all(kept.keeps(name, *values[name]) for name in names)


def _labels(viewer: Viewer) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for item, name in ItemLabel.objects.seen_by(viewer).values_list("item_id", "label__name"):
        found.setdefault(str(item), []).append(name)
    return found


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
