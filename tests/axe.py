"""What axe finds on a page as it is shown."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[1] / "node_modules" / "axe-core" / "axe.min.js"
DECORATED = """node => { const copy = document.querySelector(node.target[0])?.cloneNode(true);
    copy?.querySelectorAll('[aria-hidden=true]').forEach(part => part.remove());
    return copy && !copy.textContent.trim(); }"""
"""Whether all an element shows is hidden from those who listen: the initials of an avatar are a picture."""
RUN = """rules => axe.run({resultTypes: ['violations'], ...(rules.length && {runOnly: rules})})
    .then(found => found.violations.map(rule => [
        rule.id,
        rule.nodes.filter(node => rule.id !== 'label-content-name-mismatch' || !(DECORATED)(node))
            .map(node => [node.target.join(' '), node.html, node.failureSummary])]))""".replace(
    "DECORATED", DECORATED
)


@cache
def _source() -> str:
    return AXE.read_text()


def violations(page: Page, rules: tuple[str, ...] = ()) -> list[str]:
    """Rule and element of each; ``rules`` are those to judge by, all when empty."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(f"() => {{ {_source()} }}")
    found: list[Any] = page.evaluate(RUN, list(rules))
    return [
        f"{rule}: {target} {html[:160]} ({_why(summary)})"
        for rule, nodes in found
        for target, html, summary in nodes
    ]


def _why(summary: str) -> str:
    lines = [line.strip() for line in (summary or "").splitlines()[1:]]
    return "; ".join(lines)[:200]
