"""Colours: readable in both themes, and only in tokens.css. Sizes: within the budgets."""

import gzip
import re
from pathlib import Path

import pytest

from tests.ui.oklch import Rgb, contrast, linear_rgb

UI = Path(__file__).parents[2] / "src" / "pilothouse" / "ui"
DIST = UI / "static" / "dist"
TOKEN = re.compile(r"--([\w-]+): light-dark\(oklch\(([^/)]+)\), oklch\(([^/)]+)\)\);")
RAW = re.compile(
    r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|hwb|lab|lch|oklab|oklch)\(|:\s*(?:white|black|red|gr[ae]y|blue)\b"
)

SURFACES = ["canvas", "surface", "raised", "sunken", "hover", "selected"]
TEXT = [(ink, paper) for ink in ("ink", "ink-2", "ink-3") for paper in SURFACES]
TEXT += [
    (word, paper)
    for word in ("link", "pending", "good", "warn", "bad")
    for paper in ("surface", "raised", "sunken", "canvas")
]
TEXT += [
    ("pending", "pending-bg"),
    ("ink", "pending-bg"),
    ("ink-2", "pending-bg"),
    ("bad", "pending-bg"),
    ("good", "pending-bg"),
    ("ink-3", "pending-bg"),
]
TEXT += [
    ("good", "good-bg"),
    ("warn", "warn-bg"),
    ("bad", "bad-bg"),
    ("ink", "warn-bg"),
    ("depth-5", "depth-1"),
    ("bad", "selected"),
]
TEXT += [
    ("on-helm", "helm"),
    ("on-helm", "helm-hover"),
    ("on-brass", "brass"),
    ("on-toast", "toast"),
    ("toast-link", "toast"),
]
TEXT += [("on-avatar", f"avatar-{hue}") for hue in range(1, 7)]
TEXT += [("ink-2", f"load-{level}") for level in range(3)] + [
    ("ink", f"load-{level}") for level in range(3, 6)
]
MARKS = [
    (mark, "surface")
    for mark in ("control", "focus", "depth-4", "depth-5", "pending-line", "bad-mark", "helm")
]


def themes() -> dict[str, dict[str, Rgb]]:
    """Linear colours of every opaque token, by theme."""
    found = TOKEN.findall((UI / "css" / "tokens.css").read_text())
    return {
        "light": {name: _colour(light) for name, light, _ in found},
        "dark": {name: _colour(dark) for name, _, dark in found},
    }


def _colour(text: str) -> Rgb:
    lightness, chroma, hue = text.split()
    return linear_rgb(float(lightness.rstrip("%")) / 100, float(chroma), float(hue))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("pairs, least", [(TEXT, 4.5), (MARKS, 3.0)], ids=["text", "marks"])
def test_pairs_of_colours_are_readable(theme: str, pairs: list[tuple[str, str]], least: float) -> None:
    colours = themes()[theme]
    ratios = {
        f"{front} on {back}": round(contrast(colours[front], colours[back]), 2) for front, back in pairs
    }
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < least} == {}


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert contrast(linear_rgb(1, 0, 0), linear_rgb(0, 0, 0)) == pytest.approx(21, abs=0.01)


def raw_colours(text: str) -> list[str]:
    """Colours written out instead of named, outside comments."""
    return RAW.findall(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))


def test_the_search_for_raw_colours_finds_them() -> None:
    assert raw_colours("a { color: #fff; fill: oklch(50% 0 0); stroke: red }") != []
    assert raw_colours("a { color: var(--ink); --x: color-mix(in oklch, var(--bad) 5%, transparent) }") == []


def test_raw_colours_stand_only_in_tokens() -> None:
    files = [path for path in (UI / "css").rglob("*.css") if path.name != "tokens.css"]
    files += [
        *(UI / "templates").rglob("*.jinja"),
        *(UI / "src").rglob("*.ts"),
        *(UI / "icons").glob("*.svg"),
    ]
    found = {path.name: raw_colours(path.read_text()) for path in files}
    assert {name: colours for name, colours in found.items() if colours} == {}


def test_every_token_that_is_used_exists() -> None:
    css = {path: path.read_text() for path in (UI / "css").rglob("*.css")}
    defined = {name for text in css.values() for name in re.findall(r"(--[\w-]+):", text)}
    used = {(path.name, name) for path, text in css.items() for name in re.findall(r"var\((--[\w-]+)", text)}
    assert {(file, name) for file, name in used if name not in defined} == set()


def test_templates_keep_the_content_security_policy() -> None:
    forbidden = re.compile(r"\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)|javascript:|hx-on|hx-vals=.js:")
    found = {path.name: forbidden.findall(path.read_text()) for path in (UI / "templates").rglob("*.jinja")}
    assert {name: hits for name, hits in found.items() if hits} == {}


def _gzipped(*patterns: str) -> int:
    return sum(len(gzip.compress(path.read_bytes())) for pattern in patterns for path in DIST.glob(pattern))


@pytest.mark.skipif(not (DIST / "manifest.json").exists(), reason="the front-end is not built: make assets")
@pytest.mark.parametrize(
    "patterns, budget",
    [(("*.css",), 25_000), (("main-*.js", "theme-*.js"), 60_000), (("treegrid-*.js", "gantt-*.js"), 45_000)],
    ids=["styles", "core scripts", "plan scripts"],
)
def test_what_the_browser_loads_stays_within_its_budget(patterns: tuple[str, ...], budget: int) -> None:
    assert 0 < _gzipped(*patterns) <= budget
