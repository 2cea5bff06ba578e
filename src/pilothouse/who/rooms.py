"""Opening a room: everything it can do is found by the names of its files."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages

from django.apps import AppConfig


def open_room(room: AppConfig) -> None:
    """Import every module of the room, in its folders too, whose name starts with ``commands``: that
    registers its commands.

    A new file with a command is found with no other change."""
    for module in walk_packages([room.path], f"{room.name}."):
        if module.name.rpartition(".")[2].startswith("commands"):
            import_module(module.name)
