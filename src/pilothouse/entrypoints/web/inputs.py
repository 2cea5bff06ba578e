"""Inputs that the pages at the door share."""

from __future__ import annotations

from typing import Any

Widget = dict[str, Any]


def text(name: str, label: str, value: str = "", hint: str = "", **more: Any) -> Widget:
    """A line of text that must be filled in."""
    return {
        "name": name,
        "kind": "text",
        "label": label,
        "value": value,
        "hint": hint,
        "required": True,
    } | more


def email(value: str = "", **more: Any) -> Widget:
    """An e-mail address."""
    return text("email", "E-mail address", value, kind="email", attrs={"autocomplete": "username"}) | more


def new_password(name: str = "password", label: str = "Password") -> Widget:
    """A password that is chosen now."""
    hint = "At least 10 characters, and none that many people use."
    return text(name, label, hint=hint, kind="password", attrs={"autocomplete": "new-password"})


def with_faults(widgets: list[Widget], faults: dict[str, list[str]]) -> list[Widget]:
    """The widgets with what is wrong at each."""
    return [widget | {"errors": faults.get(widget["name"], [])} for widget in widgets]


def filled(widgets: list[Widget], sent: Any) -> list[Widget]:
    """The widgets as they were sent, passwords left out."""
    return [w if w["kind"] == "password" else w | {"value": sent.get(w["name"], "")} for w in widgets]


def missing(widgets: list[Widget], sent: Any) -> dict[str, list[str]]:
    """Faults of what must be filled in and is not."""
    empty = [w for w in widgets if w.get("required") and not str(sent.get(w["name"], "")).strip()]
    return {w["name"]: [f"{w['label']}: fill this in."] for w in empty}
