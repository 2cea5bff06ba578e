"""What the palette and the search page offer: areas, things, commands, and commands on a thing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from pilothouse.commands import Command, all_commands
from pilothouse.entrypoints.shapes import has_form, shapes_of
from pilothouse.entrypoints.web import answers
from pilothouse.entrypoints.web.areas import GROUPS, KEYED, address
from pilothouse.together.overview.folding import words_of
from pilothouse.together.overview.search import Hit, search
from pilothouse.who.decisions.rights.verdicts import Rights
from pilothouse.who.items.kinds import all_kinds
from pilothouse.who.people.queries import workspace_of
from pilothouse.who.rows import Viewer

FEW, SOME, MANY = 4, 8, 60
ICONS = {
    "person": "people",
    "proposal": "decide",
    "decision": "decide",
    "team": "people",
    "portfolio": "product",
    "organisation": "people",
}
DATED = {"feature", "task", "milestone", "release", "goal"}
ITEM, PROPOSAL = "items.item", "decisions.changeset"


@dataclass(frozen=True)
class Offer:
    """One line: where it leads, what it is about (``item``, a key) and the key that does the same."""

    label: str
    url: str
    icon: str
    note: str = ""
    item: str = ""
    action: str = ""
    pending: bool = False


Groups = list[tuple[str, list[Offer]]]


def offers(viewer: Viewer, slug: str, text: str, on: str = "") -> Groups:
    """Groups of lines for what was typed; ``on`` is the key of what is selected."""
    text = text.strip()
    if text.startswith(">"):
        return _kept([("Do", _commands(viewer, slug, text[1:]))])
    hits = search(viewer, text, SOME) if text else []
    found = [offer_of(hit, slug) for hit in hits]
    if text[:1] in ("@", "#"):
        return _kept([("People" if text[0] == "@" else "Go", found)])
    chosen = _chosen(viewer, on) or (next((hit for hit in hits if hit.key), None) if text else None)
    most = MANY if on else FEW
    do_on = (
        f"Do, on {chosen.title}" if chosen else "",
        _actions(chosen, slug, text if on else "")[:most] if chosen else [],
    )
    said = {row.label for row in do_on[1]}
    groups = [
        ("Go", _areas(slug, text) + found),
        do_on,
        (
            "Do",
            [row for row in _commands(viewer, slug, text) if row.label not in said][:SOME] if text else [],
        ),
        ("Ask", [*_who(viewer, slug, text)[:SOME], *(_questions(chosen, slug) if chosen and not on else [])]),
    ]
    return _kept([groups[1], groups[0], *groups[2:]] if on else groups)


def offer_of(hit: Hit, slug: str) -> Offer:
    """The line of something found."""
    note = ", ".join(part for part in (hit.key, hit.kind, hit.state) if part)
    icon, pending = ICONS.get(hit.kind, hit.kind), hit.state == "open"
    return Offer(hit.title, f"/{slug}/{hit.page}", icon, note, hit.key, pending=pending)


def commands_offered(viewer: Viewer) -> list[type[Command]]:
    """What people can begin from here: whatever has a form that they may send."""
    steward = _is_steward(viewer)
    return [command for command in all_commands().values() if _may(command, viewer, steward=steward)]


def _may(command: type[Command], viewer: Viewer, *, steward: bool) -> bool:
    permission = command.meta.permission
    if not _open_to_people(command):
        return False
    if viewer.kind == "guest":
        return permission == "anyone"
    return permission != "steward" or steward


@cache
def _open_to_people(command: type[Command]) -> bool:
    """Whether its form stands for itself: nothing in it comes from programs, or from the page it is on."""
    fixed = any(s.required and (s.hint.hidden or s.kind in ("id", "opaque")) for s in shapes_of(command))
    return command.meta.permission != "system" and has_form(command) and not fixed


def _is_steward(viewer: Viewer) -> bool:
    rights = Rights(workspace_of(viewer))
    return rights.holds(viewer.member, rights.permission_roles("steward"), None)


def _commands(viewer: Viewer, slug: str, text: str) -> list[Offer]:
    found = [c for c in commands_offered(viewer) if _fits(text, f"{c.meta.title} {c.meta.name}")]
    return [Offer(c.meta.title, f"/{slug}/do/{c.meta.name}", "bolt", c.meta.name) for c in found]


def _areas(slug: str, text: str) -> list[Offer]:
    return [
        Offer(area.label, url, area.icon or area.name, action=KEYED.get(area.name, ""))
        for _, members in GROUPS
        for area in members
        if _fits(text, area.label) and (url := address(area.name, slug))
    ]


def _fits(text: str, label: str) -> bool:
    """Whether every word typed begins a word of the label."""
    there = words_of(label)
    return all(any(word.startswith(typed) for word in there) for typed in words_of(text))


def _chosen(viewer: Viewer, on: str) -> Hit | None:
    return next((hit for hit in search(viewer, on, FEW) if hit.key == on.upper()), None) if on else None


def _actions(hit: Hit, slug: str, text: str) -> list[Offer]:
    """Commands about a thing, each with its form."""
    kind = all_kinds().get(hit.kind)
    models: Iterable[str] = (PROPOSAL,) if hit.kind == "proposal" else (kind.model, ITEM) if kind else ()
    rows = [row for model in dict.fromkeys(models) for row in answers.actions(model, f"/{slug}/", hit.key)]
    wanted = [row for row in rows if _fits(text, row["label"])]
    return [Offer(row["label"], row["url"], "edit") for row in wanted]


def _who(viewer: Viewer, slug: str, text: str) -> list[Offer]:
    """For "who decides estimates": the actions whose words follow, each with the page that answers."""
    first, _, rest = text.casefold().partition(" ")
    if first != "who" or viewer.kind == "guest":
        return []
    wanted = rest.strip().removeprefix("decides").strip(" ?")
    found = [c for c in commands_offered(viewer) if _fits(wanted, f"{c.meta.title} {c.meta.name}")]
    here = f"/{slug}/decisions/who"
    rows = [
        Offer(f"Who decides: {c.meta.title}?", f"{here}?command={c.meta.name}", "decide", c.meta.name)
        for c in found
    ]
    return [Offer("Who decides?", here, "decide", "any action, any thing"), *rows]


def _questions(hit: Hit, slug: str) -> list[Offer]:
    about = urlencode({"about": hit.key})
    who = (
        [Offer(f"Who decides about {hit.title}?", f"/{slug}/decisions/who?{about}", "decide")]
        if hit.key
        else []
    )
    if hit.kind not in DATED:
        return who
    when = f"/{slug}/forecast?{urlencode({'of': hit.key})}"
    found = [
        Offer(
            f"Why is this the date of {hit.title}?",
            f"/{slug}/plan/why/{hit.key}",
            "link",
            "what it waits for",
        )
    ]
    if hit.kind in ("milestone", "release", "goal"):
        found.insert(0, Offer(f"When will {hit.title} be done?", when, "forecast", "chance by any date"))
    return [*found, *who]


def _kept(groups: Groups) -> Groups:
    return [(label, rows) for label, rows in groups if rows]
