"""Rules of where things belong: who writes rows, who reads them, who knows whom."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.house.source import ROOMS, Rule, Source

Found = Iterator[tuple[int, str]]
SUBJECT_ROOMS = tuple(room for room in ROOMS if room != "who")
MANAGERS = {"objects", "everything", "_default_manager", "_base_manager"}
QUERIES = MANAGERS | {
    "all",
    "filter",
    "exclude",
    "seen_by",
    "visible",
    "order_by",
    "select_for_update",
    "using",
}
READERS = {"views", "queries", "snapshot", "models", "urls", "admin"}
ALWAYS_WRITE = {"bulk_create", "bulk_update", "update_or_create", "get_or_create"}
ROLES = {
    "product_manager",
    "product_owner",
    "engineering_manager",
    "project_manager",
    "sponsor",
    "stakeholder",
}


def calls(source: Source) -> Iterator[tuple[ast.Call, ast.Attribute]]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node, node.func


def _chain(node: ast.expr) -> Iterator[str]:
    """The names of ``Feature.objects.filter(...)`` from right to left: filter, objects, Feature."""
    while True:
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute):
            yield node.attr
            node = node.value
        else:
            if isinstance(node, ast.Name):
                yield node.id
            return


def imports(source: Source) -> Iterator[tuple[int, str]]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


# ---- only commands write -----------------------------------------------------------------------------------


def _may_write(source: Source) -> bool:
    own = {("who", "decisions"), ("who", "access", "doors"), ("together", "notices", "doors")}
    return any(source.parts[: len(place)] == place for place in own) or "migrations" in source.parts


def _through_ctx(receiver: ast.expr) -> bool:
    return next(_chain(receiver), "").lstrip("_") in {"ctx", "context"}


def _writes_row(call: ast.Call, func: ast.Attribute) -> bool:
    name = func.attr.removeprefix("a") if func.attr.startswith(("asave", "adelete", "acreate")) else func.attr
    if name in ALWAYS_WRITE:
        return True
    if name in {"save", "delete"} and not call.args:
        return True
    return name in {"create", "update", "delete"} and bool(QUERIES & set(_chain(func.value)))


def _writes(source: Source) -> Found:
    reader = source.room not in ROOMS or bool(READERS & set(source.parts))
    for call, func in calls(source):
        if _through_ctx(func.value):
            if reader and func.attr in {"save", "update", "delete", "link"}:
                yield call.lineno, f"ctx.{func.attr} belongs into a command, or a part of one that takes ctx"
        elif _writes_row(call, func):
            yield call.lineno, f".{func.attr}() writes past the gate: do it in a command, through ctx"


WRITES = Rule(
    "writes",
    "Only commands write rows, and only through ctx: else a change has no history, no right and no undo.",
    lambda s: s.is_python and s.room in {*ROOMS, "entrypoints", "interchange"} and not _may_write(s),
    _writes,
    good=(
        (
            "src/pilothouse/what/backlog/commands.py",
            "def apply(self, ctx):\n    ctx.save(Feature(title='x'))",
        ),
        ("src/pilothouse/what/backlog/queries.py", "seen = set()\nseen.update({1})\ncache.delete('key')"),
        ("src/pilothouse/who/items/keys.py", "def open_item(ctx, unit):\n    ctx.save(Item(unit=unit))"),
        ("src/pilothouse/who/decisions/ctx.py", "def save(self, row):\n    row.save()"),
        ("src/pilothouse/who/access/doors/attempts.py", "Attempt.objects.filter(key=key).delete()"),
        ("src/pilothouse/what/backlog/migrations/0002_x.py", "Feature.objects.update(rank=1)"),
    ),
    bad=(
        ("src/pilothouse/what/backlog/commands.py", "def apply(self, ctx):\n    feature.save()"),
        ("src/pilothouse/what/backlog/queries.py", "Feature.objects.seen_by(v).update(rank=1)"),
        ("src/pilothouse/what/backlog/queries.py", "Feature.everything.filter(id=1).delete()"),
        ("src/pilothouse/what/backlog/views.py", "ctx.save(feature)"),
        ("src/pilothouse/interchange/mspdi.py", "ctx.save(task)"),
        ("src/pilothouse/entrypoints/rest/api.py", "Feature.objects.create(title='x')"),
        ("src/pilothouse/how/delivery/queries.py", "Task.objects.bulk_create([])"),
    ),
)


# ---- views hold no queries ---------------------------------------------------------------------------------


def _queries_in_views(source: Source) -> Found:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS:
            yield node.lineno, f".{node.attr} in a view: ask a function of queries.py, with the viewer"
    for line, name in imports(source):
        if ".models." in f"{name}." or name.startswith("django.db"):
            yield line, f"a view imports {name}: ask a function of queries.py, with the viewer"


VIEWS = Rule(
    "views",
    "Reads go through queries.py with a viewer, so that nobody sees what they may not.",
    lambda s: s.is_python and s.room in {*ROOMS, "entrypoints"} and "views" in s.parts,
    _queries_in_views,
    good=(
        ("src/pilothouse/what/backlog/views.py", "from .queries import features\nrows = features(viewer)"),
    ),
    bad=(
        ("src/pilothouse/what/backlog/views.py", "rows = Feature.objects.seen_by(viewer)"),
        ("src/pilothouse/what/backlog/views.py", "rows = Feature.everything.all()"),
        ("src/pilothouse/what/backlog/views.py", "from pilothouse.what.backlog.models import Feature"),
    ),
)


# ---- entry points name no subject --------------------------------------------------------------------------


def _subjects(source: Source) -> Found:
    for line, name in imports(source):
        parts = name.split(".")
        if (
            parts[0] == "pilothouse"
            and parts[1:2]
            and parts[1] in SUBJECT_ROOMS
            and {"models", "commands"} & set(parts)
        ):
            yield line, f"an entry point names {name}: look it up in the registry"


ENTRYPOINTS = Rule(
    "entry-points",
    "Forms, REST, command line and MCP are derived from the registry: a new command needs no code there.",
    lambda s: s.is_python and s.room == "entrypoints",
    _subjects,
    good=(("src/pilothouse/entrypoints/rest/api.py", "from pilothouse.commands.registry import commands"),),
    bad=(
        ("src/pilothouse/entrypoints/rest/api.py", "from pilothouse.what.backlog.models import Feature"),
        ("src/pilothouse/entrypoints/cli/do.py", "from pilothouse.how.delivery.commands import AddTask"),
    ),
)


# ---- no signals --------------------------------------------------------------------------------------------

SIGNALS = (
    "django.db.models.signals",
    "django.dispatch",
    "django.core.signals",
    "django.contrib.auth.signals",
)


def _signals(source: Source) -> Found:
    for line, name in imports(source):
        if f"{name}.".startswith(tuple(f"{signal}." for signal in SIGNALS)):
            yield line, f"{name}: call what should happen, or register a lens"


NO_SIGNALS = Rule(
    "no-signals",
    "Signals hide who is told what, and miss update, bulk and raw SQL.",
    lambda s: s.is_python and s.in_package,
    _signals,
    good=(
        (
            "src/pilothouse/who/decisions/gate/guard.py",
            "from django.db.backends.signals import connection_created",
        ),
    ),
    bad=(
        ("src/pilothouse/how/delivery/models.py", "from django.db.models.signals import post_save"),
        ("src/pilothouse/how/delivery/apps.py", "from django.dispatch import receiver"),
    ),
)


# ---- roles are data ----------------------------------------------------------------------------------------


def _knows_roles(source: Source) -> bool:
    return source.parts[:4] == ("who", "decisions", "rights", "presets") or any(
        "demo" in part for part in source.parts
    )


def _role_names(source: Source) -> Found:
    for node in ast.walk(source.tree):
        words = {ast.Constant: "value", ast.Name: "id", ast.Attribute: "attr"}.get(type(node))
        word = getattr(node, words) if words else None
        if isinstance(word, str) and word.lower().replace("-", "_").replace(" ", "_") in ROLES:
            yield (
                getattr(node, "lineno", 0),
                f"{word!r}: who decides is a row of the matrix, not a name in code",
            )


ROLES_ARE_DATA = Rule(
    "roles-are-data",
    "Rights are rows people can edit: code that names a role decides behind their back.",
    lambda s: s.is_python and s.in_package and not _knows_roles(s) and "migrations" not in s.parts,
    _role_names,
    good=(
        ("src/pilothouse/who/decisions/rights/verdicts.py", "deciders = holders(row.decides, unit)"),
        ("src/pilothouse/who/decisions/rights/presets/software.py", "DECIDES = 'product_manager'"),
        ("src/pilothouse/who/demo/cast.py", "role = 'sponsor'"),
    ),
    bad=(
        ("src/pilothouse/who/decisions/rights/verdicts.py", "if role == 'product_manager': ..."),
        ("src/pilothouse/together/overview/queries.py", "who = Role.SPONSOR"),
        ("src/pilothouse/when/schedule/views.py", "title = 'Project manager'"),
    ),
)


# ---- the engine is pure ------------------------------------------------------------------------------------

IMPURE = {"time", "random", "secrets", "socket", "subprocess", "sqlite3", "urllib", "http", "os"}


def _impure(source: Source) -> Found:
    for line, name in imports(source):
        if name.split(".")[0] in IMPURE:
            yield line, f"the engine imports {name}: no clock, no input or output, every draw takes a seed"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open":
            yield node.lineno, "the engine opens a file: hand it the text"
    for call, func in calls(source):
        if func.attr in {"now", "today", "utcnow"} and not call.args:
            yield call.lineno, f"the engine asks .{func.attr}(): a plan says its as_of"


PURE_ENGINE = Rule(
    "pure-engine",
    "Same plan and seed, same numbers, wherever it runs.",
    lambda s: s.is_python and s.room == "engine" and s.parts[-1] != "build_kernels",
    _impure,
    good=(("src/pilothouse/engine/forecast.py", "import numpy as np\nrng = np.random.default_rng(seed)"),),
    bad=(
        ("src/pilothouse/engine/forecast.py", "import random"),
        ("src/pilothouse/engine/plan.py", "today = date.today()"),
        ("src/pilothouse/engine/plan.py", "text = open('plan.json').read()"),
    ),
)

PLACE_RULES = (WRITES, VIEWS, ENTRYPOINTS, NO_SIGNALS, ROLES_ARE_DATA, PURE_ENGINE)
