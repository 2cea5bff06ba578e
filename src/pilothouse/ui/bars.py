"""The marks of the Plan's rows as SVG, and its cells of load: too many for a template to draw quickly.

A bar is what ``gantt.bar_of`` gives: x, done, likely, safe, slack, critical (0..1), base: {x, width},
proposed: {x, width}, group, milestone, title. Positions are percent of the chart's width; a milestone lies
at ``likely``. One SVG per row is drawn around its middle, so that bars scroll, hide and sort with their row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup, escape

Bar = Mapping[str, Any]
NOT_DRAWN = '<svg class="gantt-row" aria-hidden="true"></svg>'
LEVELS = (115.0001, 100.0001, 97, 65, 30)
"""Percent of load from which a cell is that much darker; beyond 100 is too much."""


def row_bar(bar: Bar | None) -> Markup:
    """The bar of one row, for ``td.bars``."""
    if not bar:
        return Markup(NOT_DRAWN)
    x = bar["likely"] if bar["x"] is None else bar["x"]
    title = f"<title>{escape(bar['title'])}</title>" if bar.get("title") else ""
    marks = _milestone(bar) if bar.get("milestone") else _group(bar) if bar.get("group") else _task(bar)
    return Markup(
        f'<svg class="gantt-row" aria-hidden="true"><svg y="50%" overflow="visible" data-bar data-x="{x}" '
        f'data-end="{bar["likely"]}">{title}{_strips(bar)}{marks}</svg></svg>'
    )


def load_cells(cells: Iterable[Mapping[str, Any]]) -> Markup:
    """The weeks of one person: {value (percent), closed, label}."""
    return Markup("".join(map(_load_cell, cells)))


def _load_cell(cell: Mapping[str, Any]) -> str:
    value, closed = cell["value"], cell.get("closed")
    if closed and not value:
        return '<td class="week"></td>'
    level = "closed" if closed else sum(value >= least for least in LEVELS)
    title = f' title="{escape(cell["label"])}"' if cell.get("label") else ""
    over = '<span class="sr"> percent, over</span>' if value > 100 else ""
    return f'<td class="week"><span class="load" data-level="{level}"{title}>{round(value)}{over}</span></td>'


def _span(css: str, x: float, end: float, y: int, height: int, rx: int = 1) -> str:
    if end <= x:
        return ""
    width = round(end - x, 2)
    return f'<rect class="{css}" x="{round(x, 2)}%" width="{width}%" y="{y}" height="{height}" rx="{rx}"/>'


def _upright(css: str, x: float, top: int, bottom: int) -> str:
    return f'<line class="{css}" x1="{round(x, 2)}%" x2="{round(x, 2)}%" y1="{top}" y2="{bottom}"/>'


def _sign(x: float, css: str, path: str) -> str:
    return f'<svg x="{round(x, 2)}%" overflow="visible"><path class="{css}" d="{path}"/></svg>'


def _strips(bar: Bar) -> str:
    """Where the baseline had it, below; where a proposal would have it, above."""
    base, proposed = bar.get("base"), bar.get("proposed")
    below = _span("bar-base", base["x"], base["x"] + base["width"], 7, 3, 0) if base else ""
    return below + (
        _span("bar-pend", proposed["x"], proposed["x"] + proposed["width"], -12, 5) if proposed else ""
    )


def _tail(bar: Bar, y: int, height: int) -> str:
    """From likely to safe to say."""
    likely, safe = bar["likely"], bar.get("safe")
    if safe is None or safe <= likely:
        return ""
    end = _upright("bar-tail-end", safe, y - 2, y + height + 2)
    return _span("bar-tail", likely, safe, y, height) + end


def _slack(bar: Bar) -> str:
    end, begin = bar.get("slack"), bar.get("safe") or bar["likely"]
    if not end or end <= begin:
        return ""
    line = f'<line class="bar-slack" x1="{begin}%" x2="{round(end, 2)}%" y1="0" y2="0"/>'
    return line + _upright("bar-slack-end", end, -3, 3)


def _task(bar: Bar) -> str:
    x, likely, done, critical = bar["x"], bar["likely"], bar.get("done"), bar.get("critical") or 0
    marks = _slack(bar) + _tail(bar, -4, 8) + _span("bar-rest", x, likely, -5, 10, 2)
    if done and done > x:
        marks += _span("bar-done", x, min(done, likely), -5, 10, 2)
    if critical >= 0.2:
        marks += _span("bar-crit" if critical >= 0.5 else "bar-crit some", x, likely, -6, 12, 2)
    return marks


def _group(bar: Bar) -> str:
    x, likely, safe = bar["x"], bar["likely"], bar.get("safe")
    marks = _span("bar-sum", x, likely, -3, 4, 0)
    marks += _sign(x, "bar-sum", "M0-3h6L0 6z") + _sign(likely, "bar-sum", "M0-3h-6L0 6z")
    if not safe or safe <= likely:
        return marks
    tail = _span("bar-sum-tail", likely, safe, -3, 3, 0)
    return tail + _upright("bar-tail-end", safe, -5, 3) + marks


def _milestone(bar: Bar) -> str:
    return _tail(bar, -2, 4) + _sign(bar["likely"], "bar-diamond", "M0-6 6 0 0 6-6 0z")
