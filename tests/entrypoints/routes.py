"""Every address there is, from the URL configuration and the API's description, filled with real objects.

A new page or endpoint is found by itself. It needs a word here only when its address has a part that is not
yet known (``FILLS``), when it lies outside a workspace (``OUTSIDE``), or when it takes a query (``ASKED``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import uuid4

from django.urls import URLPattern, URLResolver, get_resolver

from pilothouse.commands import all_commands
from pilothouse.entrypoints.rest.urls import api
from pilothouse.entrypoints.shapes import has_form
from pilothouse.who.decisions.models import ChangeSet, Entry
from pilothouse.who.items.kinds import Kind, all_kinds
from pilothouse.who.items.models import Attachment, Item
from tests.registry.world import World

PART = re.compile(r"<(?:\w+:)?(\w+)>|\{(\w+)\}")
API = "/api/v1/"


@dataclass(frozen=True)
class Route:
    """``template`` is the address with its open parts, such as ``/<slug:workspace>/i/<str:key>``."""

    name: str
    template: str

    @property
    def parts(self) -> list[str]:
        return [first or second for first, second in PART.findall(self.template)]

    @property
    def inside(self) -> bool:
        return "workspace" in self.parts

    def filled(self, **parts: str) -> str:
        return PART.sub(lambda match: parts[match[1] or match[2]], self.template)


def keys(world: World, kind: str = "") -> list[str]:
    """Of every kind, or of that one alone: the key of an item that is shared and of one that is not."""
    items = Item.everything.filter(workspace=world.workspace, deleted_at=None).order_by("number")
    found = {(item.kind, item.visibility): item.key for item in items if kind in ("", item.kind)}
    return list(found.values())


def _unit_keys(world: World) -> list[str]:
    return [world.ids["Redesign"], *keys(world)]


def _numbers(world: World) -> list[str]:
    rows = ChangeSet.everything.filter(workspace=world.workspace, number__isnull=False)
    return [str(number) for number in rows.values_list("number", flat=True)]


def _files(world: World) -> list[str]:
    return [
        str(pk) for pk in Attachment.everything.filter(workspace=world.workspace).values_list("pk", flat=True)
    ]


def _groups(world: World) -> list[str]:
    return [str(Entry.everything.filter(workspace=world.workspace).latest("revision").group)]


FILLS: dict[str, Callable[[World], list[str]]] = {
    "key": keys,
    "project": _unit_keys,
    "plan-of-project.project": _unit_keys,
    "number": _numbers,
    "file.id": _files,
    "group": _groups,
    "scenario": lambda world: [world.ids["One more feature"]],
    "leveling.member": lambda world: [world.ids[name] for name in ("Maya", "Lena") if name in world.ids],
    "programme": lambda world: [world.ids[name] for name in ("Keep going", "Acme") if name in world.ids],
    "command": lambda world: [name for name, command in all_commands().items() if has_form(command)],
    "proposal.key": lambda world: [f"PR-{number}" for number in _numbers(world)],
}
"""What an open part stands for, by ``route.part`` or by the part alone: values of a workspace."""


def _everything(world: World) -> str:
    return "q=zq"


def _selected(world: World) -> str:
    return f"command=task.edit&on={','.join(keys(world, 'task'))}"


def _two(world: World) -> str:
    return f"on={','.join(keys(world, 'feature'))}"


ASKED: dict[str, Callable[[World], str]] = {
    "backlog-compare": _two,
    "basket": lambda world: "impact=1",
    "bulk": _selected,
    "compare-scenarios": lambda world: f"with={world.ids['One more feature']}",
    **dict.fromkeys(("search", "find", "palette", "mentions"), _everything),
}
"""What an address takes as a query. A search for ``zq`` finds every text of the marked world."""

PUBLIC, OWN, SECRET, CHANGES, STATE = "public", "own", "secret", "changes", "state"
OUTSIDE: dict[str, str] = {
    "home": OWN,
    "you": OWN,
    "end-session": CHANGES,
    "ask-address": CHANGES,
    "sign-in": PUBLIC,
    "sign-in-code": PUBLIC,
    "passkey-options": CHANGES,
    "passkey": CHANGES,
    "codes": OWN,
    "codes-off": CHANGES,
    "recovery": CHANGES,
    "passkey-making": CHANGES,
    "passkey-made": CHANGES,
    "passkey-remove": CHANGES,
    "sign-out": CHANGES,
    "reset": PUBLIC,
    "reset-choose": SECRET,
    "join": SECRET,
    "set-up": PUBLIC,
    "set-up-link": SECRET,
    "address": SECRET,
    "mail-stop": SECRET,
    "healthz": PUBLIC,
    "readyz": STATE,
    "openapi-json": PUBLIC,
    "api-root": PUBLIC,
}
"""Outside of workspaces: for everybody; for whoever is signed in, about themselves; behind a secret in the
address; only ever posted to; or how the program is, which may be 503."""


def pages() -> list[Route]:
    """Every address of the site that is not the API's."""
    found = [
        Route(name, f"/{path}") for path, name in _walk(get_resolver()) if not path.startswith("api/v1/")
    ]
    return sorted(found, key=lambda route: route.template)


def _walk(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, str]]:
    for each in resolver.url_patterns:
        path = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _walk(each, path)
        elif isinstance(each, URLPattern):
            yield path, each.name or path


@cache
def described() -> Mapping[str, Any]:
    """The API's description."""
    schema: Mapping[str, Any] = api.get_openapi_schema(path_prefix=API)
    return schema


def operations(method: str) -> list[Route]:
    """Every operation of the API with that method."""
    paths = described()["paths"]
    return [Route(item[method]["operationId"], path) for path, item in paths.items() if method in item]


def addresses(route: Route, world: World, slug: str = "") -> list[str]:
    """The route's addresses in a workspace: one for every value of its open part."""
    open_parts = [part for part in route.parts if part != "workspace"]
    workspace = {"workspace": slug or world.workspace.slug}
    if not open_parts:
        return [_asked(route, route.filled(**workspace), world)]
    (part,) = open_parts
    values = _values(route, part, world)
    return [_asked(route, route.filled(**workspace, **{part: value}), world) for value in values]


def _values(route: Route, part: str, world: World) -> list[str]:
    fill = FILLS.get(f"{route.name}.{part}") or FILLS.get(part)
    if (kind := _kind_of(route, part)) is not None:
        rows = kind.rows(world.viewer("Sam"), {})
        return [
            str(row["id"] if part == "id" else row.get("key") or row["id"]) for row in (*rows[:1], *rows[-1:])
        ]
    assert fill is not None, (
        f"{route.template} has a part <{part}> that nobody knows here. Say what it stands for in FILLS of "
        f'tests/entrypoints/routes.py: "{route.name}.{part}": lambda world: [a value of that workspace].'
    )
    return fill(world)


def _kind_of(route: Route, part: str) -> Kind | None:
    """The kind an endpoint gets one of, or that a page with an id is named after."""
    plural, _, verb = route.name.rpartition(".")
    if verb == "get":
        return next((kind for kind in all_kinds().values() if kind.plural == plural), None)
    return all_kinds().get(route.name) if part == "id" else None


def _asked(route: Route, address: str, world: World) -> str:
    return f"{address}?{ASKED[route.name](world)}" if route.name in ASKED else address


def made_up(route: Route) -> str:
    """The address with parts nobody was ever given."""
    return route.filled(**{part: str(uuid4()) for part in route.parts})
