"""The mapping of a source as fields of a form, and what was chosen in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pilothouse.interchange.issues.mapping import Offer
from pilothouse.interchange.table.roles import ROLES
from pilothouse.when.schedule.importing.remembered import members
from pilothouse.who.rows import Viewer

MOST_SHOWN = 80
"""So many columns, states and people are offered; of more, the rest goes as it would by itself."""
STAGES = {"open": "To do", "started": "In progress", "done": "Done", "dropped": "Dropped"}
DATES = {"day first": "03/04 is the 3rd of April", "month first": "03/04 is the 4th of March"}
PARTS = {"column ": "columns", "state ": "states", "person ": "people"}
Widget = dict[str, Any]


def widgets_of(viewer: Viewer, offer: Offer | None, people: list[dict[str, Any]]) -> dict[str, list[Widget]]:
    """Fields by what they map; none for a file that needs no mapping."""
    if offer is None:
        return {}
    mapping = offer.mapping
    columns = [
        _select(f"column {name}", name, role, ROLES, offer.samples.get(name, ""))
        for name, role in mapping.columns.items()
        if name
    ]
    states = [
        _select(f"state {name}", name, stage, STAGES) | {"required": True}
        for name, stage in mapping.states.items()
    ]
    return {
        "columns": columns[:MOST_SHOWN],
        "states": states[:MOST_SHOWN],
        "people": _people(viewer, people[:MOST_SHOWN]),
        "figures": _figures(offer),
    }


def _people(viewer: Viewer, people: list[dict[str, Any]]) -> list[Widget]:
    options = members(viewer) if people else []
    return [
        _field(f"person {each['id']}", each["name"], each["member"], each["email"])
        | {"kind": "ref", "options": options}
        for each in people
    ]


def _figures(offer: Offer) -> list[Widget]:
    found = []
    if offer.points:
        hours = _field("hours_per_point", "Hours a story point", f"{offer.mapping.hours_per_point:g}", "")
        found.append(hours | {"kind": "number", "unit": "h", "required": True})
    if offer.shape:
        hint = "Without a choice, dates that can only be read one way tell it."
        found.append(_select("dates", "Dates in figures", offer.mapping.dates, DATES) | {"hint": hint})
    return found


def _select(name: str, label: str, value: str, choices: Mapping[str, str], sample: str = "") -> Widget:
    options = [{"value": each, "label": label} for each, label in choices.items()]
    return _field(name, label, value, sample) | {"kind": "select", "options": options}


def _field(name: str, label: str, value: str, sample: str) -> Widget:
    return {"name": name, "label": label, "value": value, "sample": sample}


def mapping_of(sent: Any) -> dict[str, Any] | None:
    """What a form chose; None for one that had no mapping in it, so that what is remembered holds."""
    found: dict[str, Any] = {}
    for name, value in sent.items():
        for head, part in PARTS.items():
            if name.startswith(head):
                found.setdefault(part, {})[name.removeprefix(head)] = value
    for name in ("hours_per_point", "dates"):
        if name in sent:
            found[name] = sent[name].replace(",", ".") if name == "hours_per_point" else sent[name]
    return found or None
