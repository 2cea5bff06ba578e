"""Addresses of built assets and the icon sprite; knows files only, no models."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from markupsafe import Markup

UI = Path(__file__).parent
DIST = UI / "static" / "dist"

#: Name in templates -> source file in the Vite manifest.
SOURCES = {
    "main": "src/main.ts",
    "early": "src/early.ts",
    "style": "css/main.css",
    "font": "inter-latin-opsz-normal.woff2",
}

#: Shapes that other marks refer to: the brand and the hatch of proposals.
_SHARED = (
    '<symbol id="mark" viewBox="0 0 28 28"><rect class="mark-ground" width="28" height="28" rx="7"/>'
    '<path stroke-width="1.6" d="M6.2 18.5l2-9h11.6l2 9z"/>'
    '<path stroke-width="1.3" d="M12.1 9.5l-.7 9M15.9 9.5l.7 9M7 15.2h14"/>'
    '<path stroke-width="1.6" d="M5 21.5h18"/><circle class="mark-lamp" cx="14" cy="6.3" r="1.4"/></symbol>'
    '<pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<path class="hatch-line" d="M0 0v5"/></pattern>'
)
_DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


class AssetsMissing(RuntimeError):
    """The front-end has not been built, or not with this asset."""


def asset(name: str) -> str:
    """The address of a built asset: a name of SOURCES or an emitted file's own name.

    Raises AssetsMissing, saying how to build, when there is no manifest or no such asset.
    """
    return static(f"dist/{_file_of(name)}")


def _file_of(name: str) -> str:
    source = SOURCES.get(name, name)
    for key, entry in _manifest(DIST).items():
        if key == source or key.endswith(f"/{source}"):
            return str(entry["file"])
    raise AssetsMissing(f"There is no built asset {name!r}: run `make assets` to build the front-end.")


def _manifest(dist: Path) -> dict[str, Any]:
    """The Vite manifest; read again on each call while developing, once otherwise."""
    return _read(dist) if settings.DEBUG else _read_once(dist)


def _read(dist: Path) -> dict[str, Any]:
    path = dist / "manifest.json"
    if not path.exists():
        raise AssetsMissing("The front-end is not built yet: run `make assets` and start again.")
    manifest: dict[str, Any] = json.loads(path.read_text())
    return manifest


_read_once = cache(_read)


@cache
def sprite() -> Markup:
    """All icons as one hidden SVG to put at the start of the body; `<use href="#i-plan"/>` draws one."""
    symbols = "".join(_symbol(path) for path in sorted((UI / "icons").glob("*.svg")))
    return Markup(f'<svg class="sprite" width="0" height="0" aria-hidden="true">{_SHARED}{symbols}</svg>')


def _symbol(path: Path) -> str:
    drawing = _DRAWING.search(path.read_text())
    if drawing is None:
        raise ValueError(f"{path.name} is not an SVG file with one <svg> element.")
    return f'<symbol id="i-{path.stem}" viewBox="0 0 16 16">{drawing[1].strip()}</symbol>'


@cache
def _keys() -> dict[str, str]:
    entries = json.loads((UI / "keys.json").read_text())
    return {entry["action"]: entry["key"] for entry in entries}


def key_for(action: str, aria: bool = False) -> str:
    """The key of an action of keys.json as people read it ("S", "G then P") or as aria-keyshortcuts wants it.

    Raises KeyError with the action's name when the registry has none.
    """
    if action not in _keys():
        raise KeyError(f"There is no action {action!r} in ui/keys.json: add it there with its key.")
    key = _keys()[action]
    if aria:
        return key.replace("Ctrl", "Control")
    return (
        " then ".join(part.upper() for part in key.split(" "))
        if "+" not in key[:-1]
        else key.title().replace("+", " ")
    )
