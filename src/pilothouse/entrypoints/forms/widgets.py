"""Widgets as ``ui/macros/forms.jinja`` takes them, from the shapes of fields."""

from __future__ import annotations

from typing import Any

from pilothouse.entrypoints import queries
from pilothouse.entrypoints.forms.values import PARTS, Typed
from pilothouse.entrypoints.shapes import Shape
from pilothouse.who.items.kinds import all_kinds
from pilothouse.who.rows import Viewer

_KINDS = {
    "text": "text",
    "textarea": "textarea",
    "secret": "password",
    "integer": "number",
    "number": "number",
    "date": "date",
    "datetime": "datetime-local",
    "bool": "checkbox",
    "texts": "text",
    "choice": "select",
    "range": "range",
}


def hidden(name: str, value: Any) -> dict[str, Any]:
    """An input nobody sees."""
    return {"name": name, "kind": "hidden", "value": value}


def widget(shape: Shape, typed: Typed, viewer: Viewer) -> dict[str, Any]:
    """One field's widget, without its errors."""
    made: dict[str, Any] = {
        "name": shape.name,
        "kind": _KINDS.get(shape.kind, "text"),
        "label": shape.label,
        "hint": shape.hint.help,
        "value": typed,
        "required": shape.required and not shape.nullable and shape.kind not in {"refs", "texts"},
        "unit": shape.hint.unit,
        "rows": shape.hint.rows,
    }
    if shape.kind in {"ref", "refs"}:
        return made | _reference(shape, typed, viewer)
    if shape.kind == "choice":
        return made | {"options": [{"value": option, "label": _in_words(option)} for option in shape.options]}
    if shape.hint.choices:
        return made | _chosen(shape, typed, viewer)
    if shape.kind == "files":
        return made | {"kind": "file", "value": "", "required": shape.required, "attrs": {"multiple": True}}
    if shape.kind == "texts":
        return made | {"hint": shape.hint.help or "Put commas between them."}
    if shape.kind == "range":
        return made | {"unit": shape.hint.unit or "days", "value": typed or dict.fromkeys(PARTS, "")}
    return made


def _in_words(option: str) -> str:
    """An option as people read it; an abbreviation such as FS stays as it is."""
    if not option:
        return "as it comes"
    return option if option.isupper() else option.replace("_", " ").capitalize()


def _chosen(shape: Shape, typed: Typed, viewer: Viewer) -> dict[str, Any]:
    """Names to choose from, of the kind the hint tells: one of them, or several."""
    rows = all_kinds()[shape.hint.choices].rows(viewer, {})
    options = [{"value": row["id"], "label": row["title"]} for row in rows]
    if shape.kind == "texts":
        ticked = [part.strip() for part in str(typed).split(",")]
        return {"kind": "checkboxes", "options": options, "value": ticked}
    return {"kind": "select", "options": options}


def _reference(shape: Shape, typed: Typed, viewer: Viewer) -> dict[str, Any]:
    """A list to choose from, what is chosen in it whatever else is offered; where it would be too long, an
    input for the key."""
    assert shape.ref is not None
    options = queries.choices(shape.ref, viewer)
    if options is None:
        many = " Put commas between them." if shape.kind == "refs" else ""
        hint = shape.hint.help or f"Write its key, such as LED-112.{many}"
        return {"kind": "text", "hint": hint, "attrs": {} if many else {"data-find": ""}}
    offered = {option["value"] for option in options}
    for one in typed if isinstance(typed, list) else [typed]:
        if one and one not in offered:
            value, label = queries.name_of(shape.ref, str(one), viewer)
            options += [{"value": value, "label": label}] if value and value not in offered else []
    return {"kind": "checkboxes" if shape.kind == "refs" else "ref", "options": options}
